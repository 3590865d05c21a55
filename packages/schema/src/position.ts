/** A place in a text, as the unist convention counts it. */
export interface Point {
  /** Line, from 1. */
  line: number;
  /** Column in UTF-16 code units, from 1. */
  column: number;
  /** Offset in UTF-16 code units from the start of the text, from 0. */
  offset: number;
}

/** A stretch of a text: `start` is its first character, `end` the place after its last one. */
export interface Position {
  start: Point;
  end: Point;
}
