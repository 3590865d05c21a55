import type { Exchange } from "./http/exchange.ts";
import type { Reply } from "./http/exchange.ts";
import type { SeenAnswer } from "./prediction-watch.ts";
import type { EngineContext, RowOutput } from "./runtime/engine.ts";
import type { ModelRuntime } from "./runtime/model-runtime.ts";
import type { Tensor, Tensors } from "./tensor/tensor.ts";

/** Where an answer came from; `off` where nothing was looked up. */
export type CacheOutcome = "hit" | "miss" | "stale" | "off";

/** What a run for a cache differs in from that of one request: it may have many that wait for it, or nobody. */
export type CacheWork = Pick<EngineContext, "signal" | "timeLeft" | "priority">;

/** The outputs of a batch by name. */
export type Outputs = ReadonlyMap<string, Tensor>;

/** What a batch of outputs is the answer to. */
export type OutputsQuestion = {
  /** The outputs that are wanted. */
  readonly wanted: readonly string[];
} & ({ readonly tensors: Tensors } | { readonly rows: readonly unknown[] });

/** The whole answer to a body. */
export interface KeptBody {
  readonly reply: Reply;
  /** How many rows it has. */
  readonly rows: number;
  /** Is told when it is given again. Default: nobody is. */
  readonly seen?: SeenAnswer | undefined;
}

/** The cache, as one prediction uses it. */
export interface CacheUse {
  /** The worst of the outcomes so far. */
  readonly outcome: CacheOutcome;
  /**
   * The outputs of rows that have passed their contract.
   *
   * @param run - Gives as many outputs as it gets rows; only for those that are not kept.
   * @param fits - Whether a text that was kept elsewhere is an output of the model.
   */
  rows(
    rows: readonly unknown[],
    run: (rows: readonly unknown[], work: CacheWork) => Promise<readonly RowOutput[]>,
    fits: (json: string) => Promise<boolean>,
  ): Promise<readonly RowOutput[]>;
  /** The same for the outputs of a batch as a whole. */
  outputs(
    question: OutputsQuestion,
    run: (work: CacheWork) => Promise<Outputs>,
    fits: (outputs: Outputs) => boolean,
  ): Promise<Outputs>;
  /**
   * Looks for the whole answer to a body.
   *
   * @returns `undefined` where it is not kept.
   */
  replyTo(body: Uint8Array): KeptBody | undefined;
  /** Keeps the whole answer to the body that was looked for, as long as all that it was made of. */
  keep(reply: Reply, rows: number, seen?: SeenAnswer): void;
}

/** Keeps predictions; what `responseCache` of `@mlops/serve/cache` makes fits. */
export interface PredictionCache {
  /** The models whose predictions it keeps. */
  readonly models: readonly string[];
  /** Begins a prediction. `undefined` where the model's predictions are not kept, or the caller wants none of them. */
  use(runtime: ModelRuntime, exchange: Exchange): CacheUse | undefined;
}

/** Ends a prediction early: the whole answer to the body has been found. Not a fault. */
export class KeptReply extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super("The whole answer was kept");
    this.reply = reply;
  }
}
