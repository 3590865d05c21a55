/** What can be wrong with the input or the settings of an analysis. */
export type AnalysisErrorCode =
  /** Two items have the same `id`. */
  | "item-duplicate"
  /** An item's `max` is not a finite number of at least 0. */
  | "item-invalid"
  /** Two options of an item have the same `id`. */
  | "option-duplicate"
  /** An attempt has more or fewer scores, or choices, than there are items. */
  | "row-ragged"
  /** A score is neither a finite number nor `null`. */
  | "score-invalid"
  /** A score is higher than the item's `max`. */
  | "score-above-max"
  /** An answer earned a part of the points, where a model needs all or nothing. */
  | "score-partial"
  /** A choice names no option of its item, names one twice, or is there without a score. */
  | "choice-invalid"
  /** A setting is out of range. */
  | "settings-invalid";

/** Where in the input a fault is. */
export interface AnalysisPlace {
  /** The attempt, by its place in `attempts` from 0. */
  readonly row?: number | undefined;
  /** The item, by its place in `items` from 0. */
  readonly column?: number | undefined;
}

/** A mistake of the program: what was given cannot be analysed. */
export class AnalysisError extends Error {
  override readonly name = "AnalysisError";
  /** Stable, to be compared. */
  readonly code: AnalysisErrorCode;
  /** Absent where no attempt is at fault. */
  readonly row: number | undefined;
  /** Absent where no item is at fault. */
  readonly column: number | undefined;

  constructor(code: AnalysisErrorCode, message: string, { row, column }: AnalysisPlace = {}) {
    super(message);
    this.code = code;
    this.row = row;
    this.column = column;
  }
}
