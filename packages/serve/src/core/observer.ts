/** How a prediction ended: answered, refused for the caller's fault, or failed for ours. */
export type PredictionOutcome = "ok" | "client_error" | "server_error";

/** One prediction that was asked for. */
export interface PredictionEvent {
  readonly model: string;
  readonly version: string;
  readonly outcome: PredictionOutcome;
  /** From the arrival of the request to its answer. */
  readonly seconds: number;
}

/** Is told of every prediction; must not throw. */
export interface PredictionObserver {
  predicted(event: PredictionEvent): void;
}
