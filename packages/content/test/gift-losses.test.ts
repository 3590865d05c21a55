import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseLesson } from "@mlops/content";
import { exportGift } from "@mlops/content/export/gift";
import { importGift } from "@mlops/content/import/gift";
import { exportLosses, importLosses } from "../src/exchange/gift/loss-codes.ts";
import { present } from "./helpers.ts";

const page = readFileSync(new URL("../../../docs/gift-losses.md", import.meta.url), "utf8");
const [fromGift, toGift] = page
  .split("\n## ")
  .slice(1)
  .map((section) => [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, code]) => present(code)));

/** GIFT that loses something by each code. */
const ofGift: Record<(typeof importLosses)[number], string> = {
  "category-path": "$CATEGORY: a/b\n\nq{T}",
  "file-missing": "[html]<img src\\='@@PLUGINFILE@@/a.png'>{T}",
  "html-as-text": "<b>q</b>{T}",
  "html-attribute": "[html]<p style\\='x'>q</p>{T}",
  "html-element": "[html]<u>q</u>{T}",
  "html-refused": `[html]${"<i>".repeat(30)}q{T}`,
  "id-dropped": "// [id:a b]\nq{T}",
  "line-break": "q{=a\\nb}",
  "right-answers": "q{=a =b ~c}",
  "tag-changed": "// [tag:a, b]\nq{T}",
  "tag-dropped": `// [tag:${"a".repeat(51)}]\nq{T}`,
  "tags-dropped": "// [tag:a]\nwords",
  "title-dropped": "::a b::q{T}",
  unsupported: "q{",
  "weight-negative": "q{=%-50%a =b}",
  "weight-rounded": "q{=%12.3456789%a}",
};

const question = ["Q: q", "ID: one"];
const choice = [...question, "A: x", "A: y", "CORRECT: 0"];
const quiz = (...fields: string[]): string => ["---QUIZ---", ...fields, "---END-QUIZ---", ""].join("\n");
const markedQuiz = (attributes: string): string => quiz(...choice).replace("---QUIZ---", `---QUIZ--- ${attributes}`);
const described = (field: string): string => `---\n${field}\n---\n# a\n`;

/** A lesson that loses something by each code. */
const ofLesson: Record<(typeof exportLosses)[number], string> = {
  "allow-empty-dropped": quiz(...question, "TYPE{empty}: multi", "A: x", "A: y", "CORRECT: 0"),
  "any-answer": quiz(...question, "TYPE: text", "A: x", "A{weight=0}: *"),
  "arrow-escaped": quiz(...question, "TYPE: match", "CORRECT:", "a->b -> c", "d -> e"),
  "case-dropped": quiz(...question, "TYPE{case}: text", "CORRECT: x"),
  "definition-missing": `[x]: /y\n\n${quiz("Q: See [x]", ...choice.slice(1))}`,
  "description-dropped": described("description: x"),
  "formatting-dropped": "# *a*\n",
  "heading-depth": "## a\n",
  "heading-made": "a\n\n---PAGE---\n\nb\n",
  "hints-dropped": quiz(...choice, "HINT: h"),
  "id-dropped": described("id: x"),
  indentation: quiz("Q:", "", "  [a]: /b", "", "  c [a]", ...choice.slice(1)),
  "intro-as-prose": quiz("INTRO: i", ...choice),
  "lab-as-code": "```lab\nkind: predict\nmodel: iris\n```\n",
  "lang-dropped": described("lang: en"),
  "license-dropped": described("license: MIT"),
  "pass-dropped": markedQuiz("{pass=0.5}"),
  "pin-dropped": quiz(...question, "A{pin}: x", "A: y", "CORRECT: 0"),
  "points-dropped": quiz(...choice, "POINTS: 2"),
  "question-dropped": quiz(...question, "TYPE: order", "A: x", "A: y"),
  "quiz-empty": quiz("Q: q"),
  "quiz-merged": `${quiz(...choice)}\n${quiz(...choice.with(1, "ID: two"))}`,
  "recovered-dropped": "```python recovered\nx = 1\n```\n",
  "right-answers": quiz(...question, "A: x", "A{weight=-1}: y", "A: z", "CORRECT: 0, 1"),
  "scoring-dropped": quiz(...choice, "SCORING: exact"),
  "scoring-made": quiz(...question, "A: x", "A: y", "A: z", "CORRECT: 0, 1"),
  "shuffle-dropped": markedQuiz("{shuffle}"),
  "tag-dropped": quiz(...choice, "TAGS: a`b"),
  "teaches-dropped": quiz(...choice, "TEACHES: #page"),
  "title-dropped": quiz("TITLE: t", ...choice),
  "tolerance-percent": quiz(...question, "TYPE: numeric", "TOLERANCE: 5%", "CORRECT: 20"),
  "type-changed": quiz("Q: {{g}}", "ID: one", "TYPE: cloze", "CORRECT: g = x"),
  "units-dropped": quiz(...question, "TYPE: numeric", "UNITS: s", "CORRECT: 20"),
  "unreadable-as-comment": quiz("Q: q"),
  "weight-dropped": quiz(...question, "A{weight=0.5}: x", "A: y", "CORRECT: 0"),
  "weight-unknown": quiz(...question, "A: x", "A{weight=0.37}: y", "CORRECT: 0"),
  "weights-made": quiz(...question, "A: x", "A: y", "A: z", "CORRECT: 0, 1"),
};

describe("docs/gift-losses.md", () => {
  it("has a line for every loss, each way", () => {
    expect(fromGift).toEqual(importLosses);
    expect(toGift).toEqual(exportLosses);
  });

  it.each(importLosses)("names what can be lost of GIFT: %s", (code) => {
    expect(importGift(ofGift[code]).losses.map((loss) => loss.code)).toContain(code);
  });

  it.each(exportLosses)("names what can be lost of a lesson: %s", (code) => {
    expect(exportGift(parseLesson(ofLesson[code]).lesson).losses.map((loss) => loss.code)).toContain(code);
  });
});
