import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod/mini";
import type { ChoiceQuestion, Lesson, Position, RichText } from "@mlops/schema";
import { frontMatterSchema, lessonResultSchema, lessonSchema, questionSchema } from "@mlops/schema/zod";
import { fixture } from "./fixture.ts";

const position: Position = { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } };
const rich = (markdown: string): RichText => ({
  markdown,
  nodes: [{ type: "paragraph", children: [{ type: "text", value: markdown, position }], position }],
  position,
});
const question: ChoiceQuestion = {
  type: "choice",
  id: "q-latency",
  version: "abc",
  prompt: rich("Which?"),
  points: 1,
  position,
  options: [
    { id: "a", content: rich("This") },
    { id: "b", content: rich("That") },
  ],
  key: { correct: "b" },
};
const lesson: Lesson = {
  schemaVersion: 1,
  id: "l",
  title: "L",
  pages: [
    {
      id: "p",
      title: "P",
      position,
      blocks: [
        { kind: "prose", ...rich("Hello") },
        { kind: "code", language: "ts", meta: null, value: "x", position },
        { kind: "lab", config: { lab: "predict", features: [1, 2] }, position },
        { kind: "quiz", id: "quiz", questions: [question], unreadable: [], position },
      ],
    },
  ],
};

/** `question` with the given fields in place of its own. */
const changed = (fields: object): unknown => ({ ...question, ...fields });
const issuePaths = (schema: z.ZodMiniType, value: unknown): string[] => {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join("."));
};

describe("lessons written by earlier versions", () => {
  it.each(["lesson-v1-choice.json", "lesson-v1.json"])("keep parsing: %s", (name) => {
    const before = fixture(name);
    expect(lessonResultSchema.safeParse(before).error).toBeUndefined();
    expect(lessonResultSchema.parse(before)).toEqual(before);
  });
});

describe("lessonSchema", () => {
  it("accepts a lesson with every kind of block and gives it back unchanged", () => {
    expect(lessonSchema.parse(lesson)).toEqual(lesson);
  });

  it("accepts what JSON gives back of a lesson", () => {
    expect(lessonSchema.parse(JSON.parse(JSON.stringify(lesson)))).toEqual(lesson);
  });

  it("gives the type Lesson", () => {
    expectTypeOf(lessonSchema.parse(lesson)).toEqualTypeOf<Lesson>();
  });

  it("refuses an unknown field, an unknown kind of block and another schema version", () => {
    expect(issuePaths(lessonSchema, { ...lesson, extra: 1 })).toEqual([""]);
    expect(issuePaths(lessonSchema, { ...lesson, schemaVersion: 2 })).toEqual(["schemaVersion"]);
    const page = { ...lesson.pages[0], blocks: [{ kind: "video", position }] };
    expect(issuePaths(lessonSchema, { ...lesson, pages: [page] })).toEqual(["pages.0.blocks.0.kind"]);
  });
});

describe("questionSchema", () => {
  it("refuses a key that names no option", () => {
    expect(issuePaths(questionSchema, changed({ key: { correct: "c" } }))).toEqual(["key.correct"]);
  });

  it("refuses one option and accepts two", () => {
    expect(issuePaths(questionSchema, changed({ options: question.options.slice(1) }))).toEqual(["options"]);
    expect(issuePaths(questionSchema, question)).toEqual([]);
  });

  it("refuses two options with one id", () => {
    const twice = [question.options[1], question.options[1]];
    expect(issuePaths(questionSchema, changed({ options: twice }))).toEqual(["options"]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, "1"])("refuses %s points", (points) => {
    expect(issuePaths(questionSchema, changed({ points }))).toEqual(["points"]);
  });
});

describe("frontMatterSchema", () => {
  it("accepts an empty one and a full one", () => {
    const full = { schema: 1, id: "a-1", title: "T", description: "D", lang: "pt-BR", license: "CC-BY-4.0" };
    expect(frontMatterSchema.parse({})).toEqual({});
    expect(frontMatterSchema.parse(full)).toEqual(full);
  });

  it.each([{ id: "../etc" }, { lang: "english please" }, { title: "" }, { author: "x" }, { schema: 2 }])(
    "refuses %o",
    (value) => {
      expect(frontMatterSchema.safeParse(value).success).toBe(false);
    },
  );

  it("accepts an id of 128 characters and refuses one of 129", () => {
    expect(frontMatterSchema.safeParse({ id: "a".repeat(128) }).success).toBe(true);
    expect(frontMatterSchema.safeParse({ id: "a".repeat(129) }).success).toBe(false);
  });
});
