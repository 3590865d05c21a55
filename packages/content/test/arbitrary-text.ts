import fc from "fast-check";
import { fixture } from "./helpers.ts";

/** What starts something in a lesson. */
const words = [
  ...["---PAGE---", "---PAGE--- {#p}", "---QUIZ---", "---QUIZ--- {#q pass=0.5}", "---END-QUIZ---"],
  ...["TITLE: t", "INTRO: i", "Q: what?", "Q:", "A: one", "A: two", "A:", "A:x", "A{pin}: p", "A{weight=0.5}: w"],
  ...["CORRECT: 0", "CORRECT: 1", "CORRECT: 0, 1", "CORRECT:", "CORRECT: true", "CORRECT{fails}:", "EXPLAIN: so"],
  ...["TYPE: multi", "TYPE: trueFalse", "TYPE: numeric", "TYPE{case}: text", "TYPE: order", "TYPE: match"],
  ...["TYPE: cloze", "TYPE: tracing", "TYPE: essay", "TYPE: single", "FEEDBACK: f", "FEEDBACK{true}: f"],
  ...[
    "ID: a",
    "ID: b",
    "POINTS: 2",
    "SCORING: cbm",
    "TAGS: a, b",
    "TEACHES: #p",
    "UNITS: s",
    "TOLERANCE: 5%",
    "HINT: h",
  ],
  ...["a -> b", "b -> c", "-> d", "{{g}}", "g = 1 | 2", "{{n: number}}", "n = 3 +- 1", "NOTE: n"],
  ...[
    "A : one",
    "**A:** one",
    "- A: one",
    "    A: one",
    "\u0410: one",
    "A\uFF1Aone",
    "A{pin: one",
    "CORRECT : 0",
    "**Q:** what?",
  ],
  ...["    ---PAGE---", "\u00A0---PAGE---", "**---PAGE---**", "---PAGE---{#p}", "Q: what? A: one A: two CORRECT: 1"],
];
const marks = [
  ...["\n", "\n", "\n", "\n\n", "\r\n", "\r", " ", "  ", "   ", "    ", "\t", "  \n", "\\\n", "\\ \n"],
  ...["> ", "- ", "1. ", "```", "~~~", "```js recovered\n", "```lab\na: 1\n```", "```lab\n: [\n```"],
  ...["`", "``", "*", "**", "_", "~~", "[", "](", ")", "![", "[^1]", "[^1]: ", "[a]: /b", "[a]", "|", "| - |"],
  ...["<!--", "-->", "<div>", "<b>", "<pre>", "# ", "---", "===", "---\n", "id: x\n", "text", "é", "日本", "\u{1f600}"],
  ...["\ud800", "\0", "\uFEFF", "\u00a0", "\\", "&amp;", "{#id}", "const x = 1;", "def f(x):", "    return x"],
];
const piece = fc.constantFrom(...words, ...marks);

const soup = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("\n")),
  fc.array(piece, { maxLength: 30 }).map((pieces) => `---QUIZ---\n${pieces.join(" ")}`),
  fc.array(fc.constantFrom(...words), { maxLength: 20 }).map((lines) => `---QUIZ---\nQ: what?\n${lines.join("\n")}`),
  fc
    .array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 40 })
    .map((pieces) => pieces.join("")),
);

/** One of the fixtures with a few stretches replaced. */
const mutation = fc
  .tuple(
    fc.constantFrom(...["well-formed.md", "run-together.txt", "all-kinds.md"].map(fixture)),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 30 }), fc.oneof(piece, fc.constant(""))), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [place, length, put]) => {
      const start = place % (edited.length + 1);
      return edited.slice(0, start) + put + edited.slice(start + length);
    }, text),
  );

/** Texts of pieces that mean something to the format, so that random ones reach its corners. */
export const anyText: fc.Arbitrary<string> = fc.oneof(soup, mutation, fc.string({ unit: "binary", maxLength: 200 }));
