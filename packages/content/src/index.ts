/**
 * Reads lessons: one plain text with pages and quizzes becomes typed data with exact positions.
 *
 * @module
 */
export { diagnosticCodes } from "./diagnostics/codes.ts";
export type { DiagnosticCode } from "./diagnostics/codes.ts";
export { parseLesson } from "./parse/parse-lesson.ts";
export type { ParseOptions } from "./parse/parse-lesson.ts";
export type { Profile } from "./quiz/scan-fields.ts";
export { lessonMarkersFromMarkdown } from "./syntax/mdast.ts";
export type { LessonMarker } from "./syntax/mdast.ts";
export { lessonMarkers } from "./syntax/micromark.ts";
export type { MarkerName } from "./syntax/micromark.ts";
export { remarkLesson } from "./syntax/remark.ts";
