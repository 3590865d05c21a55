import * as z from "zod/mini";
import type { Point, Position } from "../position.ts";
import type { JsonValue, MarkdownNode, RichText } from "../rich-text.ts";

const count = z.int().check(z.nonnegative());
const ordinal = z.int().check(z.positive());

export const pointSchema: z.ZodMiniType<Point> = z.strictObject({ line: ordinal, column: ordinal, offset: count });

export const positionSchema: z.ZodMiniType<Position> = z.strictObject({ start: pointSchema, end: pointSchema });

export const jsonValueSchema: z.ZodMiniType<JsonValue> = z.json();

export const markdownNodeSchema: z.ZodMiniType<MarkdownNode> = z.looseObject({
  type: z.string(),
  value: z.optional(z.string()),
  get children() {
    return z.optional(z.array(markdownNodeSchema));
  },
  position: z.optional(positionSchema),
});

/** The fields of rich text, for schemas that have more beside them. */
export const richTextFields: {
  markdown: z.ZodMiniType<string>;
  nodes: z.ZodMiniType<MarkdownNode[]>;
  position: z.ZodMiniType<Position>;
} = {
  markdown: z.string(),
  nodes: z.array(markdownNodeSchema),
  position: positionSchema,
};

export const richTextSchema: z.ZodMiniType<RichText> = z.strictObject(richTextFields);
