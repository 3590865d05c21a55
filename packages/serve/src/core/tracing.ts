import type { ServeError } from "./errors/serve-error.ts";
import type { Exchange } from "./http/exchange.ts";
import type { PredictionOutcome } from "./observer.ts";
import type { CacheOutcome } from "./prediction-cache.ts";

/** Where a prediction is found in a trace. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** How a prediction ended. */
export interface TracedEnd {
  readonly outcome: PredictionOutcome;
  readonly rows: number;
  /** Default: there is no cache. */
  readonly cache?: CacheOutcome | undefined;
  /** Default: it was answered. */
  readonly error?: ServeError | undefined;
}

/** The span of one prediction. */
export interface PredictionSpan {
  /** `undefined` where the trace is not recorded. */
  readonly ids: TraceIds | undefined;
  /** The header that makes calls to other servers part of the trace. Default: there is none. */
  readonly traceparent: string | undefined;
  /** Begins the wait for the model; call what it returns when that has ended. */
  queue(): () => void;
  /** Runs the model's function, in a span of its own that its own spans are children of. */
  readonly infer: <Result>(rows: number, run: () => Result | Promise<Result>) => Promise<Result>;
  end(how: TracedEnd): void;
}

/** Traces predictions; what `tracing` of `@mlops/serve/tracing` makes fits. */
export interface Tracing {
  begin(exchange: Exchange, model: { readonly name: string; readonly version: string }): PredictionSpan;
}
