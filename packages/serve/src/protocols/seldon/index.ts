/**
 * The first protocol of Seldon Core.
 *
 * @module
 */
export type { Feedback, FeedbackContext } from "./feedback.ts";
export { seldon } from "./seldon.ts";
export type { SeldonOptions } from "./seldon.ts";
