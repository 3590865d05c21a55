import type { Severity } from "@mlops/schema";

/** The code of a diagnostic. */
export type DiagnosticCode =
  | "text-empty"
  | "text-too-long"
  | "text-too-deep"
  | "text-unparsable"
  | "no-page-marker"
  | "page-empty"
  | "profile-scraped"
  | "marker-in-container"
  | "marker-trailing-text"
  | "attribute-unknown"
  | "front-matter-invalid"
  | "lab-invalid"
  | "id-duplicate"
  | "quiz-unclosed"
  | "quiz-end-without-start"
  | "quiz-empty"
  | "quiz-text-outside-field"
  | "field-misplaced"
  | "field-duplicate"
  | "field-unknown"
  | "prompt-empty"
  | "option-empty"
  | "option-duplicate"
  | "options-too-few"
  | "correct-missing"
  | "correct-not-an-index"
  | "correct-out-of-range"
  | "points-invalid"
  | "question-id-invalid"
  | "question-id-missing";

/** Every finding that reading a lesson can report, with its severity. One heading per code in docs/diagnostics.md. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, Severity>> = {
  "text-empty": "error",
  "text-too-long": "error",
  "text-too-deep": "error",
  "text-unparsable": "error",
  "no-page-marker": "info",
  "page-empty": "warning",
  "profile-scraped": "info",
  "marker-in-container": "error",
  "marker-trailing-text": "warning",
  "attribute-unknown": "warning",
  "front-matter-invalid": "error",
  "lab-invalid": "error",
  "id-duplicate": "error",
  "quiz-unclosed": "error",
  "quiz-end-without-start": "error",
  "quiz-empty": "error",
  "quiz-text-outside-field": "error",
  "field-misplaced": "error",
  "field-duplicate": "error",
  "field-unknown": "warning",
  "prompt-empty": "error",
  "option-empty": "error",
  "option-duplicate": "warning",
  "options-too-few": "error",
  "correct-missing": "error",
  "correct-not-an-index": "error",
  "correct-out-of-range": "error",
  "points-invalid": "error",
  "question-id-invalid": "error",
  "question-id-missing": "warning",
};
