/** Whether calls to a remote model go through: all, none, or one that tries. */
export type RemoteCircuit = "closed" | "half-open" | "open";

/** One call to a remote model, with all its tries. */
export interface RemoteCallEvent {
  /** The remote's name. */
  readonly remote: string;
  /**
   * `unavailable`: no answer, or one that says that there is none. `unusable`: another answer than was asked for.
   * `refused`: not made, as the circuit was open or too many calls were under way. `abandoned`: nobody waited any more.
   */
  readonly outcome: "ok" | "unavailable" | "unusable" | "refused" | "abandoned";
  readonly seconds: number;
}

/** Is told what becomes of calls to remote models; must not throw. */
export interface RemoteObserver {
  called?(event: RemoteCallEvent): void;
  /** A call is tried once more. */
  retried?(remote: string): void;
  /** The circuit has changed; called once with `closed` when the remote is made. */
  circuitChanged?(remote: string, circuit: RemoteCircuit): void;
}
