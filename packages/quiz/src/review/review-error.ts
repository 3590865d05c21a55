/** What was wrong with what a program handed over. */
export type ReviewErrorCode =
  /** A parameter is missing, no number, or out of range. */
  | "parameters-invalid"
  /** The rules that make ratings out of outcomes cannot be read. */
  | "mapping-invalid"
  /** There are outcomes that no rule is for. */
  | "mapping-incomplete"
  /** A question has no id, or two have the same. */
  | "questions-invalid"
  /** An event is none, or a field of it cannot be read. */
  | "event-invalid"
  /** An event does not follow the one before: its `seq` leaves a gap, or its time goes back. */
  | "event-order"
  /** An event is well-formed and cannot happen: a suspended card is reviewed, or what is undone does not count. */
  | "event-impossible"
  /** The deck has no card of this id. */
  | "card-unknown"
  /** A time is no whole number of milliseconds from 1970 to the end of 9899. */
  | "time-invalid"
  /** The time zone has no name that this runtime knows. */
  | "time-zone-unknown"
  /** A limit, a number of days, a calendar day or the hour at which a day begins is out of range. */
  | "options-invalid";

/** A log, a parameter or an option that cannot be used. Nothing was changed. */
export class ReviewError extends Error {
  override readonly name = "ReviewError";
  /** Stable, to be compared. */
  readonly code: ReviewErrorCode;
  /** Where it is, as a path: `events[3].rating`, `weights[20]`. */
  readonly place: string;

  constructor(code: ReviewErrorCode, place: string, message: string, options?: ErrorOptions) {
    super(`${place}: ${message}`, options);
    this.code = code;
    this.place = place;
  }
}
