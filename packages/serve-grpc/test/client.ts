import { fileURLToPath } from "node:url";
import { credentials, makeGenericClientConstructor, Metadata } from "@grpc/grpc-js";
import type {
  CallOptions,
  ChannelCredentials,
  Client,
  ClientOptions,
  ServiceDefinition,
  ServiceError,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { protoFiles } from "@mlops/serve-grpc";

/** The services as `.proto` files have them, read by protobufjs. */
export const definitions = loadSync(
  Object.values(protoFiles).map((url) => fileURLToPath(url)),
  {
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  },
);

/** A message as the client is given it. */
export type Message = Readonly<Record<string, unknown>>;

/** A message as it comes to the client: as untyped as JSON that has been read. */
export type Received = ReturnType<typeof JSON.parse>;

/** What came of a call that went well. */
export interface Outcome {
  readonly response: Received;
  /** What came before the answer, and after it. */
  readonly headers: Record<string, unknown>;
  readonly trailers: Record<string, unknown>;
}

/** What a call is made with. */
export interface CallSettings {
  readonly metadata?: Readonly<Record<string, string>>;
  /** How long the client waits, in milliseconds. */
  readonly timeoutMs?: number;
  /** Aborts the call. */
  readonly signal?: AbortSignal;
}

/** A client of `@grpc/grpc-js` that is closed at the end of the block. */
export class TestClient implements Disposable {
  readonly inference: Client;
  readonly health: Client;

  constructor(target: string, options: ClientOptions = {}, secure: ChannelCredentials = credentials.createInsecure()) {
    const make = (service: string): Client => {
      const Service = makeGenericClientConstructor(definitions[service] as ServiceDefinition, service);
      return new Service(target, secure, { "grpc.use_local_subchannel_pool": 1, "grpc.enable_retries": 0, ...options });
    };
    this.inference = make("inference.GRPCInferenceService");
    this.health = make("grpc.health.v1.Health");
  }

  /** Calls a method with one message in and one out; rejects with the status. */
  call(name: string, message: Message, settings: CallSettings = {}): Promise<Outcome> {
    const client = name === "Check" ? this.health : this.inference;
    return new Promise((resolve, reject) => {
      let headers = {};
      let response: Received;
      let failure: ServiceError | undefined;
      const method = Reflect.get(client, name) as UnaryMethod;
      const call = method.call(client, message, metadataOf(settings), optionsOf(settings), (error, value) => {
        if (error === null) response = value;
        else failure = error;
      });
      settings.signal?.addEventListener("abort", () => {
        call.cancel();
      });
      call.on("metadata", (metadata: Metadata) => {
        headers = metadata.getMap();
      });
      call.on("status", ({ metadata }: { metadata: Metadata }) => {
        // The callback comes before or after this.
        setImmediate(() => {
          if (failure === undefined) resolve({ response, headers, trailers: metadata.getMap() });
          else reject(failure);
        });
      });
    });
  }

  /** Opens a method with many messages. */
  open(name: "ModelStreamInfer", settings?: CallSettings): Duplex;
  open(name: "Watch", settings: CallSettings, message: Message): Duplex;
  open(name: string, settings: CallSettings = {}, message?: Message): Duplex {
    const client = name === "Watch" ? this.health : this.inference;
    const method = Reflect.get(client, name) as (...parameters: unknown[]) => ClientStream;
    const rest = [metadataOf(settings), optionsOf(settings)];
    return new Duplex(message === undefined ? method.call(client, ...rest) : method.call(client, message, ...rest));
  }

  [Symbol.dispose](): void {
    this.inference.close();
    this.health.close();
  }
}

type UnaryMethod = (
  message: Message,
  metadata: Metadata,
  options: CallOptions,
  callback: (error: ServiceError | null, value?: Received) => void,
) => { cancel(): void; on(event: string, listener: (value: never) => void): unknown };

interface ClientStream {
  write(message: Message): boolean;
  end(): void;
  cancel(): void;
  on(event: string, listener: (value: never) => void): unknown;
}

/** How a stream ended. */
interface StreamStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The client's end of a stream. */
export class Duplex {
  readonly #stream: ClientStream;
  readonly #messages: Received[] = [];
  #wake: () => void = () => {};
  /** How it ended: the code of gRPC, its text and its trailers. */
  readonly status: Promise<StreamStatus>;
  #isOver = false;

  constructor(stream: ClientStream) {
    this.#stream = stream;
    stream.on("error", () => {});
    stream.on("data", (message: Received) => {
      this.#messages.push(message);
      this.#wake();
    });
    this.status = new Promise((resolve) => {
      stream.on("status", (status: StreamStatus) => {
        this.#isOver = true;
        this.#wake();
        resolve(status);
      });
    });
  }

  send(message: Message): void {
    this.#stream.write(message);
  }

  end(): void {
    this.#stream.end();
  }

  cancel(): void {
    this.#stream.cancel();
  }

  /** The next message; `undefined` after the last one. */
  async next(): Promise<Received> {
    while (this.#messages.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#messages.shift();
  }
}

function metadataOf({ metadata = {} }: CallSettings): Metadata {
  return Metadata.fromHttp2Headers({ ...metadata });
}

function optionsOf({ timeoutMs }: CallSettings): CallOptions {
  return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
}
