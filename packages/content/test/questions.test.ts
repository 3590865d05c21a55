import { describe, expect, it } from "vitest";
import { parseLesson } from "@mlops/content";
import type { Question } from "@mlops/schema";
import { lessonResultSchema } from "@mlops/schema/zod";
import { faults, present, questionsOf, quizzesOf } from "./helpers.ts";

/** A quiz of one question with the given lines after its prompt and id. */
const quiz = (...lines: string[]): string =>
  ["---QUIZ---", "Q: Which?", "ID: one", ...lines, "---END-QUIZ---"].join("\n");
/** The only question of a text without any fault. */
function only(text: string): Question {
  expect(faults(text)).toEqual([]);
  const result = parseLesson(text);
  expect(lessonResultSchema.safeParse(result).error).toBeUndefined();
  return present(questionsOf(result.lesson)[0]);
}
/** The code of the only error of a text, whose question is kept as unreadable. */
function errorOf(text: string): string[] {
  const { lesson, diagnostics } = parseLesson(text);
  expect(questionsOf(lesson)).toEqual([]);
  expect(quizzesOf(lesson)[0]?.unreadable).toHaveLength(1);
  return diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

describe("a multi question", () => {
  it("has several right options, in the order of the options", () => {
    const question = only(quiz("TYPE: multi", "A: a", "A: b", "A: c", "CORRECT: 2, 0"));
    if (question.type !== "multi") throw new Error(question.type);
    expect(question.key.correct).toEqual([present(question.options[0]).id, present(question.options[2]).id]);
    expect(question).not.toHaveProperty("allowEmpty");
  });

  it("is what several indexes make without a TYPE, and one index makes with it", () => {
    expect(only(quiz("A: a", "A: b", "CORRECT: 0,1")).type).toBe("multi");
    expect(only(quiz("TYPE: multi", "A: a", "A: b", "CORRECT: 1")).key).toMatchObject({
      correct: [expect.any(String)],
    });
  });

  it("may have no right option only where a learner may choose nothing", () => {
    expect(only(quiz("TYPE{empty}: multi", "A: a", "A: b", "CORRECT: none"))).toMatchObject({
      allowEmpty: true,
      key: { correct: [] },
    });
    expect(errorOf(quiz("TYPE: multi", "A: a", "A: b", "CORRECT: none"))).toEqual(["correct-none"]);
  });

  it.each([
    ["an index twice", "CORRECT: 1, 1", "correct-duplicate"],
    ["an index past the last", "CORRECT: 0, 2", "correct-out-of-range"],
    ["a comma too many", "CORRECT: 0,", "correct-not-an-index"],
    ["a letter", "CORRECT: a, b", "correct-not-an-index"],
    ["nothing", "CORRECT:", "correct-not-an-index"],
  ])("with %s is an error", (_what, correct, code) => {
    expect(errorOf(quiz("TYPE: multi", "A: a", "A: b", correct))).toEqual([code]);
  });
});

describe("options", () => {
  it("have feedback, weights and pins of their own, kept by option id in the key", () => {
    const question = only(
      quiz("A{weight=-0.5}: a", "FEEDBACK: Not *a*.", "A{pin}: b", "FEEDBACK: Yes.", "A: c", "CORRECT: 1"),
    );
    if (question.type !== "choice") throw new Error(question.type);
    const [a, b] = question.options.map(({ id }) => id);
    expect(question.options.map(({ pinned }) => pinned)).toEqual([undefined, true, undefined]);
    expect(question.key.weights).toEqual({ [present(a)]: -0.5 });
    expect(Object.keys(question.key.feedback ?? {})).toEqual([a, b]);
    expect(question.key.feedback?.[present(a)]?.markdown).toBe("Not *a*.");
  });

  it("leave out weights that only say what goes without saying", () => {
    expect(only(quiz("A{weight=1}: a", "A{weight=0}: b", "CORRECT: 0")).key).not.toHaveProperty("weights");
  });

  it.each([
    ["a weight over 1", "A{weight=1.1}: a", "attribute-invalid"],
    ["a weight under -1", "A{weight=-1.1}: a", "attribute-invalid"],
    ["a weight that is no number", "A{weight=x}: a", "attribute-invalid"],
    ["a weight without a value", "A{weight}: a", "attribute-unknown"],
    ["an unknown attribute", "A{wieght=0.5}: a", "attribute-unknown"],
    ["an attribute of another kind", "A{tolerance=1}: a", "attribute-unknown"],
  ])("with %s are an error", (_what, line, code) => {
    expect(errorOf(quiz(line, "A: b", "CORRECT: 0"))).toEqual([code]);
  });

  it("take weights of exactly 1 and -1", () => {
    expect(only(quiz("A{weight=-1}: a", "A{weight=1}: b", "A: c", "CORRECT: 2")).key).toMatchObject({ weights: {} });
  });

  it("have feedback only right after themselves", () => {
    expect(errorOf(quiz("FEEDBACK: x", "A: a", "A: b", "CORRECT: 0"))).toEqual(["field-misplaced"]);
    expect(errorOf(quiz("A: a", "A: b", "CORRECT: 0", "FEEDBACK: x"))).toEqual(["field-misplaced"]);
    expect(errorOf(quiz("A: a", "FEEDBACK: x", "FEEDBACK: y", "A: b", "CORRECT: 0"))).toEqual(["field-misplaced"]);
  });
});

describe("a trueFalse question", () => {
  it("is true or false, with feedback for each", () => {
    const lines = ["TYPE: trueFalse", "CORRECT: false", "FEEDBACK{true}: No.", "FEEDBACK{false}: Yes."];
    expect(only(quiz(...lines)).key).toMatchObject({
      correct: false,
      feedback: { true: { markdown: "No." }, false: { markdown: "Yes." } },
    });
  });

  it.each([
    ["another word", ["CORRECT: True"], "correct-not-a-truth-value"],
    ["no key", [], "correct-missing"],
    ["feedback for neither", ["CORRECT: true", "FEEDBACK: x"], "field-misplaced"],
    ["feedback twice", ["CORRECT: true", "FEEDBACK{true}: x", "FEEDBACK{true}: y"], "field-duplicate"],
    ["options", ["A: x", "CORRECT: true"], "field-not-for-type"],
  ])("with %s is an error", (_what, lines, code) => {
    expect(errorOf(quiz("TYPE: trueFalse", ...lines))).toEqual([code]);
  });
});

describe("a numeric question", () => {
  it("takes numbers, tolerances and ranges in the author's literals", () => {
    const text = quiz("TYPE: numeric", "TOLERANCE: 5%", "CORRECT:", "3.140", "14..18", "1e3 +- 0.5", "-2 ± 1%");
    expect(only(text).key).toMatchObject({
      answers: [
        { value: "3.140", tolerance: { kind: "percent", amount: "5" } },
        { min: "14", max: "18" },
        { value: "1e3", tolerance: { kind: "absolute", amount: "0.5" } },
        { value: "-2", tolerance: { kind: "percent", amount: "1" } },
      ],
    });
  });

  it("takes further answers with weights, tolerances and feedback, and feedback for all others", () => {
    const text = quiz(
      ...[
        "TYPE: numeric",
        "FEEDBACK: Far off.",
        "A{weight=0.5 tolerance=0.1}: 3",
        "FEEDBACK: Rounded.",
        "CORRECT: 3.14",
      ],
    );
    expect(only(text).key).toMatchObject({
      answers: [
        { value: "3.14" },
        { value: "3", tolerance: { kind: "absolute", amount: "0.1" }, weight: 0.5, feedback: { markdown: "Rounded." } },
      ],
      otherwise: { markdown: "Far off." },
    });
  });

  it("takes units, which a learner sees", () => {
    expect(only(quiz("TYPE: numeric", "UNITS: s, ms = 0.001", "CORRECT: 2"))).toMatchObject({
      units: [
        { name: "s", factor: "1" },
        { name: "ms", factor: "0.001" },
      ],
    });
  });

  it.each([
    ["a word", ["CORRECT: many"], "number-invalid"],
    ["a comma in a number", ["CORRECT: 1,5"], "number-invalid"],
    ["a number too large", ["CORRECT: 1e400"], "number-invalid"],
    ["a range the wrong way round", ["CORRECT: 4..3"], "number-invalid"],
    ["nothing", ["CORRECT:"], "correct-missing"],
    ["no key", [], "correct-missing"],
    ["a tolerance below zero", ["CORRECT: 1", "TOLERANCE: -1"], "tolerance-invalid"],
    ["a tolerance that is none", ["CORRECT: 1", "TOLERANCE: some"], "tolerance-invalid"],
    ["a second unit without a factor", ["CORRECT: 1", "UNITS: s, ms"], "units-invalid"],
    ["a unit twice", ["CORRECT: 1", "UNITS: s, s = 2"], "units-invalid"],
    ["a unit with factor zero", ["CORRECT: 1", "UNITS: s, ms = 0"], "units-invalid"],
    ["a first unit with another factor", ["CORRECT: 1", "UNITS: s = 2"], "units-invalid"],
    ["a negative weight", ["A{weight=-0.5}: 1"], "attribute-invalid"],
  ])("with %s is an error", (_what, lines, code) => {
    expect(errorOf(quiz("TYPE: numeric", ...lines))).toEqual([code]);
  });
});

describe("a text question", () => {
  it("takes patterns, one a line, in composed characters", () => {
    const text = quiz("TYPE{case}: text", "CORRECT:", "caf\u0065\u0301", "co*al \\*", "A{weight=0.5}: bistro");
    expect(only(text)).toMatchObject({
      caseSensitive: true,
      key: { answers: [{ pattern: "caf\u00e9" }, { pattern: "co*al \\*" }, { pattern: "bistro", weight: 0.5 }] },
    });
  });

  it("takes patterns of 1,000 characters and none of 1,001", () => {
    expect(only(quiz("TYPE: text", `CORRECT: ${"x".repeat(1000)}`)).type).toBe("text");
    expect(errorOf(quiz("TYPE: text", `CORRECT: ${"x".repeat(1001)}`))).toEqual(["pattern-invalid"]);
  });

  it.each([
    ["no key", [], "correct-missing"],
    ["an empty answer", ["CORRECT: x", "A{weight=0}:"], "pattern-invalid"],
    ["an answer of two lines", ["A{weight=0}: x\ny"], "pattern-invalid"],
  ])("with %s is an error", (_what, lines, code) => {
    expect(errorOf(quiz("TYPE: text", ...lines))).toEqual([code]);
  });
});

describe("an order question", () => {
  it("has its items in the right order, and shows them in another", () => {
    const question = only(quiz("TYPE: order", "A: one", "A: two", "A: three"));
    if (question.type !== "order") throw new Error(question.type);
    const words = new Map(question.items.map(({ id, content }) => [id, content.markdown]));
    expect(question.key.order.map((id) => words.get(id))).toEqual(["one", "two", "three"]);
    expect(question.items.map(({ id }) => id)).toEqual(question.items.map(({ id }) => id).toSorted());
  });

  it("is the same to a learner, whatever the right order is", () => {
    const one = only(quiz("TYPE: order", "A: a", "A: b", "A: c"));
    const other = only(quiz("TYPE: order", "A: a", "A: b", "A: c", "CORRECT: 2, 0, 1"));
    const third = only(quiz("TYPE: order", "A: c", "A: a", "A: b"));
    expect(new Set([one, other, third].map(({ version }) => version)).size).toBe(1);
    expect(other.key).toEqual(third.key);
    expect(one.key.version).not.toBe(other.key.version);
  });

  it("with an incomplete order is an error", () => {
    expect(errorOf(quiz("TYPE: order", "A: a", "A: b", "A: c", "CORRECT: 2, 0"))).toEqual(["correct-incomplete"]);
    expect(errorOf(quiz("TYPE: order", "A: a"))).toEqual(["options-too-few"]);
  });
});

describe("a match question", () => {
  it("connects lefts with rights, of which some belong to none and some to several", () => {
    const lines = ["**batch** -> at night", "online -> at once", "`a -> b` -> at once", "-> never"];
    const question = only(quiz("TYPE: match", "CORRECT:", ...lines));
    if (question.type !== "match") throw new Error(question.type);
    const words = new Map([...question.lefts, ...question.rights].map(({ id, content }) => [id, content.markdown]));
    expect(question.key.pairs.map((pair) => pair.map((id) => words.get(id)))).toEqual([
      ["**batch**", "at night"],
      ["online", "at once"],
      ["`a -> b`", "at once"],
    ]);
    expect(question.rights).toHaveLength(3);
    expect(question.rights.map(({ id }) => id)).toEqual(question.rights.map(({ id }) => id).toSorted());
  });

  it.each([
    ["a line without an arrow", ["a -> 1", "b 2", "c -> 3"], "match-line-invalid"],
    ["nothing after the arrow", ["a -> 1", "b ->", "c -> 3"], "match-line-invalid"],
    ["an arrow without white space", ["a -> 1", "b->2", "c -> 3"], "match-line-invalid"],
    ["a left side twice", ["a -> 1", "a -> 2", "c -> 3"], "match-left-duplicate"],
    ["one line", ["a -> 1", "-> 2"], "options-too-few"],
  ])("with %s is an error", (_what, lines, code) => {
    expect(errorOf(quiz("TYPE: match", "CORRECT:", ...lines))).toEqual([code]);
  });
});

/** A cloze with the given prompt and lines. */
const cloze = (prompt: string, ...lines: string[]): string =>
  quiz("TYPE: cloze", "CORRECT:", ...lines).replace("Q: Which?", `Q: ${prompt}`);

describe("a cloze question", () => {
  it("has gaps for words, numbers and choices, whose answers do not stand in the prompt", () => {
    const prompt = "A {{place}} keeps {{count: number}} *{{kind: old | new}}* answers; `f({{x}})`, `{{ y }}`.";
    const question = only(cloze(prompt, "place = cache | stor*", "count = 3 +- 1", "kind = old", "x = 1 = 1"));
    expect(question).toMatchObject({
      prompt: { markdown: prompt },
      gaps: [
        { id: "place", kind: "text" },
        { id: "count", kind: "number" },
        { id: "kind", kind: "choice", choices: ["old", "new"] },
        { id: "x", kind: "text" },
      ],
      key: {
        gaps: [
          { id: "place", patterns: ["cache", "stor*"] },
          { id: "count", number: { value: "3", tolerance: { kind: "absolute", amount: "1" } } },
          { id: "kind", choice: "old" },
          { id: "x", patterns: ["1 = 1"] },
        ],
      },
    });
  });

  it("takes a bar after a backslash as part of a word", () => {
    expect(only(cloze("{{pipe}}", "pipe = a \\| b | c")).key).toMatchObject({ gaps: [{ patterns: ["a | b", "c"] }] });
  });

  it.each([
    ["a gap without an answer", "{{a}} {{b}}", ["a = 1"], "gap-without-answer"],
    ["an answer without a gap", "{{a}}", ["a = 1", "b = 2"], "gap-unknown"],
    ["two gaps of one name", "{{a}} {{a}}", ["a = 1"], "gap-duplicate"],
    ["a gap that is none", "{{a}} {{a b}}", ["a = 1"], "gap-invalid"],
    ["a choice of one", "{{a: b}}", ["a = b"], "gap-invalid"],
    ["a line without an equals sign", "{{a}}", ["a = 1", "b"], "gap-line-invalid"],
    ["two lines for one gap", "{{a}}", ["a = 1", "a = 2"], "gap-line-invalid"],
    ["an answer that is no choice", "{{a: b | c}}", ["a = d"], "gap-answer-invalid"],
    ["an answer that is no number", "{{a: number}}", ["a = d"], "gap-answer-invalid"],
    ["an empty word", "{{a}}", ["a = b |"], "gap-answer-invalid"],
  ])("with %s is an error", (_what, prompt, lines, code) => {
    expect(errorOf(cloze(prompt, ...lines))).toEqual([code]);
  });

  it("without any gap is an error", () => {
    expect(errorOf(quiz("TYPE: cloze", "CORRECT:"))).toEqual(["gap-missing"]);
  });
});

describe("a tracing question", () => {
  const program = "Q: What?\n\n```js\nconsole.log(1);\n```\n";
  const tracing = (...lines: string[]): string => quiz("TYPE: tracing", ...lines).replace("Q: Which?", program);

  it("has what the program prints, from a fence exactly, else as text", () => {
    expect(only(tracing("CORRECT: 1")).key).toMatchObject({ outcome: "prints", output: "1" });
    expect(only(tracing("CORRECT:", "```text", "1", "  2", "", "A: 3", "```")).key).toMatchObject({
      output: "1\n  2\n\nA: 3",
    });
    expect(only(tracing("CORRECT:", "```", "```")).key).toMatchObject({ output: "" });
    expect(only(tracing("CORRECT: # *1*")).key).toMatchObject({ output: "# *1*" });
  });

  it("may be one that fails", () => {
    expect(only(tracing("CORRECT{fails}:")).key).toEqual({ version: expect.any(String), outcome: "fails" });
  });

  it.each([
    ["no output", ["CORRECT:"], "output-missing"],
    ["output of a program that fails", ["CORRECT{fails}: 1"], "output-unexpected"],
    ["no key", [], "correct-missing"],
  ])("with %s is an error", (_what, lines, code) => {
    expect(errorOf(tracing(...lines))).toEqual([code]);
  });

  it("without a program is an error", () => {
    expect(errorOf(quiz("TYPE: tracing", "CORRECT: 1"))).toEqual(["program-missing"]);
  });
});

describe("an essay question", () => {
  it("has no key and is not scored", () => {
    expect(only(quiz("TYPE: essay", "POINTS: 5", "EXPLAIN: A model answer.")).key).toEqual({
      version: expect.any(String),
    });
    expect(errorOf(quiz("TYPE: essay", "CORRECT: x"))).toEqual(["field-not-for-type"]);
    expect(errorOf(quiz("TYPE: essay", "SCORING: exact"))).toEqual(["field-not-for-type"]);
  });
});

describe("what every kind of question has", () => {
  it("is points, a way to score, tags, pages that teach it, hints and an explanation", () => {
    const common = ["POINTS: 2", "SCORING: cbm", "TAGS: one, two  words", "TEACHES: #page, other#page", "HINT: h1"];
    expect(only(quiz(...common, "HINT: h2", "A: a", "A: b", "CORRECT: 0", "EXPLAIN: so"))).toMatchObject({
      points: 2,
      scoring: "cbm",
      tags: ["one", "two words"],
      teaches: ["page", "other#page"],
      hints: [{ markdown: "h1" }, { markdown: "h2" }],
      explanation: { markdown: "so" },
    });
  });

  it.each([
    ["an unknown way to score", "SCORING: fair", "scoring-unknown"],
    ["an empty tag", "TAGS: a,,b", "tags-invalid"],
    ["a tag of 51 characters", `TAGS: ${"x".repeat(51)}`, "tags-invalid"],
    ["a tag twice", "TAGS: a, a", "tags-invalid"],
    ["a page that cannot be one", "TEACHES: the page", "teaches-invalid"],
    ["a page of a page", "TEACHES: a#b#c", "teaches-invalid"],
    ["an unknown type", "TYPE: single", "type-unknown"],
    ["two types", "TYPE: choice\nTYPE: choice", "field-duplicate"],
  ])("with %s is an error", (_what, line, code) => {
    expect(errorOf(quiz(line, "A: a", "A: b", "CORRECT: 0"))).toEqual([code]);
  });

  it("names the type that was meant, and the edit that writes it", () => {
    const text = quiz("TYPE: true-false", "CORRECT: true");
    const [{ hint, fix } = {}] = parseLesson(text).diagnostics.filter(({ code }) => code === "type-unknown");
    expect(hint).toBe("Did you mean trueFalse?");
    const [{ start, end, text: put } = { start: 0, end: 0, text: "" }] = fix?.edits ?? [];
    expect(only(text.slice(0, start) + put + text.slice(end)).type).toBe("trueFalse");
  });
});

describe("the versions of a question", () => {
  const base = ["A: a", "A: b", "A: c"];
  const at = (...lines: string[]): Question => only(quiz(...lines));

  it("change for a learner with what a learner sees, and never with the key", () => {
    const one = at(...base, "CORRECT: 0");
    for (const other of [
      at(...base, "CORRECT: 1"),
      at(...base, "CORRECT: 0", "EXPLAIN: x", "HINT: y", "TAGS: z", "TEACHES: #p"),
      at("A{weight=0.5}: a", "FEEDBACK: x", "A: b", "A: c", "CORRECT: 0"),
    ]) {
      expect(other.version).toBe(one.version);
    }
    const seen = [
      at(...base, "POINTS: 2", "CORRECT: 0"),
      at(...base, "SCORING: cbm", "CORRECT: 0"),
      at("A{pin}: a", "A: b", "A: c", "CORRECT: 0"),
      at(...base, "TYPE: multi", "CORRECT: 0"),
      at(...base, "TYPE{empty}: multi", "CORRECT: 0"),
    ];
    expect(new Set([one, ...seen].map(({ version }) => version)).size).toBe(6);
  });

  it("of the key change with the key and not with what is said about it", () => {
    const one = at(...base, "CORRECT: 0");
    expect(at(...base, "CORRECT: 1").key.version).not.toBe(one.key.version);
    expect(at("A: a", "A{weight=0.5}: b", "A: c", "CORRECT: 0").key.version).not.toBe(one.key.version);
    expect(at("A: a", "FEEDBACK: x", "A: b", "A: c", "CORRECT: 0", "EXPLAIN: y").key.version).toBe(one.key.version);
  });
});

describe("a value", () => {
  it("may start with a fence on the line of its label, which hides fields", () => {
    const text = quiz("A: ```text", "A: not an answer", "```", "A: b", "CORRECT: 1").replace(
      "Q: Which?",
      "Q: ```js\nA: x\n```",
    );
    const question = only(text);
    if (question.type !== "choice") throw new Error(question.type);
    expect(question.prompt.nodes).toMatchObject([{ type: "code", lang: "js", value: "A: x" }]);
    expect(question.options.map(({ content }) => content.nodes[0]?.["value"])).toEqual(["A: not an answer", undefined]);
  });

  it("keeps the indentation of its first line when it starts on the next line", () => {
    const question = only(quiz("A:", "  - one", "  - two", "A: b", "CORRECT: 0"));
    if (question.type !== "choice") throw new Error(question.type);
    expect(question.options[0]?.content.nodes).toMatchObject([{ type: "list", children: [{}, {}] }]);
  });
});

describe("a quiz", () => {
  it("says what passes and whether options are shuffled", () => {
    const text = quiz("A: a", "A: b", "CORRECT: 0").replace("---QUIZ---", "---QUIZ--- {#check pass=0.7 shuffle}");
    only(text);
    expect(quizzesOf(parseLesson(text).lesson)).toMatchObject([{ id: "check", pass: 0.7, shuffle: true }]);
    const off = text.replace("pass=0.7 shuffle", "pass=1 shuffle=false");
    expect(quizzesOf(parseLesson(off).lesson)).toMatchObject([{ pass: 1, shuffle: false }]);
  });

  it.each(["pass=1.1", "pass=-1", "pass=x", "pass", "shuffle=maybe", "shuffle shuffle", "other"])(
    "with the attribute %s warns",
    (attribute) => {
      const text = quiz("A: a", "A: b", "CORRECT: 0").replace("---QUIZ---", `---QUIZ--- {${attribute}}`);
      expect(faults(text).map((line) => line.split(" ").slice(1).join(" "))).toEqual(["warning attribute-unknown"]);
    },
  );
});
