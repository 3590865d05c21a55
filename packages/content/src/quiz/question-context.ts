import type { RichText } from "@mlops/schema";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Labels } from "../markdown/labels.ts";
import type { Finding, Reporter } from "../diagnostics/reporter.ts";
import { parseRange, refusalFinding } from "../markdown/parse-range.ts";
import type { IdSet } from "../parse/ids.ts";
import { readPlainLine } from "../parse/plain-line.ts";
import type { Range, Source } from "../parse/source.ts";
import type { Field, Profile } from "./scan-fields.ts";

/** What the quizzes of a lesson are read with. */
export interface QuizContext {
  source: Source;
  reporter: Reporter;
  /** The link and footnote definitions of the lesson. */
  labels: Labels;
  /** The profile that the quizzes are read with. */
  profile: Profile;
  /** Whether the caller asked for that profile. */
  isProfileGiven: boolean;
  /** The ids of the lesson's questions so far. */
  ids: IdSet;
  /** The ids of its quizzes so far. */
  quizIds: IdSet;
}

/** Reading of one question: what is wrong with it is counted, for a question with a fault is left out. */
export class QuestionReading {
  readonly source: Source;
  readonly #reporter: Reporter;
  readonly #labels: Labels;
  #faults = 0;

  constructor({ source, reporter, labels }: QuizContext) {
    this.source = source;
    this.#reporter = reporter;
    this.#labels = labels;
  }

  get isFaulty(): boolean {
    return this.#faults > 0;
  }

  /** Reports what makes the question unreadable. */
  fault(code: DiagnosticCode, range: Range, finding: Finding): void {
    this.#faults += 1;
    this.#reporter.report(code, this.source.position(range.start, range.end), { severity: "error", ...finding });
  }

  /** Reports what does not. */
  warn(code: DiagnosticCode, range: Range, finding: Finding): void {
    this.#reporter.report(code, this.source.position(range.start, range.end), finding);
  }

  /** The value of a field as the author wrote it, without white space around it; empty for no field. */
  valueOf(field: Field | undefined): string {
    return field === undefined ? "" : this.source.text.slice(field.value.start, field.value.end).trim();
  }

  /** A stretch of the text as Markdown. */
  rich(range: Range): RichText {
    return (
      readPlainLine(this.source, range) ??
      parseRange(this.source, range, this.#labels, (refusal) => {
        this.fault(refusal.refused, { start: refusal.offset, end: refusal.offset }, refusalFinding(refusal));
      })
    );
  }
}

export function isEmpty(field: Field): boolean {
  return field.value.start === field.value.end;
}

/** What was found, for a message. */
export function receivedOf(text: string): string {
  return text === "" ? "nothing" : text;
}
