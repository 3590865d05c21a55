import * as z from "zod/mini";
import type { Point, Position } from "../position.ts";
import type { PublicText, RichText } from "../rich-text.ts";
import { count, nodes, ordinal, publicNodes, text } from "./leaf.ts";

export const pointSchema: z.ZodMiniType<Point> = /* @__PURE__ */ z.strictObject({
  line: ordinal,
  column: ordinal,
  offset: count,
});

export const positionSchema: z.ZodMiniType<Position> = /* @__PURE__ */ z.strictObject({
  start: pointSchema,
  end: pointSchema,
});

/** The fields of rich text, for schemas that have more beside them. */
export const richTextFields: {
  markdown: typeof text;
  nodes: typeof nodes;
  position: typeof positionSchema;
} = { markdown: text, nodes, position: positionSchema };

export const richTextSchema: z.ZodMiniType<RichText> = /* @__PURE__ */ z.strictObject(richTextFields);

export const publicTextSchema: z.ZodMiniType<PublicText> = /* @__PURE__ */ z.strictObject({
  markdown: text,
  nodes: publicNodes,
});
