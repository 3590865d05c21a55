import { readFileSync } from "node:fs";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, it } from "vitest";
import { diagnosticCodes, parseLesson } from "@mlops/content";
import { present } from "./helpers.ts";

interface Entry {
  code: string;
  text: string;
  example: string | undefined;
}

/** The entries of the page: a heading of depth 2 each, a paragraph, and an example where there is one. */
function readEntries(markdown: string): Entry[] {
  const entries: Entry[] = [];
  for (const node of unified().use(remarkParse).parse(markdown).children) {
    const { start, end } = present(node.position);
    const source = markdown.slice(start.offset, end.offset);
    const entry = entries.at(-1);
    if (node.type === "heading" && node.depth === 2) {
      entries.push({ code: source.replace("## ", ""), text: "", example: undefined });
    } else if (entry !== undefined && node.type === "code") {
      entry.example = node.value;
    } else if (entry !== undefined) {
      entry.text += source;
    }
  }
  return entries;
}

const entries = readEntries(readFileSync(new URL("../../../docs/diagnostics.md", import.meta.url), "utf8"));
const withExample = entries.flatMap(({ code, example }) => (example === undefined ? [] : [{ code, example }]));

/** Codes whose texts are empty, too long or too deep to print. */
const withoutExample = ["text-empty", "text-too-long", "text-too-deep", "text-unparsable"];

describe("docs/diagnostics.md", () => {
  it("has one heading for each code, in the order of the table", () => {
    expect(entries.map(({ code }) => code)).toEqual(Object.keys(diagnosticCodes));
  });

  it("says the severity of each code first", () => {
    const severities = entries.map(({ code, text }) => [code, text.split(".", 1)[0]?.toLowerCase()]);
    expect(Object.fromEntries(severities)).toEqual(diagnosticCodes);
  });

  it("has an example for each code that can have one", () => {
    expect(entries.filter(({ example }) => example === undefined).map(({ code }) => code)).toEqual(withoutExample);
  });

  it.each(withExample)("shows for $code a text that gives it and no error of another kind", ({ code, example }) => {
    const { diagnostics } = parseLesson(example);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    const errors = diagnostics.filter(({ severity }) => severity === "error").map((diagnostic) => diagnostic.code);
    expect(errors.filter((other) => other !== code)).toEqual([]);
  });
});
