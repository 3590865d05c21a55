import * as z from "zod/mini";

/** A run of text. */
export interface MarkupText {
  type: "text";
  value: string;
}

/** An HTML element that may be shown. */
export interface MarkupElement {
  type: "element";
  tagName: string;
  properties: Record<string, string | number | boolean | null | (string | number)[]>;
  children: MarkupNode[];
}

/** A part of {@link Markup}. */
export type MarkupNode = MarkupText | MarkupElement;

/** A piece of HTML as a tree (hast) that holds nothing but elements and text. */
export interface Markup {
  type: "root";
  children: MarkupNode[];
}

const text = z.object({ type: z.literal("text"), value: z.string() });

const element = z.object({
  type: z.literal("element"),
  tagName: z.string(),
  properties: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))]),
  ),
  get children(): z.ZodMiniArray<z.ZodMiniType<MarkupNode>> {
    return z.array(nodeSchema);
  },
});

const nodeSchema: z.ZodMiniType<MarkupNode> = z.discriminatedUnion("type", [text, element]);

/** Markup as a page carries it to the browser. */
export const markupSchema: z.ZodMiniType<Markup> = z.object({
  type: z.literal("root"),
  children: z.array(nodeSchema),
});
