import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Lesson, Question } from "@mlops/schema";
import { lessonResultSchema } from "@mlops/schema/zod";
import { plainText } from "@mlops/schema";
import { parseLesson, serializeLesson } from "@mlops/content";
import { exportGift } from "@mlops/content/export/gift";
import { importGift } from "@mlops/content/import/gift";
import { anyLesson } from "./arbitrary-lesson.ts";
import { anyGift, anyGiftLesson } from "./gift-arbitrary.ts";
import { comparable } from "./gift-comparison.ts";
import { fixture, patience, present, quizzesOf, runs, work } from "./helpers.ts";

const numRuns = runs(500);

/** The only question of a text in GIFT. */
function imported(gift: string): Question {
  const questions = quizzesOf(importGift(gift).value).flatMap((quiz) => quiz.questions);
  expect(questions).toHaveLength(1);
  return present(questions[0]);
}

const codesOf = (gift: string): string[] => importGift(gift).losses.map(({ code, field }) => `${code} ${field}`);

/** The lesson of the fields of one question. */
function lessonOf(...fields: string[]): Lesson {
  return parseLesson(["---QUIZ---", ...fields, "---END-QUIZ---"].join("\n")).lesson;
}

const exported = (...fields: string[]): string => exportGift(lessonOf(...fields)).value;
const lostOf = (...fields: string[]): string[] =>
  exportGift(lessonOf(...fields)).losses.map(({ code, field }) => `${code} ${field}`);

/** A lesson is the same once it was GIFT, but for what the losses name. */
function checkRoundTrip(lesson: Lesson): void {
  const { value, losses: lostOut } = exportGift(lesson);
  const back = importGift(value);
  expect(back.diagnostics).toEqual([]);
  expect(back.losses.filter(({ code }) => code !== "unsupported")).toEqual([]);
  const losses = [...lostOut, ...back.losses];
  expect(comparable(back.value, losses)).toEqual(comparable(lesson, losses));
}

describe("exportGift", () => {
  it("writes each kind of question that GIFT has", () => {
    const fields = [
      ...["Q: Which?", "ID: one", "TAGS: a b, c", "A: x = {1}", "FEEDBACK: *no*", "A: y", "CORRECT: 1", "EXPLAIN: So."],
      ...["Q: Both?", "ID: two", "SCORING: fractions", "A{weight=0.5}: x", "A{weight=0.5}: y", "A: z", "CORRECT: 0, 1"],
      ...["Q: True?", "ID: three", "TYPE: trueFalse", "FEEDBACK{true}: ja", "FEEDBACK{false}: nein", "CORRECT: false"],
      ...["Q: Who?", "ID: four", "TYPE: text", "A: a*", "A{weight=0.5}: b", "FEEDBACK: half"],
      ...["Q: How many?", "ID: five", "TYPE: numeric", "FEEDBACK: no", "CORRECT:", "5 +- 1", "7..8"],
      ...["Q: Connect", "ID: six", "TYPE: match", "CORRECT:", "a -> 1", "b -> 2", "-> 3"],
      ...["Q: Say\n\nmore", "ID: seven", "TYPE: essay"],
    ];
    const { value, losses } = exportGift(lessonOf(...fields));
    expect(losses).toEqual([]);
    expect(value).toBe(fixture("gift/exported.txt"));
  });

  it("names what GIFT cannot hold", () => {
    const question = ["Q: Which?", "ID: one"];
    const options = ["A: x", "A: y", "CORRECT: 1"];
    expect(lostOf(...question, "POINTS: 2", "SCORING: exact", "TEACHES: #p", ...options, "HINT: h")).toEqual([
      "points-dropped points",
      "scoring-dropped scoring",
      "hints-dropped hints",
      "teaches-dropped teaches",
    ]);
    expect(lostOf("TITLE: t", "INTRO: i", ...question, ...options)).toEqual([
      "heading-made page.heading",
      "id-dropped quiz.id",
      "title-dropped quiz.title",
      "intro-as-prose quiz.intro",
    ]);
    expect(lostOf(...question, "A{pin}: x", "A{weight=0.37}: y", "A: z", "CORRECT: 0")).toEqual([
      "pin-dropped options.pinned",
      "weight-unknown key.weights",
    ]);
    expect(lostOf(...question, "A: x", "A: y", "A: z", "CORRECT: 0, 1")).toEqual([
      "weights-made key.weights",
      "scoring-made scoring",
    ]);
    expect(lostOf(...question, "TYPE: numeric", "UNITS: s, ms = 0.001", "TOLERANCE: 5%", "CORRECT: 20")).toEqual([
      "units-dropped units",
      "tolerance-percent key.answers",
    ]);
    expect(lostOf(...question, "TYPE{case}: text", "CORRECT: x")).toEqual(["case-dropped caseSensitive"]);
    expect(lostOf(...question, "TYPE: match", "CORRECT:", "a -> *1*", "b -> 2")).toEqual(["formatting-dropped rights"]);
    const see = ["---QUIZ---", "Q: See [x]", "ID: one", ...options, "---END-QUIZ---"].join("\n");
    expect(exportGift(parseLesson(`Read [x].\n\n[x]: /y\n\n${see}`).lesson).losses).toMatchObject([
      { code: "definition-missing", field: "prompt", question: "one" },
    ]);
  });

  it("writes an amount for a tolerance in percent", () => {
    expect(exported("Q: q", "ID: a", "TYPE: numeric", "TOLERANCE: 5%", "CORRECT:", "-20", "0.3")).toContain(
      "=-20:1\n\t=0.3:0.015\n",
    );
  });

  it("makes shares that take as much for a wrong option as they give for a right one, unless wrong ones are free", () => {
    const options = ["A: x", "A: y", "A: z", "CORRECT: 0, 1, 2", "A: w"];
    expect(exported("Q: q", "ID: a", ...options)).toContain(
      "~%33.33333%x\n\t~%33.33333%y\n\t~%33.33333%z\n\t~%-33.33333%w",
    );
    expect(exported("Q: q", "ID: a", "SCORING: fractions", ...options)).toContain("~%33.33333%z\n\t~w\n");
  });

  it("writes a question that GIFT has no kind for as a comment, which marks nothing", () => {
    const { value, losses } = exportGift(
      lessonOf("Q: Sort", "ID: sorted", "TYPE: order", "A: x", "A: y", "Q: [tag:no] not a question"),
    );
    expect(value).toBe(
      "// The order question sorted is not written: GIFT has no question about an order.\n\n" +
        "// Not readable:\n// Q: [ tag:no] not a question\n",
    );
    expect(losses).toMatchObject([
      { code: "unreadable-as-comment", field: "quiz.unreadable" },
      { code: "question-dropped", field: "question", question: "sorted", position: { start: { line: 2 } } },
    ]);
  });

  it("makes a missing word of a text with one gap, and a word of what a program prints", () => {
    expect(exported("Q: One {{g}} more", "ID: a", "TYPE: cloze", "CORRECT: g = x | y")).toContain(
      "[markdown]One {\n\t=x\n\t=y\n} more\n",
    );
    expect(exported("Q: Is it {{g: a | b}}", "ID: a", "TYPE: cloze", "CORRECT: g = b")).toContain(
      "[markdown]Is it _____{\n\t~a\n\t=b\n}\n",
    );
    expect(exported("Q: {{n: number}} of it", "ID: a", "TYPE: cloze", "CORRECT: n = 3..4")).toContain(
      "[markdown]{#\n\t=3..4\n} of it\n",
    );
    expect(exported("Q: `f()`?", "ID: a", "TYPE: tracing", "CORRECT: 2 * 3")).toContain("{\n\t=2 \\\\* 3\n}");
    expect(lostOf("Q: {{g}} {{h}}", "ID: a", "TYPE: cloze", "CORRECT:", "g = x", "h = y")).toEqual([
      "question-dropped question",
    ]);
  });

  it("keeps a text from being read as a format, a weight, a pair or a question of its own", () => {
    const text = exported("Q: q", "ID: a", "A: [html] x", "A: %50% of it", "A: //no", "CORRECT: 2");
    expect(text).toContain("~[markdown][html] x\n\t~[markdown]%50% of it\n\t=//no\n");
    expect(exported("Q: a\n\n\nb", "ID: a", "TYPE: text", "CORRECT: x -> y")).toContain("a\\n\\n\\nb{\n\tx -> y\n}");
    expect(lostOf("Q: q", "ID: a", "TYPE: text", "CORRECT:", "x -> y", "z")).toEqual(["question-dropped question"]);
  });

  it("writes what could not be read as it was", () => {
    const source = "::Odd::What {=is\n// [id:x]\n\tthis\n\nFine.{T}\n";
    expect(exportGift(importGift(source).value).value).toContain("::Odd::What {=is\n// [id:x]\n\tthis\n");
  });

  it("loses nothing of a lesson without naming it", { timeout: patience }, () => {
    fc.assert(
      fc.property(fc.oneof(anyLesson, anyGiftLesson), (draft) => {
        checkRoundTrip(parseLesson(serializeLesson(draft)).lesson);
      }),
      { numRuns },
    );
  });
});

describe("importGift", () => {
  it("makes a lesson of what Moodle writes", () => {
    const { text, losses, diagnostics } = importGift(fixture("gift/moodle-export.gift"));
    expect(text).toBe(fixture("gift/moodle-export.lesson.txt"));
    expect(diagnostics).toEqual([]);
    expect(losses.map(({ code, question = "" }) => `${code} ${question}`.trim())).toEqual([
      "category-path",
      "html-attribute",
      "title-dropped",
      "html-element bg-1",
      "title-dropped bg-1",
      "title-dropped",
      "html-element Free",
    ]);
  });

  it("reads weights as the shares that Moodle means", () => {
    const weights = (percent: string): unknown => imported(`q{~%${percent}%a =b}`).key;
    expect(weights("33.33333")).toMatchObject({ weights: { [present(optionId("a"))]: 0.3333333 } });
    expect(["33.333", "66.66667", "-83.3333", "14.2857", "100", "100.", "12.5"].map((one) => shareIn(one))).toEqual([
      0.3333333, 0.6666667, -0.8333333, 0.1428571, 1, 1, 0.125,
    ]);
    expect(["33", "37.5", "0", "-0"].map((one) => shareIn(one))).toEqual([0.33, 0.375, 0, 0]);
    expect(codesOf("q{~%33%a =b}")).toEqual([]);
    expect(codesOf("q{~%12.3456789%a =b}")).toEqual(["weight-rounded key.weights"]);

    function shareIn(percent: string): number {
      const { key } = imported(`q{~%${percent}%a =b}`);
      return "weights" in key ? (Object.values(key.weights ?? {})[0] ?? 0) : 0;
    }
    function optionId(words: string): string | undefined {
      const question = imported("q{~a =b}");
      return "options" in question ? question.options.find(({ content }) => content.markdown === words)?.id : undefined;
    }
  });

  it("gives feedback of a statement to the answer that it is for", () => {
    expect(imported("q{TRUE#wrong#right####all}")).toMatchObject({
      type: "trueFalse",
      key: { correct: true, feedback: { true: { markdown: "right" }, false: { markdown: "wrong" } } },
      explanation: { markdown: "all" },
    });
    expect(imported("q{F#wrong#right}")).toMatchObject({
      key: { correct: false, feedback: { true: { markdown: "wrong" }, false: { markdown: "right" } } },
    });
  });

  it("makes several right options of one choice a choice whose others earn all points", () => {
    expect(codesOf("q{=a =b ~c}")).toEqual(["right-answers key.correct"]);
    const { key } = imported("q{=a =b ~c}");
    expect(Object.values("weights" in key ? (key.weights ?? {}) : {})).toEqual([1]);
  });

  it("makes of an answer that fits everything and earns nothing what is said when no other fits", () => {
    expect(imported("q{=a =%0%*#no}").key).toMatchObject({
      answers: [{ pattern: "a" }],
      otherwise: { markdown: "no" },
    });
    expect(imported("q{=a =%-50%b}").key).toMatchObject({ answers: [{ pattern: "a" }, { pattern: "b", weight: 0 }] });
    expect(codesOf("q{=a =%-50%b}")).toEqual(["weight-negative key.answers"]);
  });

  it("takes the comment's id, else the name, as the id where it can be one and is not taken", () => {
    const gift = "// [id:a]\n::b::q{T}\n\n::a::q{F}\n\n::c d::q{}\n\n// [id:x y]\n::e::q{#1}\n\n::f::Prose";
    const { value, losses } = importGift(gift);
    const ids = quizzesOf(value).flatMap((quiz) => quiz.questions.map(({ id }) => id));
    expect(ids.map((id) => id.split("-")[0])).toEqual(["a", "q", "q", "e"]);
    expect(losses.map(({ code, position }) => `${present(position).start.line} ${code}`)).toEqual([
      "2 title-dropped",
      "4 title-dropped",
      "6 title-dropped",
      "9 id-dropped",
      "11 title-dropped",
    ]);
  });

  it("shows the characters of plain text, and lets no text become a field, a marker or a rule", () => {
    const { text, value } = importGift(
      "Is *it* <b>\\nA\\: 1\\n---PAGE---\\n\\n- `x` Q\\: y{=A\\: z ~CORRECT\\: 0}\n\n[markdown]a\\n{=x}\\nb",
    );
    expect(parseLesson(text, { profile: "scraped", recover: false }).lesson).toEqual(value);
    const [choice, missing] = quizzesOf(value).flatMap((quiz) => quiz.questions);
    expect(present(choice?.prompt.nodes).map((node) => plainText({ nodes: [node] }))).toEqual([
      "Is *it* <b>\nA: 1\n---PAGE---",
      "- `x` Q: y",
    ]);
    expect(missing?.prompt.markdown).toBe("a\n\\_\\_\\_\\_\\_\nb");
    expect(codesOf("Is <b>it</b>?{T}")).toEqual(["html-as-text prompt"]);
  });

  it("converts HTML, and names what it leaves out", () => {
    const html =
      "[html]<h3>T</h3><p>a<sup>2</sup> <a href\\='x' rel\\='y'>b</a><br>c</p><pre><code class\\='language-js'>f()\\:</code></pre>{}";
    expect(imported(html).prompt.markdown).toBe("### T\n\na2 [b](x)\\\nc\n\n```js\nf():\n```");
    expect(importGift(html).losses.map(({ message }) => message)).toEqual([
      "HTML elements that Markdown does not have were replaced by their content or left out: sup.",
      "HTML attributes that Markdown does not have were left out: a rel.",
    ]);
    expect(codesOf("[html]<img src\\='@@PLUGINFILE@@/a.png' alt\\='A'>{T}")).toEqual(["file-missing prompt"]);
  });

  it("keeps the source of HTML that is too deep or too large to convert, in little time", () => {
    const texts = [
      "<div>".repeat(5000) + "x",
      "<b>".repeat(30) + "x",
      Array.from({ length: 3000 }, (_, index) => `<b a\\=${index}><p>`).join("") + "x",
    ];
    const spent = work(() => {
      for (const text of texts) expect(codesOf(`[html]${text}{}`)).toEqual(["html-refused prompt"]);
    });
    expect(spent).toBeLessThan(10_000);
  });

  it("never makes a question of what has no counterpart: its source stays, with a loss", () => {
    const sources = [
      "Opened {=a",
      "None right{~a ~b}",
      "One pair{=a -> b = -> c}",
      "[html]<math></math>{T}",
      "q{=EXPLAIN\\: x}",
    ];
    for (const source of sources) {
      const { value, losses, text } = importGift(`Before{T}\n\n${source}\n\nAfter{F}`);
      expect(losses).toMatchObject([{ code: "unsupported", field: "question", position: { start: { line: 3 } } }]);
      expect(value.pages[0]?.blocks.map(({ kind }) => kind)).toEqual(["quiz", "code", "quiz"]);
      expect(value.pages[0]?.blocks[1]).toMatchObject({ language: "gift", meta: "unsupported" });
      expect(parseLesson(text).lesson).toEqual(value);
    }
  });

  it("lets no text with many markers become pages or quizzes", () => {
    const markers = "---PAGE---\\n\\n---QUIZ---\\n\\n".repeat(40);
    for (const [gift, kinds] of [
      [`[markdown]a\\n\\n${markers}`, ["prose"]],
      [`[markdown]a\\n\\n${markers}{}`, ["quiz"]],
    ] as const) {
      const { value, losses } = importGift(gift);
      const isRefused = losses.some(({ code }) => code === "unsupported");
      expect(value.pages.map(({ blocks }) => blocks.map(({ kind }) => kind))).toEqual([isRefused ? ["code"] : kinds]);
    }
  });

  it("keeps the source of a question that is too long", () => {
    const { value, losses } = importGift(`${"a ".repeat(40_000)}{T}`);
    expect(losses.map(({ code }) => code)).toEqual(["unsupported", "page-too-long"]);
    expect(quizzesOf(value)).toEqual([]);
  });

  it("makes a page of every category, and takes the title and id that are given", () => {
    const gift = "Zero{T}\n\n$CATEGORY: $course$/top/A//B \n\nText\n\n$CATEGORY: *C*\n\nTwo{F}";
    const { value, losses } = importGift(gift, { title: "All", id: "all-of-it" });
    expect([value.title, value.id]).toEqual(["All", "all-of-it"]);
    expect(value.pages.map(({ title, blocks }) => [title, blocks.map(({ kind }) => kind)])).toEqual([
      ["", ["quiz"]],
      ["A/B", ["prose"]],
      ["*C*", ["prose", "quiz"]],
    ]);
    expect(losses.map(({ code }) => code)).toEqual(["category-path"]);
    expect(importGift("").value.pages).toEqual([]);
  });

  it(
    "gives a valid lesson for every text, whose text is read as that lesson without an error",
    { timeout: patience },
    () => {
      fc.assert(
        fc.property(anyGift, (gift) => {
          const { value, text, losses, diagnostics } = importGift(gift);
          const read = parseLesson(text);
          expect(lessonResultSchema.safeParse({ lesson: value, diagnostics }).error).toBeUndefined();
          expect(read.lesson).toEqual(value);
          const errors = read.diagnostics.filter(({ severity, code }) => severity === "error" && code !== "text-empty");
          expect(errors).toEqual([]);
          expect(losses.every(({ message }) => message !== "")).toBe(true);
        }),
        { numRuns },
      );
    },
  );
});
