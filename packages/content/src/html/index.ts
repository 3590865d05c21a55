/**
 * Lessons as HTML that is safe to show.
 *
 * @module
 */
export { createHighlight, maxHighlightedLength } from "./highlighter.ts";
export type { Highlight } from "./highlighter.ts";
export { lessonToHtml, richTextToHtml } from "./lesson-to-html.ts";
export type { HtmlPage } from "./lesson-to-html.ts";
export { richTextToHast } from "./to-hast.ts";
export type { HtmlOptions } from "./to-hast.ts";
export { highlightStyles } from "./token-classes.ts";
