import type { Exchange } from "./http/exchange.ts";
import type { TraceIds } from "./tracing.ts";

/** How a prediction ended: answered, refused for the caller's fault, or failed for ours. */
export type PredictionOutcome = "ok" | "client_error" | "server_error";

/** One prediction that was asked for. */
export interface PredictionEvent {
  readonly model: string;
  readonly version: string;
  readonly outcome: PredictionOutcome;
  /** How many rows it had; 0 where that was not known before it ended. */
  readonly rows: number;
  /** From the arrival of the request to its answer. */
  readonly seconds: number;
  /** How long it waited for its turn; `undefined` where it did not come to that. */
  readonly queueSeconds: number | undefined;
  /** Where it is found in a trace. Default: nowhere. */
  readonly trace?: TraceIds | undefined;
}

/** One run of a model's own function. */
export interface RunEvent {
  readonly model: string;
  readonly version: string;
  readonly rows: number;
  readonly seconds: number;
  /** Whether it threw. */
  readonly failed: boolean;
}

/** Is told of every prediction and every run; must not throw. */
export interface PredictionObserver {
  predicted(event: PredictionEvent): void;
  ran?(event: RunEvent): void;
}

/** One request that was answered, well or not. */
export interface AnsweredEvent {
  readonly exchange: Exchange;
  /** The protocol that the path belongs to. */
  readonly dialect: string;
  /** 499 where the client had left. */
  readonly status: number;
  /** The code of the fault; `undefined` for a good answer. */
  readonly code: string | undefined;
  readonly seconds: number;
}

/** How a handler stands at a moment. */
export interface ServeState {
  /** Requests under way. */
  readonly inFlight: number;
  readonly models: readonly {
    readonly model: string;
    readonly version: string;
    readonly isReady: boolean;
    /** Requests that the model works on. */
    readonly running: number;
    /** Requests that wait for it. */
    readonly queued: number;
  }[];
}

/** Is told of every request; must not throw. */
export interface RequestObserver {
  answered?(event: AnsweredEvent): void;
  /** Called once, when the handler is made: what it gets tells how the handler stands whenever that is asked for. */
  watch?(state: () => ServeState): void;
}
