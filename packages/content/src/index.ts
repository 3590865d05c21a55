/**
 * Reads lessons: one plain text with pages and quizzes becomes typed data with exact positions.
 *
 * @module
 */
export { diagnosticCodes } from "./diagnostics/codes.ts";
export type { DiagnosticCode } from "./diagnostics/codes.ts";
export { diagnosticUrl } from "./diagnostics/url.ts";
export { toVFileMessages } from "./diagnostics/vfile.ts";
export { lintLesson } from "./lint/lint-lesson.ts";
export type { LintOptions } from "./lint/lint-lesson.ts";
export type { LintCode, RuleSetting } from "./lint/rule.ts";
export { parseLesson } from "./parse/parse-lesson.ts";
export type { ParseOptions } from "./parse/parse-lesson.ts";
export type { Profile } from "./quiz/scan-fields.ts";
export { recoverText, restoreText } from "./recover/recover-text.ts";
export type { Recovery } from "./recover/recover-text.ts";
export { lessonStats } from "./stats/lesson-stats.ts";
export type { LessonStats } from "./stats/lesson-stats.ts";
export { lessonMarkersFromMarkdown } from "./syntax/mdast.ts";
export type { LessonMarker } from "./syntax/mdast.ts";
export { lessonMarkers } from "./syntax/micromark.ts";
export type { MarkerName } from "./syntax/micromark.ts";
export { remarkLesson } from "./syntax/remark.ts";
export { lessonMarkersToMarkdown } from "./syntax/to-markdown.ts";
export { applyEdits } from "./write/apply-edits.ts";
export type { Draft, LessonDraft, QuestionDraft, QuestionDraftOf, QuizDraft } from "./write/draft.ts";
export { fixLesson } from "./write/fix-lesson.ts";
export type { FixedLesson } from "./write/fix-lesson.ts";
export { formatLesson } from "./write/format-lesson.ts";
export type { FormattedLesson } from "./write/format-lesson.ts";
export { serializeLesson, serializeQuestion, serializeQuiz } from "./write/write-lesson.ts";
