import { describe, expect, it } from "vitest";
import { plainText } from "@mlops/schema";
import type { MarkdownNode } from "@mlops/schema";

const text = (value: string): MarkdownNode => ({ type: "text", value });
const paragraph = (...children: MarkdownNode[]): MarkdownNode => ({ type: "paragraph", children });

describe("plainText", () => {
  it("joins inline nodes without adding anything between them", () => {
    const strong: MarkdownNode = { type: "strong", children: [text("every")] };
    expect(plainText({ nodes: [paragraph(text("Check "), strong, text("thing"))] })).toBe("Check everything");
  });

  it("separates blocks by one line break", () => {
    expect(plainText({ nodes: [paragraph(text("one")), paragraph(text("two"))] })).toBe("one\ntwo");
  });

  it("gives the alternative text for an image and the code of a code block", () => {
    const nodes = [paragraph({ type: "image", alt: "a chart" }), { type: "code", value: "x = 1" }];
    expect(plainText({ nodes })).toBe("a chart\nx = 1");
  });

  it("is empty for no nodes", () => {
    expect(plainText({ nodes: [] })).toBe("");
  });

  it("does not overflow the stack on 100,000 nested nodes", () => {
    let node = text("deep");
    for (let depth = 0; depth < 100_000; depth += 1) node = { type: "blockquote", children: [node] };
    expect(plainText({ nodes: [node] })).toBe("deep");
  });
});
