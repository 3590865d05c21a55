import type { Lesson } from "./lesson.ts";
import type { Position } from "./position.ts";

/** How much a diagnostic matters: an `error` means that something could not be read as the author meant it. */
export type Severity = "error" | "warning" | "info";

/** A replacement of a stretch of the text; where `start` is `end`, an insertion. */
export interface TextEdit {
  /** Offset in UTF-16 code units from the start of the text, from 0. */
  start: number;
  /** The place after the last character that is replaced. */
  end: number;
  text: string;
}

/** Edits that mend what a finding is about. They do not overlap, and apply to the text that was read. */
export interface Fix {
  /** What they do, as the label of a button. */
  title: string;
  edits: TextEdit[];
}

/** One finding about a text, at a place. */
export interface Diagnostic {
  /** Stable identifier, for example `quiz-unclosed`. */
  code: string;
  severity: Severity;
  /** One sentence for a person. */
  message: string;
  position: Position;
  /** What would have been right. */
  expected?: string | undefined;
  /** What was found. */
  received?: string | undefined;
  /** What to do about it. */
  hint?: string | undefined;
  /** Only where it is certain what was meant. */
  fix?: Fix | undefined;
}

/** What reading a lesson gives: always a lesson, however damaged the text, and all findings about it. */
export interface LessonResult {
  lesson: Lesson;
  diagnostics: Diagnostic[];
}
