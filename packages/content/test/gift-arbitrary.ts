import { readdirSync } from "node:fs";
import fc from "fast-check";
import type { LessonDraft, QuestionDraft } from "@mlops/content";
import { fixture } from "./helpers.ts";

/** The names of the files in `fixtures/gift`. */
export const giftNames: readonly string[] = readdirSync(new URL("fixtures/gift", import.meta.url))
  .filter((name) => name.endsWith(".gift"))
  .map((name) => name.slice(0, -".gift".length));

/** What means something in GIFT. */
const piece = fc.constantFrom(
  ...["{", "}", "{T}", "{FALSE#a#b####c}", "{=a ~b}", "{#1822:2}", "{#1..2}", "{}", "=", "~", "#", "####", "->"],
  ...["%50%", "%-33.33333%", "%150%", "%x%", "::", "::name::", ":", "\\", "\\n", "\\{", "\\}", "\\:", "\\\\", "\\x"],
  ...["[html]", "[markdown]", "[plain]", "[moodle]", "[other]", "//", "// [id:a b]", "// [tag:x\\]y]", "$CATEGORY:"],
  ...[
    "$CATEGORY: a//b/c\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    "text",
    "Q: a A: b",
    "---PAGE---",
    "*",
    "_____",
  ],
  ...["<p>", "</p>", "<b>x</b>", "<table><tr><td>", "<script>", "&lt;", "`code`", "```\n", "- a\n", "é", "\u{1f600}"],
  ...["\ud800", "\0", "\uFEFF", "\u00a0", "1", "-1.5", "TRUE", "T", "*", "EXPLAIN: x", "-> ->"],
);

const soup = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
const mutation = fc
  .tuple(
    fc.constantFrom(...giftNames.map((name) => fixture(`gift/${name}.gift`))),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 30 }), fc.oneof(piece, fc.constant(""))), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [place, length, put]) => {
      const start = place % (edited.length + 1);
      return edited.slice(0, start) + put + edited.slice(start + length);
    }, text),
  );

/** Texts of pieces that mean something to GIFT, so that random ones reach its corners. */
export const anyGift: fc.Arbitrary<string> = fc.oneof(soup, mutation, fc.string({ unit: "binary", maxLength: 100 }));

/** Markdown that means something in GIFT. */
const markdown = fc
  .array(
    fc.constantFrom(
      ...[
        "a",
        "b = c",
        "~",
        "# x",
        "{y}",
        "1:2",
        "C:\\temp \\n",
        "->",
        "x -> y",
        "%50%",
        "[html]",
        "[plain] z",
        "::",
        "//",
      ],
      ...["`{a} = ~b#`", "**so**", "_____", "[link](http://a.example/?b=c#d)", "TRUE", "T", "$CATEGORY: x", "\\*", "*"],
      ...["`a -> b`", "é 🚀", "####", "[^1]", "\\{ \\} \\: \\=", "&amp;", "<b>x</b>", "\\\n", "\n\n", "\n- "],
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => `w ${pieces.join(" ")}`.trim());
const rich = markdown.map((text) => ({ markdown: text }));
const line = markdown.filter((text) => !text.includes("\n"));
const share = fc.constantFrom(0, 0.5, 1, 0.3333333, 0.1428571, 0.37, -0.25, -1);
const positive = fc.constantFrom(0, 0.5, 0.3333333, 0.37);
const number = fc.constantFrom(
  { value: "1822" },
  { value: "-1.5", tolerance: { kind: "absolute" as const, amount: "0.1" } },
  { value: "3e2", tolerance: { kind: "percent" as const, amount: "5" } },
  { min: "-.5", max: "1" },
);
const foreseen = fc.record({ weight: positive, feedback: rich }, { requiredKeys: [] });
const otherwise = fc.record({ otherwise: rich }, { requiredKeys: [] });

const question: fc.Arbitrary<QuestionDraft> = fc
  .tuple(
    fc.uniqueArray(line, { minLength: 2, maxLength: 4 }),
    rich,
    fc.array(fc.tuple(share, fc.option(rich, { nil: undefined })), { minLength: 4, maxLength: 4 }),
    fc.array(fc.tuple(line, number, foreseen), { minLength: 1, maxLength: 3 }),
    fc.record({ explanation: rich }, { requiredKeys: [] }),
    otherwise,
    fc.nat({ max: 8 }),
    fc.boolean(),
  )
  .map(([lines, prompt, replies, answers, common, rest, kind, flag]): QuestionDraft => {
    const base = { prompt, points: 1, ...common };
    const options = lines.map((text, index) => ({ id: String(index), content: { markdown: `${text} n${index}` } }));
    const weights = Object.fromEntries(options.map(({ id }, index) => [id, replies[index]?.[0] ?? 0]));
    const feedback = Object.fromEntries(
      options.flatMap(({ id }, index) => {
        const said = replies[index]?.[1];
        return said === undefined ? [] : [[id, said] as const];
      }),
    );
    switch (kind) {
      case 0:
        return { ...base, type: "choice", options, key: { correct: "1", feedback, ...(flag && { weights }) } };
      case 1: {
        const correct = options.map(({ id }) => id).filter((id) => (weights[id] ?? 0) > 0);
        const right = correct.length === 0 ? ["0"] : correct;
        return {
          ...base,
          type: "multi",
          ...(flag && { scoring: "fractions" }),
          options,
          key: { correct: right, feedback, weights },
        };
      }
      case 2:
        return {
          ...base,
          type: "trueFalse",
          key: { correct: flag, feedback: { true: prompt, ...(flag && { false: prompt }) } },
        };
      case 3:
        return {
          ...base,
          type: "text",
          key: { answers: answers.map(([pattern, , said]) => ({ pattern, ...said })), ...rest },
        };
      case 4:
        return {
          ...base,
          type: "numeric",
          key: { answers: answers.map(([, one, said]) => ({ ...one, ...said })), ...rest },
        };
      case 5: {
        const rights = options.map(({ id, content }) => ({ id: `r${id}`, content }));
        const pairs = options.map(({ id }, index): [string, string] => [id, flag ? `r${id}` : `r${index % 2}`]);
        return { ...base, type: "match", lefts: options, rights, key: { pairs } };
      }
      case 6: {
        const gap = { ...base, prompt: { markdown: `${prompt.markdown} {{g}} ${flag ? "there" : ""}`.trim() } };
        return {
          ...gap,
          type: "cloze",
          gaps: [{ id: "g", kind: "text" }],
          key: { gaps: [{ id: "g", patterns: lines }] },
        };
      }
      case 7:
        return {
          ...base,
          prompt: { markdown: "What does `f()` print?" },
          type: "tracing",
          key: { outcome: "prints", output: lines[0] ?? "" },
        };
      default:
        return { ...base, type: "essay", key: {} };
    }
  });

/** Lessons full of what means something in GIFT. */
export const anyGiftLesson: fc.Arbitrary<LessonDraft> = fc
  .array(fc.tuple(fc.constantFrom("One", "Two / three", "C//D", "*x*"), rich, fc.array(question, { maxLength: 3 })), {
    minLength: 1,
    maxLength: 2,
  })
  .map((parts) => ({
    schemaVersion: 1,
    id: "",
    title: "",
    pages: parts.map(([heading, prose, questions], page) => ({
      id: "",
      title: "",
      blocks: [
        { kind: "prose", markdown: `# ${heading} ${page}\n\n${prose.markdown}` },
        ...(questions.length === 0
          ? []
          : [
              {
                kind: "quiz" as const,
                id: "",
                unreadable: [],
                questions: questions.map((one, index) => ({ ...one, id: `q-${page}-${index}` })),
              },
            ]),
      ],
    })),
  }));
