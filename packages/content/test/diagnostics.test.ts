import { readdirSync, readFileSync } from "node:fs";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "@mlops/schema";
import { diagnosticCodes, lintLesson, parseLesson, toVFileMessages } from "@mlops/content";
import { importGift } from "@mlops/content/import/gift";
import { courseCodes } from "../src/diagnostics/course-codes.ts";
import { giftCodes } from "../src/exchange/gift/codes.ts";
import { present } from "./helpers.ts";

interface DocumentationPage {
  code: string;
  title: string;
  text: string;
  /** The examples by the heading above them. */
  examples: Map<string, string>;
}

const folder = new URL("../../../docs/diagnostics/", import.meta.url);

function readPage(file: string): DocumentationPage {
  const markdown = readFileSync(new URL(file, folder), "utf8");
  const page: DocumentationPage = { code: file.replace(/\.md$/, ""), title: "", text: "", examples: new Map() };
  let heading = "";
  for (const node of unified().use(remarkParse).parse(markdown).children) {
    const { start, end } = present(node.position);
    const source = markdown.slice(start.offset, end.offset);
    if (node.type === "heading" && node.depth === 1) page.title = source.replace("# ", "");
    else if (node.type === "heading") heading = source.replace("## ", "");
    else if (node.type === "code" && !page.examples.has(heading)) page.examples.set(heading, `${node.value}\n`);
    else if (heading === "") page.text += source;
  }
  return page;
}

const pages = readdirSync(folder)
  .filter((file) => file.endsWith(".md") && file !== "README.md")
  .map(readPage);
/** Codes whose texts are too long to print, or hold what cannot be printed. */
const withoutExample = [
  "control-character",
  "gift-answers-too-many",
  "gift-items-too-many",
  "gift-text-too-long",
  "line-end-unusual",
  "page-too-long",
  "table-too-large",
  "text-invalid-utf8",
  "text-lone-surrogate",
  "text-too-deep",
  "text-too-long",
  "text-too-many-nodes",
  "text-unparsable",
];
/** Codes about a whole course; their pages show its files, and the tests of courses give each of them. */
const ofCourses: ReadonlySet<string> = new Set(Object.keys(courseCodes));
const withExamples = pages.filter(({ code, examples }) => examples.size > 0 && !ofCourses.has(code));

const allCodes: Readonly<Record<string, string>> = { ...diagnosticCodes, ...giftCodes };

/** All findings about an example of a code: about GIFT, or about a lesson, those of the quality rules included. */
function findingsOf(code: string, text: string): Diagnostic[] {
  if (code in giftCodes) return importGift(text).diagnostics;
  const { lesson, diagnostics } = parseLesson(text);
  return [...diagnostics, ...lintLesson(lesson)];
}

describe("docs/diagnostics", () => {
  it("has one page for each code, named and titled by it", () => {
    expect(pages.map(({ code }) => code).toSorted()).toEqual(Object.keys(allCodes).toSorted());
    expect(pages.map(({ title }) => title)).toEqual(pages.map(({ code }) => code));
  });

  it("says the severity of each code first", () => {
    const severities = pages.map(({ code, text }) => [code, text.split(".", 1)[0]?.toLowerCase()]);
    expect(Object.fromEntries(severities)).toEqual(allCodes);
  });

  it("has a bad and a good example for each code that can have them", () => {
    const missing = pages.filter(({ examples }) => !examples.has("Bad") || !examples.has("Good"));
    expect(missing.map(({ code }) => code).filter((code) => !ofCourses.has(code))).toEqual(withoutExample);
  });

  it.each(withExamples)("shows for $code a text that gives it and no error of another kind", ({ code, examples }) => {
    const found = findingsOf(code, present(examples.get("Bad")));
    expect(found.map((one) => one.code)).toContain(code);
    expect(found.filter((one) => one.severity === "error" && one.code !== code)).toEqual([]);
    expect(toVFileMessages(found).map(({ url }) => url)).toContain(`docs/diagnostics/${code}.md`);
  });

  it.each(withExamples)("shows for $code a text without it and without any error", ({ code, examples }) => {
    const found = findingsOf(code, present(examples.get("Good")));
    expect(found.map((one) => one.code)).not.toContain(code);
    expect(found.filter((one) => one.severity === "error")).toEqual([]);
  });
});
