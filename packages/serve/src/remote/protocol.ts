import type { RowContract } from "../core/contract/model.ts";
import type { Datatype } from "../core/tensor/datatype.ts";
import type { TensorSpecs, Tensors } from "../core/tensor/tensor.ts";
import type { RemoteAnswer, RemoteRequest } from "./send.ts";
import type { Ask } from "./when-ready.ts";

/** Makes one call for a prediction. */
export type Call = <Result>(request: RemoteRequest, read: (answer: RemoteAnswer) => Result) => Promise<Result>;

/** A tensor as a remote describes it. */
export interface RemoteTensor {
  readonly name: string;
  /** `undefined` for one that the kit does not have. */
  readonly datatype: Datatype | undefined;
  /** How the remote calls the datatype. */
  readonly type: string;
  /** -1 for sizes that a request decides; `undefined` where the remote does not say. */
  readonly shape: readonly number[] | undefined;
}

/** What a remote says that its model takes and gives; an empty side says nothing. */
export interface RemoteTensors {
  readonly inputs: readonly RemoteTensor[];
  readonly outputs: readonly RemoteTensor[];
}

/** One request for tensors. */
export interface TensorBatch {
  readonly inputs: Tensors;
  readonly rowCount: number;
  /** What is to be read from the answer. */
  readonly outputs: TensorSpecs;
}

/** A remote that has been asked what it is. */
export interface TensorSession {
  /** `undefined` where the protocol, or this server, does not tell. */
  readonly described: RemoteTensors | undefined;
  /** Whether values go as bytes, so that every datatype can be sent. */
  readonly isBinary: boolean;
  /** Rejects with a `RemoteFault`, or what `call` rejects with. */
  predict(call: Call, batch: TensorBatch): Promise<Tensors>;
}

interface AnyProtocol {
  /** What predictions are asked from, behind the remote's URL. */
  readonly path: string;
  /** Whether the server, and its model, can predict. */
  isReady(ask: Ask): Promise<boolean>;
}

/** A protocol of tensors. */
export interface TensorProtocol extends AnyProtocol {
  readonly kind: "tensors";
  /** Asks a ready server what it is. */
  connect(ask: Ask): Promise<TensorSession>;
}

/** The rows that are sent and read. */
export interface RemoteRows extends RowContract {
  /**
   * Whether the contract is of tensors, so that each row is an object with a value for each.
   *
   * @default false
   */
  readonly isTensors?: boolean | undefined;
}

/** A protocol of rows as JSON. */
export interface RowProtocol extends AnyProtocol {
  readonly kind: "rows";
  /**
   * As many outputs as rows; a `ServeError` in the place of one that failed alone. Rejects with a `RemoteFault`, or what
   * `call` rejects with.
   */
  predict(call: Call, rows: readonly unknown[], contract: RemoteRows): Promise<readonly unknown[]>;
}

export type RemoteProtocol = TensorProtocol | RowProtocol;
