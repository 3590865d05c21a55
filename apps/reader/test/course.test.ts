import { fileURLToPath } from "node:url";
import { plainText } from "@mlops/schema";
import type { MarkdownNode } from "@mlops/schema";
import { parseLesson } from "@mlops/content";
import { describe, expect, it } from "vitest";
import { CourseError, loadCourse, readLesson } from "../src/course/load-course.ts";
import { markupSchema } from "../src/course/markup.ts";
import { toMarkup } from "../src/course/to-markup.ts";
import { quizPropsSchema } from "../src/quiz/quiz-props.ts";
import { toScriptData } from "../src/view/lesson-page.tsx";

const course = fileURLToPath(new URL("../course", import.meta.url));

const lesson = (quizOrLab: string): string => `---\ntitle: T\nid: t\n---\n\n# One\n\nText.\n\n${quizOrLab}\n`;
const markupOf = (markdown: string): string => {
  const [block] = parseLesson(markdown).lesson.pages[0]?.blocks ?? [];
  if (block?.kind !== "prose") throw new Error("expected prose");
  return JSON.stringify(toMarkup(block));
};

describe("the course", () => {
  it("loads without a fault, with a lesson that has a quiz and a lab", async () => {
    const lessons = await loadCourse(course);
    expect(lessons.map(({ id, title }) => [id, title])).toEqual([["serving-a-model", "Serving a model"]]);
    const kinds = lessons[0]?.pages.flatMap((page) => page.blocks.map((block) => block.kind));
    expect(kinds).toContain("quiz");
    expect(kinds).toContain("predict");
    expect(lessons[0]?.pages.map(({ path }) => path)).toContain("/serving-a-model/ask-the-model/");
  });

  it("goes through JSON to the browser unchanged", async () => {
    for (const { pages } of await loadCourse(course)) {
      for (const block of pages.flatMap((page) => page.blocks)) {
        if (block.kind === "quiz") {
          expect(quizPropsSchema.parse(JSON.parse(toScriptData(block.props)))).toEqual(block.props);
        } else if (block.kind === "prose") {
          expect(markupSchema.parse(JSON.parse(JSON.stringify(block.markup)))).toEqual(block.markup);
        }
      }
    }
  });
});

describe("readLesson", () => {
  it("refuses a lesson with an error and names file, line, column and code", () => {
    const quiz = "---QUIZ---\nQ: Which?\nID: q\nA: a\nA: b\nCORRECT: 2\n---END-QUIZ---";
    expect(() => readLesson("x.md", lesson(quiz))).toThrow(CourseError);
    expect(() => readLesson("x.md", lesson(quiz))).toThrow(/^x\.md:15:1 correct-out-of-range: /);
  });

  it("refuses a lab that the reader does not have", () => {
    expect(() => readLesson("x.md", lesson("```lab\nlab: rocket\n```"))).toThrow(/^x\.md:10:1 lab-unknown: /);
    expect(() => readLesson("x.md", lesson("```lab\nlab: predict\nmodel: ../admin\nfeatures: []\n```"))).toThrow(
      CourseError,
    );
  });
});

describe("toMarkup", () => {
  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick=alert(1)>b</b>",
    "[a](javascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:alert(1))",
    "![a](javascript:alert(1))",
    "<svg onload=alert(1)>",
    "<iframe src=//example.com></iframe>",
  ])("lets nothing that runs through from %s", (markdown) => {
    expect(markupOf(markdown)).not.toMatch(/script|onerror|onclick|onload|iframe|svg|javascript|vbscript|data:/i);
  });

  it("keeps the text of what it shows", () => {
    const markup = markupOf("**bold** `code` [link](https://example.com) | 1 < 2 & 3");
    for (const part of ["bold", "code", "https://example.com", "1 < 2 & 3"]) expect(markup).toContain(part);
  });

  it("prefixes ids, so that a text cannot name a part of the page", () => {
    const nodes: MarkdownNode[] = [{ type: "paragraph", children: [], data: { hProperties: { id: "content" } } }];
    expect(plainText({ nodes })).toBe("");
    expect(JSON.stringify(toMarkup({ nodes }))).toContain('"id":"user-content-content"');
  });
});

describe("toScriptData", () => {
  it("gives JSON that cannot leave its script element", () => {
    const value = { text: "</script><!-- & \u2028\u2029" };
    expect(toScriptData(value)).not.toMatch(/[<>&\u2028\u2029]/u);
    expect(JSON.parse(toScriptData(value))).toEqual(value);
  });
});
