/** What a feature of the input, or a part of the output, has been like in the window. */
export interface FeatureQuality {
  /** The tensor's name; `name[2]` for a column of a tensor that has several. */
  readonly name: string;
  /** Rows that say something of it, be it that it is missing. */
  readonly rows: number;
  /** Absent or null. */
  readonly missing: number;
  /** `NaN` or infinite. */
  readonly nonFinite: number;
  /** Against the rule of the contract, also where it was clipped. */
  readonly outOfRange: number;
  /** None of the labels of the contract, or of the categories of the reference. */
  readonly unseen: number;
  /** Of another type than the contract asks for. */
  readonly mistyped: number;
  /**
   * The population stability index against the reference. `undefined` without a reference, and with fewer rows than it
   * takes.
   */
  readonly psi?: number | undefined;
}

/** What a version of a model has been asked and has answered in the window. */
export interface QualityReport {
  /** Rows that were looked at: those that were answered and those that were refused. */
  readonly rows: number;
  /** Rows that were not looked at, for the sake of time. */
  readonly skipped: number;
  /** Rows that were refused with 422, by the code of the fault. */
  readonly refused: Readonly<Record<string, number>>;
  /** How many rows an index takes. */
  readonly minimumRows: number;
  readonly features: readonly FeatureQuality[];
  readonly predictions: readonly FeatureQuality[];
  /** Tensors that are not watched, or not all of them. */
  readonly unwatched: readonly string[];
}

/** The same with whose it is. */
export interface ModelQuality extends QualityReport {
  readonly model: string;
  readonly version: string;
}

/** Is told where the quality of data can be read; must not throw. */
export interface QualityObserver {
  /** Called once, when the watch is made: what it gets tells how things stand whenever that is asked for. */
  watchQuality?(state: () => readonly ModelQuality[]): void;
}
