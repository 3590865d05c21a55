import type { Lesson } from "./lesson.ts";
import type { Position } from "./position.ts";

/** How much a diagnostic matters: an `error` means that something could not be read as the author meant it. */
export type Severity = "error" | "warning" | "info";

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
}

/** What reading a lesson gives: always a lesson, however damaged the text, and all findings about it. */
export interface LessonResult {
  lesson: Lesson;
  diagnostics: Diagnostic[];
}
