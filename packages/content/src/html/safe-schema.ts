import { defaultSchema } from "hast-util-sanitize";
import type { Schema } from "hast-util-sanitize";
import { tokenClasses } from "./token-classes.ts";

/**
 * What may be shown: harmless elements and attributes, addresses with harmless schemes, and of classes only known ones.
 * Whoever sanitises sets the prefix that every id gets.
 */
export const safeSchema: Schema = {
  ...defaultSchema,
  tagNames: [
    ...(defaultSchema.tagNames ?? []).filter((name) => name !== "picture" && name !== "source"),
    "fieldset",
    "legend",
  ],
  protocols: {
    href: ["http", "https", "mailto"],
    src: ["http", "https"],
    cite: ["http", "https"],
    longDesc: ["http", "https"],
  },
  attributes: {
    ...defaultSchema.attributes,
    span: [["className", ...tokenClasses, "lesson-gap"]],
    fieldset: [["className", "lesson-question"]],
    ul: [["className", "contains-task-list", "lesson-options"]],
    ol: [["className", "contains-task-list", "lesson-options"]],
    pre: [["className", "lesson-lab"]],
    section: ["dataFootnotes", ["className", "footnotes", "lesson-quiz"]],
  },
};
