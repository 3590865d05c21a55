import type { ServeError } from "./errors/serve-error.ts";
import type { QualityReport } from "./quality-observer.ts";
import type { RowResult, TensorResult } from "./runtime/engine.ts";
import type { ModelRuntime } from "./runtime/model-runtime.ts";
import type { ModelSet } from "./runtime/model-set.ts";
import type { Tensors } from "./tensor/tensor.ts";

/** What was seen of an answer; it stays with the answer where that is kept. */
export interface SeenAnswer {
  /** What it takes in memory. */
  readonly bytes: number;
  /** The answer was given again. */
  again(): void;
}

/** The watch over one prediction. One of its methods is called at most once; none where it failed for no fault of its input. */
export interface WatchedPrediction<Result> {
  /** @returns What to keep with the answer, where it may be kept. */
  answered(result: Result): SeenAnswer | undefined;
  /** It was refused as a whole. */
  refused(error: ServeError): void;
}

/** Looks at what models are asked and what they answer; what `dataQuality` of `@mlops/serve/data-quality` makes fits. */
export interface PredictionWatch {
  /**
   * Called once by each server with its models.
   *
   * @throws TypeError where a model that is to be watched is not served, or does not fit what it is held against.
   */
  serves(models: ModelSet): void;
  /**
   * A prediction begins: what it is asked, before rules and schema. Does not throw.
   *
   * @param isKept - Whether the answer may be kept and given again.
   * @returns `undefined` where it is not watched.
   */
  rows(
    runtime: ModelRuntime,
    rows: readonly unknown[],
    isKept: boolean,
  ): WatchedPrediction<readonly RowResult[]> | undefined;
  /** The same for tensors. */
  tensors(
    runtime: ModelRuntime,
    tensors: Tensors,
    rowCount: number,
    isKept: boolean,
  ): WatchedPrediction<TensorResult> | undefined;
  /** How it stands; `undefined` for a model that is not watched. */
  report(runtime: ModelRuntime): QualityReport | undefined;
}
