import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block, Lesson, Position } from "@mlops/schema";
import { lessonResultSchema } from "@mlops/schema/zod";
import { parseLesson } from "@mlops/content";
import type { ParseOptions } from "@mlops/content";
import { choicesOf, fixture, present, questionsOf, runs, quizzesOf, richTextsOf } from "./helpers.ts";

const wellFormed = fixture("well-formed.md");
const runTogether = fixture("run-together.txt");

/** Pieces that mean something to the format, so that random texts reach its corners. */
const piece = fc.constantFrom(
  ...[
    "---PAGE---",
    "---QUIZ---",
    "---END-QUIZ---",
    "---QUIZ--- {#q}",
    "TITLE: t",
    "INTRO: i",
    "Q: what?",
    "Q:",
    "A: one",
  ],
  ...[
    "A: two",
    "A:",
    "A:x",
    "CORRECT: 0",
    "CORRECT: 1",
    "CORRECT:",
    "EXPLAIN: so",
    "ID: a",
    "ID: b",
    "POINTS: 2",
    "HINT: h",
  ],
  ...[
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "   ",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "```",
    "~~~",
    "```lab\na: 1\n```",
  ],
  ...[
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "[a]: /b",
    "|",
    "| - |",
    "<!--",
    "-->",
    "<div>",
  ],
  ...[
    "# ",
    "---",
    "===",
    "---\n",
    "id: x\n",
    "text",
    "é",
    "\u{1f600}",
    "\ud800",
    "\0",
    "\uFEFF",
    "\u00a0",
    "\\",
    "&amp;",
    "{#id}",
  ],
);
const soup = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("\n")),
  fc.array(piece, { maxLength: 30 }).map((pieces) => `---QUIZ---\n${pieces.join(" ")}`),
  fc
    .array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 40 })
    .map((pieces) => pieces.join("")),
);
/** One of the fixtures with a few stretches replaced. */
const mutation = fc
  .tuple(
    fc.constantFrom(wellFormed, runTogether),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 30 }), fc.oneof(piece, fc.constant(""))), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [place, length, put]) => {
      const start = place % (edited.length + 1);
      return edited.slice(0, start) + put + edited.slice(start + length);
    }, text),
  );
const anyText = fc.oneof(soup, mutation, fc.string({ unit: "binary", maxLength: 200 }));
const anyOptions = fc.record({ profile: fc.constantFrom("auto", "strict", "scraped") });

const check = (property: (text: string, options: ParseOptions) => void): void => {
  fc.assert(fc.property(anyText, anyOptions, property), { numRuns: runs(500) });
};
/** The text that positions refer to. */
const withoutMarks = (text: string): string => text.replace(/^\uFEFF+/, "");

/** What must be covered for nothing to be lost: everything but white space, markers, labels and front matter. */
function uncovered(text: string, lesson: Lesson): string {
  const covered = Array.from({ length: text.length }, () => false);
  const cover = ({ start, end }: Position): void => {
    covered.fill(true, start.offset, end.offset);
  };
  const coverMatches = (pattern: RegExp, from: Position): void => {
    const part = text.slice(from.start.offset, from.end.offset);
    for (const match of part.matchAll(pattern)) {
      const start = from.start.offset + match.index;
      covered.fill(true, start, start + match[0].length);
    }
  };
  const coverBlock = (block: Block): void => {
    if (block.kind !== "quiz") return cover(block.position);
    coverMatches(/---(?:END-)?QUIZ---(?:[ \t]*\{[^}\r\n]*\})?|\b(?:TITLE|INTRO):/g, block.position);
    const texts = [block.title, block.intro, ...block.unreadable, ...block.questions];
    for (const one of texts) if (one !== undefined) cover(one.position);
  };
  for (const block of lesson.pages.flatMap((page) => page.blocks)) coverBlock(block);
  const end = { line: 1, column: 1, offset: text.length };
  const whole = { start: { line: 1, column: 1, offset: 0 }, end };
  coverMatches(/^---\r?\n(?:[^]*?\r?\n)??---[ \t]*(?=[\r\n]|$)/g, whole);
  coverMatches(/(?<=^|[\r\n]) {0,3}---(?:PAGE|END-QUIZ)---(?:[ \t]*\{[^}\r\n]*\})?/g, whole);
  return [...covered.keys()]
    .filter((offset) => covered[offset] !== true && /\S/.test(text.charAt(offset)))
    .map((offset) => text.charAt(offset))
    .join("");
}

describe("parseLesson", () => {
  it("gives a valid result for every text, which JSON does not change", () => {
    check((text, options) => {
      const result = parseLesson(text, options);
      expect(lessonResultSchema.safeParse(result).error).toBeUndefined();
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    });
  });

  it("gives the same result for the same text", () => {
    check((text, options) => {
      expect(parseLesson(text, options)).toEqual(parseLesson(text, options));
    });
  });

  it("gives positions within the text, and as rich text the characters between them", () => {
    check((raw, options) => {
      const text = withoutMarks(raw);
      const lines = text.split(/\r\n|[\r\n]/);
      const { lesson, diagnostics } = parseLesson(raw, options);
      const pages = lesson.pages.map((page) => page.position);
      const blocks = lesson.pages.flatMap((page) => page.blocks.map((block) => block.position));
      const texts = richTextsOf(lesson);
      const nodes = texts.flatMap((rich) => rich.nodes.map((node) => present(node.position)));
      const others = [...diagnostics, ...texts, ...questionsOf(lesson)].map(({ position }) => position);
      for (const { start, end } of [...pages, ...blocks, ...nodes, ...others]) {
        expect(start.offset).toBeLessThanOrEqual(end.offset);
        expect(end.offset).toBeLessThanOrEqual(text.length);
        for (const point of [start, end]) {
          const before = text.slice(0, point.offset).split(/\r\n|[\r\n]/);
          expect([point.line, point.column]).toEqual([before.length, present(before.at(-1)).length + 1]);
          expect(point.line).toBeLessThanOrEqual(lines.length);
        }
      }
      for (const { markdown, position } of texts) {
        expect(markdown).toBe(text.slice(position.start.offset, position.end.offset));
      }
    });
  });

  it("loses nothing: every character is part of a block, a field, a marker or the front matter", () => {
    check((raw, options) => {
      const text = withoutMarks(raw);
      const { lesson, diagnostics } = parseLesson(raw, options);
      const isRefused = diagnostics.some(({ code }) => code.startsWith("text-"));
      if (!isRefused) expect(uncovered(text, lesson)).toBe("");
    });
  });

  it("gives ids that are unique, and keys that name an option", () => {
    check((text, options) => {
      const { lesson } = parseLesson(text, options);
      const questions = questionsOf(lesson);
      const choices = choicesOf(lesson);
      for (const things of [lesson.pages, quizzesOf(lesson), questions, ...choices.map((one) => one.options)]) {
        const ids = things.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }
      for (const { key, options: own } of choices) expect(own.map(({ id }) => id)).toContain(key.correct);
    });
  });
});

describe("the version of a question", () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  const parts = fc.record({
    prompt: word,
    options: fc.uniqueArray(word, { minLength: 2, maxLength: 5 }),
    correct: fc.nat(),
    points: fc.integer({ min: 0, max: 9 }),
    explain: word,
  });
  type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never;
  const versionOf = ({ prompt, options, correct, points, explain }: Parts): string => {
    const answers = options.map((option) => `A: ${option}`).join("\n");
    const key = `CORRECT: ${correct % options.length}\nPOINTS: ${points}\nEXPLAIN: ${explain}`;
    const { lesson } = parseLesson(`---QUIZ---\nQ: ${prompt}\nID: one\n${answers}\n${key}\n---END-QUIZ---`);
    return present(questionsOf(lesson)[0]).version;
  };

  it("stays when the explanation or the key changes", () => {
    fc.assert(
      fc.property(parts, word, fc.nat(), (one, explain, correct) => {
        expect(versionOf({ ...one, explain })).toBe(versionOf(one));
        expect(versionOf({ ...one, correct })).toBe(versionOf(one));
      }),
      { numRuns: 50 },
    );
  });

  it("changes with the prompt, an option, their order or the points", () => {
    fc.assert(
      fc.property(parts, fc.nat(), (one, place) => {
        const index = place % one.options.length;
        const options = one.options.map((option, other) => (other === index ? `${option} more` : option));
        const changed = [
          { ...one, prompt: `${one.prompt} more` },
          { ...one, options },
          { ...one, options: one.options.toReversed() },
          { ...one, points: one.points + 1 },
        ];
        expect(new Set([one, ...changed].map(versionOf)).size).toBe(5);
      }),
      { numRuns: 50 },
    );
  });
});
