import { split } from "@mlops/schema";
import type { Question, QuestionResponse } from "@mlops/schema";
import fc from "fast-check";
import { renderToStaticMarkup as markupOf } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { grade, gradeQuiz } from "@mlops/quiz";
import { freshProgress, QuestionResult, Quiz, QuizReview } from "@mlops/quiz/react";
import type { QuestionResultProps, QuizProps } from "@mlops/quiz/react";
import { kinds, rightResponses, samples, words, wrongResponses } from "./react-support.tsx";

const result = (question: Question, response: QuestionResponse, more: Partial<QuestionResultProps> = {}): string =>
  markupOf(<QuestionResult question={question} response={response} grade={grade(question, response)} {...more} />);
/** What a person reads, without what is hidden from assistive technology. */
const read = (markup: string): string =>
  markup
    .replaceAll(/<span aria-hidden="true">.*?<\/span>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
const parts = (markup: string): string[] =>
  [...markup.matchAll(/<li class="quiz-part".*?<\/li>/gs)].map(([part]) => read(part));

describe("the result of a question", () => {
  it("shows every option with whether it was chosen, whether it is right, and its own reason", () => {
    expect(parts(result(samples.choice, "a"))).toEqual([
      "ALPHA Your answer, not right REASON A",
      "BETA Right, not in your answer REASON B",
      "GAMMA Not right, not in your answer REASON C",
    ]);
    expect(parts(result(samples.multi, ["a", "c"]))).toEqual([
      "ALPHA Your answer, right",
      "BETA Right, not in your answer",
      "GAMMA Your answer, not right",
      "DELTA Not right, not in your answer",
    ]);
    expect(parts(result(samples.trueFalse, false))).toEqual([
      "True Right, not in your answer",
      "False Your answer, not right REASON FALSE",
    ]);
  });

  it.each([
    ["numeric", ["Your answer, not right Your answer: 7 S Right answer: 1.5 ± 0.1 S REASON OTHERWISE"]],
    ["text", ["Your answer, not right Your answer: BLUE Right answer: CAN…Y"]],
    ["tracing", ["Your answer, not right Your answer: It does not compile, or ends with an error Right answer: 1 2"]],
    [
      "order",
      [
        "ONE Your answer, not right Your answer: 2 Right answer: 1",
        "TWO Your answer, not right Your answer: 3 Right answer: 2",
        "THREE Your answer, not right Your answer: 1 Right answer: 3",
      ],
    ],
    [
      "match",
      [
        "LEFT ONE Your answer, not right Your answer: RIGHT TWO Right answer: RIGHT ONE",
        "LEFT TWO Your answer, not right Your answer: RIGHT THREE Right answer: RIGHT TWO",
      ],
    ],
    [
      "cloze",
      [
        "Gap 1 of 3 Your answer, not right Your answer: BLUE Right answer: MODEL",
        "Gap 2 of 3 Your answer, not right Your answer: 9 Right answer: 3 … 4",
        "Gap 3 of 3 Your answer, not right Your answer: X Right answer: Y",
      ],
    ],
  ] as const)("shows a wrong answer to %s beside the right one", (type, expected) => {
    expect(parts(result(samples[type], wrongResponses[type]))).toEqual(expected);
  });

  it.each(kinds.filter((type) => type !== "essay"))(
    "says of a right answer to %s that it is, and not twice what is right",
    (type) => {
      const markup = result(samples[type], rightResponses[type]);
      expect(read(markup)).toContain("Right. That is 2 of 2 points.");
      expect(markup).not.toContain("Right answer:");
    },
  );

  it.each(kinds)("shows what would have been right where nothing was answered to %s", (type) => {
    const markup = result(samples[type], null);
    expect(read(markup)).toContain("There is no answer yet.");
    if (type !== "essay") expect(markup).toMatch(/Right answer: |Right, not in your answer/);
  });

  it("leaves an essay to a person", () => {
    expect(read(result(samples.essay, "FREELY"))).toBe("WHY? A person grades this answer. Your answer: FREELY");
  });

  it("says in words how an answer came to a part of the points", () => {
    expect(read(result(samples.multi, ["a"]))).toContain(
      "Partly right. Of 4 parts 3 right, 0 wrong and 1 missed. Every decision counted: 75 %. That is 1.5 of 2 points.",
    );
  });

  it.each(kinds)("has an icon and words for everything about %s, never a colour alone", (type) => {
    const markup = result(samples[type], rightResponses[type]);
    for (const [part] of markup.matchAll(/<p class="quiz-mark".*?<\/p>/g)) {
      expect(part).toMatch(/<span aria-hidden="true">\S<\/span>/);
      expect(read(part).length).toBeGreaterThan(3);
    }
  });

  it("numbers the gaps of a cloze in its text", () => {
    expect(read(result(samples.cloze, null))).toContain("A [1] AND [2] AND [3] AND {{NOTHING}}.");
  });

  it("explains, and links to the pages that teach it, with the addresses that it is given", () => {
    const markup = result(samples.choice, "a", {
      linkTo: (pageId) => ({ href: `/lesson/${pageId}/`, title: "PAGE ONE" }),
    });
    expect(markup).toContain('<div class="quiz-explanation"><p>BECAUSE</p></div>');
    expect(markup).toContain('<a href="/lesson/page-one/">Read again: PAGE ONE</a>');
    expect(result(samples.choice, "a", { linkTo: (pageId) => `#${pageId}` })).toContain(
      '<a href="#page-one">Read again: page-one</a>',
    );
  });

  it.each([undefined, () => undefined, () => "javascript:alert(1)"])("has no link without a good address", (linkTo) => {
    expect(result(samples.choice, "a", { linkTo })).not.toContain("<a ");
  });

  it.each(kinds)("tells nothing of the key of %s where it may not", (type) => {
    const question = samples[type];
    const given = { ...wrongResponses, multi: ["a", "c"], essay: "FREELY" }[type];
    const hidden = result(question, given, { reveal: false });
    const shown = result(question, given, { question: split(question).public });
    expect(hidden.replace(/REASON/, "")).not.toMatch(
      /REASON|BECAUSE|Right answer|Right, not in|not in your answer|quiz-explanation/,
    );
    expect(shown).not.toMatch(/BECAUSE|Right answer|not in your answer/);
    expect(hidden).toContain("Your answer: ");
  });

  it.each(kinds)("is the same for %s in two halves", (type) => {
    const question = samples[type];
    expect(result(question, rightResponses[type], { question: split(question) })).toBe(
      result(question, rightResponses[type]),
    );
  });

  it("keeps the order in which the options were seen", () => {
    const names = (markup: string): string[] => [...markup.matchAll(/ALPHA|BETA|GAMMA|DELTA/g)].map(([name]) => name);
    for (const seed of ["a", "b", "c"]) {
      const asked = markupOf(<Quiz quiz={{ questions: [samples.multi] }} seed={seed} />);
      expect(names(result(samples.multi, [], { seed }))).toEqual(names(asked));
    }
  });

  it("bears answers of any form", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.anything(), (type, response) => {
        expect(result(samples[type], response as QuestionResponse)).toMatch(/^<div class="quiz-result">/);
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) },
    );
  });
});

describe("the review of a quiz", () => {
  const questions = kinds.map((type) => samples[type]);
  const responses = Object.fromEntries(kinds.map((type) => [samples[type].id, rightResponses[type]]));

  it("shows all questions with their results, and the points", () => {
    const quiz = { questions };
    const markup = markupOf(
      <QuizReview questions={questions} responses={responses} grade={gradeQuiz(quiz, responses)} />,
    );
    expect(read(markup)).toMatch(/^That is 18 of 20 points\. Question 1 of 10 WHICH\?/);
    expect(markup.match(/class="quiz-result"/g)).toHaveLength(10);
  });

  it.each([
    ["b", "That is 2 of 2 points. Passed."],
    ["a", "That is 0 of 2 points. Not passed."],
  ])("says whether it is passed", (response, total) => {
    const quiz = { questions: [samples.choice], pass: 0.5 };
    const given = { "q-choice": response };
    const markup = markupOf(<QuizReview questions={quiz.questions} responses={given} grade={gradeQuiz(quiz, given)} />);
    expect(read(markup).startsWith(total)).toBe(true);
  });

  it("takes questions in halves, and has answers to questions with the names of an object's fields", () => {
    const question = { ...samples.choice, id: "constructor" };
    const quiz = { questions: [question] };
    const markup = markupOf(<QuizReview questions={[split(question)]} responses={{}} grade={gradeQuiz(quiz, {})} />);
    expect(read(markup)).toContain("There is no answer yet.");
  });
});

describe("a quiz to practise", () => {
  const quiz = { title: words("TITLE"), intro: words("INTRO"), questions: [samples.choice, samples.trueFalse] };
  const at = (progress: object, more: Partial<QuizProps> = {}): string =>
    markupOf(
      <Quiz
        quiz={quiz}
        initial={{ round: 0, questions: { "q-choice": { ...freshProgress, ...progress } } }}
        {...more}
      />,
    );
  const wrong = { response: "a", tries: [{ response: "a" }] };

  it("has its title for a name, and one form for each question, with its number", () => {
    const markup = at({});
    const [, id = ""] = /<section class="quiz" aria-labelledby="(\S+)">/.exec(markup) ?? [];
    expect(markup).toContain(`<h2 class="quiz-title" id="${id}">TITLE</h2>`);
    expect(read(markup)).toMatch(/^TITLE INTRO Question 1 of 2 WHICH\?.*Question 2 of 2 IS IT\?/);
    expect(markup.match(/<form/g)).toHaveLength(2);
  });

  it("has nothing of the key before an answer", () => {
    expect(at({})).not.toMatch(/REASON|BECAUSE|HINT|Right/);
  });

  it("tells after a wrong try what the author has to say about it, and lets the learner try again at once", () => {
    const markup = at(wrong);
    expect(read(markup)).toContain("Not right. That is 0 of 2 points. REASON A");
    expect(markup).not.toMatch(/REASON B|BECAUSE/);
    expect(markup).toMatch(/<input (?!disabled)[^>]*name="q-choice"[^>]*value="b"/);
    expect(markup).not.toContain("disabled");
    expect(markup).toContain("Show the right answer");
  });

  it("says how many tries are left where they are counted", () => {
    expect(read(at(wrong, { attemptPolicy: { type: "interactive", tries: 3 } }))).toContain("Tries left: 2.");
  });

  it("shows all reasons and the explanation once it is done, in place of the form", () => {
    const markup = at({ ...wrong, gaveUp: true });
    expect(read(markup)).toContain("REASON A BETA Right, not in your answer REASON B");
    expect(read(markup)).toContain("BECAUSE");
    expect(markup.match(/<form/g)).toHaveLength(1);
  });

  it("shows the answer that was tried, not what was chosen after it", () => {
    expect(read(at({ response: "b", tries: [{ response: "a" }], gaveUp: true }))).toContain(
      "ALPHA Your answer, not right",
    );
  });

  it("never shows what is right where that is switched off", () => {
    expect(at(wrong, { reveal: false })).not.toContain("Show the right answer");
    const over = at(wrong, { reveal: false, attemptPolicy: { type: "immediate" } });
    expect(read(over)).toContain("Not right. That is 0 of 2 points. Your answer: ALPHA REASON A");
    expect(over).not.toMatch(/REASON B|BECAUSE|Right,/);
  });

  it("shows only the hints that were asked for", () => {
    expect(at({ hints: 1 })).toMatch(/HINT 1/);
    expect(at({ hints: 1 })).not.toMatch(/HINT 2/);
    expect(at({ hints: 1 })).toContain("Show hint 2 of 2");
    expect(at({ hints: 2 })).not.toContain("Show hint");
  });

  it("asks how sure one is only where that counts", () => {
    expect(at({})).not.toContain("How sure are you?");
    expect(at({}, { policy: "cbm" })).toContain("<legend>How sure are you?</legend>");
    expect(at({}, { policy: { type: "cbm" } }).match(/name="q-choice:certainty"/g)).toHaveLength(3);
    const own = markupOf(<Quiz quiz={{ questions: [{ ...samples.choice, scoring: "cbm" }] }} />);
    expect(own).toContain("How sure are you?");
  });

  it("ends with the points, and with links to what was not right and to the pages that teach it", () => {
    const questions = {
      "q-choice": { ...freshProgress, ...wrong, gaveUp: true as const },
      "q-true": { ...freshProgress, tries: [{ response: true }] },
    };
    const markup = markupOf(
      <Quiz quiz={{ ...quiz, pass: 0.5 }} initial={{ round: 0, questions }} linkTo={(id) => `/${id}`} />,
    );
    const summary = markup.slice(markup.indexOf('class="quiz-summary"'));
    expect(read(`<${summary}`)).toBe(
      "That is 2 of 4 points. Passed. Worth another look: Question 1 of 2 Read again: page-one Start again",
    );
    const [, anchor = ""] = /<a href="#([^"]+)">Question 1/.exec(summary) ?? [];
    expect(markup).toContain(`<li id="${anchor}"`);
  });

  it("has another order in each round, and the author's where the quiz says so", () => {
    const order = (round: number, shuffle?: boolean): string =>
      [
        ...markupOf(
          <Quiz quiz={{ questions: [samples.multi], shuffle }} seed="s" initial={{ round, questions: {} }} />,
        ).matchAll(/value="(\w)"/g),
      ].join();
    expect(new Set([0, 1, 2, 3, 4].map((round) => order(round))).size).toBeGreaterThan(1);
    expect(order(1)).toBe(order(1));
    expect(new Set([0, 1, 2].map((round) => order(round, false))).size).toBe(1);
  });
});
