/** The last answer counts, graded when everything is handed in. */
export interface DeferredPolicy {
  readonly type: "deferred";
}

/** Each answer is graded when it is given, and stands. */
export interface ImmediatePolicy {
  readonly type: "immediate";
}

/**
 * One may try again; the best try counts, each after the penalties for the wrong tries before it. The same answer again,
 * and one that cannot be graded, cost nothing.
 */
export interface AdaptivePolicy {
  readonly type: "adaptive";
  /** The share of the points that each earlier try loses, from 0 to 1. Default a third. */
  readonly penalty?: number | undefined;
}

/** One may try again, with a hint, as often as there are tries; the last try counts, less the penalties. */
export interface InteractivePolicy {
  readonly type: "interactive";
  /** The share of the points that each earlier try loses, from 0 to 1. Default a third. */
  readonly penalty?: number | undefined;
  /** How many tries there are. Default one more than the question has hints. */
  readonly tries?: number | undefined;
}

/** What may be answered again, and what earlier tries cost: the question behaviours of Moodle, as data. */
export type AttemptPolicy = DeferredPolicy | ImmediatePolicy | AdaptivePolicy | InteractivePolicy;
