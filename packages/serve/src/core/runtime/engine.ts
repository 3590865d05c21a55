import type { PredictContext } from "../contract/model.ts";
import { ServeError } from "../errors/serve-error.ts";
import type { CacheUse } from "../prediction-cache.ts";
import type { PredictionSpan } from "../tracing.ts";
import type { Priority } from "./lanes.ts";
import type { Tensor, Tensors } from "../tensor/tensor.ts";

/** The output of one row as JSON, or why it has none. */
export type RowOutput = { readonly json: string } | { readonly error: ServeError };

/** What became of one row: its output as JSON, or why it has none. */
export type RowResult = { readonly json: string; readonly clipped: readonly string[] } | { readonly error: ServeError };

/** What became of a batch of tensors. */
export interface TensorResult {
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** The places whose values were clipped, as JSON Pointers into the inputs by name. */
  readonly clipped: readonly string[];
}

/** What running a model needs. */
export interface EngineContext extends PredictContext {
  /** How many failures an answer lists. */
  readonly reportedErrors: number;
  /** The lane in which it waits for the model. */
  readonly priority: Priority;
  /** Runs the model's function in a span. Default: without one. */
  readonly infer?: PredictionSpan["infer"] | undefined;
  /** Where outputs are kept. Default: nowhere. */
  readonly cache?: CacheUse | undefined;
  /**
   * Waits for the model's turn.
   *
   * @returns Call it once, when the run has ended or nobody waits for it any more.
   */
  turn(signal: AbortSignal, priority: Priority): Promise<() => void>;
  /** Is told how long the model's own function took for how many rows, and whether it threw. Default: it did not. */
  ran(rows: number, seconds: number, failed?: boolean): void;
  /** Milliseconds on the clock that measures it. */
  now(): number;
}

/** A loaded model behind its contract: nothing gets in or out that does not fit. */
export interface Engine {
  /** Predicts for rows; each has its own result. Rejects where the model fails as a whole. */
  predictRows(rows: readonly unknown[], context: EngineContext): Promise<RowResult[]>;
  /**
   * Predicts for tensors whose names, datatypes and shapes have been held to the contract.
   *
   * @param wanted - The outputs to give; `undefined` for all.
   */
  predictTensors(
    inputs: Tensors,
    rowCount: number,
    wanted: readonly string[] | undefined,
    context: EngineContext,
  ): Promise<TensorResult>;
  close(): Promise<void>;
}

/** Runs the model's own function when its turn has come: measured, its failure hidden from the caller. */
export async function runModel<Result>(
  predict: () => Result | Promise<Result>,
  rows: number,
  context: EngineContext,
): Promise<Result> {
  const { signal } = context;
  const leave = await context.turn(signal, context.priority);
  signal.addEventListener("abort", leave, { once: true });
  const from = context.now();
  let failed = true;
  try {
    const result = await (context.infer === undefined ? predict() : context.infer(rows, predict));
    failed = false;
    return result;
  } catch (error) {
    if (signal.aborted && signal.reason instanceof ServeError) throw signal.reason;
    // A fault that is told as the server's own, such as that of a model elsewhere; never as the caller's.
    if (error instanceof ServeError && error.status >= 500) throw error;
    throw new ServeError("prediction-failed", { detail: "The model could not answer.", cause: error });
  } finally {
    context.ran(rows, (context.now() - from) / 1000, failed);
    signal.removeEventListener("abort", leave);
    leave();
  }
}

/** A model's answer that is held back: the reason goes to the log; the caller only learns that there is one. */
export function badOutput(reason: string, cause?: unknown): ServeError {
  const detail = "The model's answer was held back.";
  return new ServeError("bad-output", { detail, cause: new Error(reason, { cause }) });
}
