import { split } from "@mlops/schema";
import type { Question } from "@mlops/schema";
import fc from "fast-check";
import { renderToStaticMarkup as markupOf } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { englishPhrases } from "@mlops/quiz";
import { QuestionFields, QuestionForm } from "@mlops/quiz/react";
import { kinds, rightResponses, samples, words } from "./react-support.tsx";

const count = (markup: string, pattern: RegExp): number => markup.match(pattern)?.length ?? 0;
const noop = (): void => undefined;

describe("the fields of a question", () => {
  it.each(kinds)("of %s are one group with the name of the prompt", (type) => {
    const markup = markupOf(<QuestionFields question={samples[type]} label="NUMBER" />);
    const [, number = "", prompt = ""] = /^<fieldset[^>]* aria-labelledby="(\S+) (\S+)"/.exec(markup) ?? [];
    expect(markup).toContain(`<p class="quiz-number" id="${number}">NUMBER</p>`);
    expect(markup).toContain(`<div class="quiz-prompt" id="${prompt}">`);
    expect(count(markup, /<fieldset/g)).toBe(1);
  });

  it.each(kinds)("of %s have a label each, native inputs, and no style of their own", (type) => {
    const markup = markupOf(<QuestionFields question={samples[type]} />);
    const unlabelled = markup
      .replaceAll(/<label>.*?<\/label>/gs, "")
      .match(/<(?:input|select|textarea|button)(?![^>]*(?:aria-label="[^"]+|type="hidden"))[^>]*>/g);
    expect(unlabelled).toBeNull();
    expect(count(markup, /<(?:input|select|textarea)/g)).toBeGreaterThan(0);
    expect(markup).not.toMatch(/ style=| role="(?:button|checkbox|radio|listbox|option)"|tabindex="[1-9]/);
  });

  it.each([
    ["choice", 3, "radio"],
    ["trueFalse", 2, "radio"],
    ["multi", 4, "checkbox"],
  ] as const)("of %s are %i labels, each around its %s and its words", (type, number, input) => {
    const markup = markupOf(<QuestionFields question={samples[type]} />);
    expect(count(markup, new RegExp(`<label><input [^>]*type="${input}"[^>]*> <span>[^<]+</span></label>`, "g"))).toBe(
      number,
    );
  });

  it("show the answer that they are given", () => {
    const markup = (type: (typeof kinds)[number]): string =>
      markupOf(<QuestionFields<Question> question={samples[type]} response={rightResponses[type]} />);
    expect(markup("choice")).toMatch(/checked="" value="b"/);
    expect(count(markup("multi"), /checked=""/g)).toBe(2);
    expect(markup("numeric")).toMatch(/value="1500".*<option value="MS" selected="">/);
    expect(markup("order")).toMatch(/ONE.*TWO.*THREE/);
    expect(markup("match")).toMatch(/LEFT ONE.*value="r1" selected="".*LEFT TWO.*value="r2" selected=""/);
    expect(markup("cloze")).toMatch(/A <input [^>]*value="NET"\/> AND <input [^>]*value="3.5"\/> AND <select/);
    expect(markup("tracing")).toMatch(/<textarea[^>]*>1\n2<\/textarea>/);
    expect(markup("essay")).toMatch(/<textarea[^>]*>FREELY<\/textarea>/);
  });

  it("put an input in the place of each gap, and leave other braces as they are", () => {
    const markup = markupOf(<QuestionFields question={samples.cloze} />);
    expect(markup).toContain("AND {{NOTHING}}.");
    expect(markup).toMatch(
      /<input (?=[^>]*inputMode="decimal")(?=[^>]*aria-label="Gap 2 of 3")[^>]*name="q-cloze:count"/,
    );
    expect(markup).toMatch(/<select [^>]*name="q-cloze:pick"[^>]*><option value="" selected="">/);
  });

  it("find gaps of up to 500 characters", () => {
    const inputs = (inside: number): number => {
      const prompt = words(`{{word:${" ".repeat(inside - "word:".length)}}}`);
      return count(markupOf(<QuestionFields question={{ ...samples.cloze, prompt }} />), /<input/g);
    };
    expect([inputs(500), inputs(501)]).toEqual([1, 0]);
  });

  it("take decimal numbers from any keyboard, and code without corrections", () => {
    expect(markupOf(<QuestionFields question={samples.numeric} />)).toMatch(/<input [^>]*inputMode="decimal"/);
    expect(markupOf(<QuestionFields question={samples.tracing} />)).toMatch(/<textarea[^>]* spellCheck="false"/i);
  });

  it.each(kinds)("of %s say what is at fault, in words and to assistive technology", (type) => {
    const markup = markupOf(<QuestionFields question={samples[type]} problem="unanswered" />);
    const [, id = ""] = /<p class="quiz-error" id="(\S+)" tabindex="-1">/.exec(markup) ?? [];
    expect(markup).toContain(englishPhrases.invalid.unanswered);
    expect(markup).toContain(` aria-describedby="${id}"`);
    expect(markup).toContain(' aria-invalid="true"');
    expect(markup).not.toMatch(/type="radio"[^>]*aria-invalid|aria-invalid[^>]*type="radio"/);
    expect(markupOf(<QuestionFields question={samples[type]} />)).not.toMatch(
      /aria-invalid|aria-describedby|quiz-error/,
    );
  });

  it.each(kinds)("of %s are the same for the public side, and tell nothing of the key", (type) => {
    const question = samples[type];
    const whole = markupOf(<QuestionFields question={question} />);
    expect(whole).toBe(markupOf(<QuestionFields question={split(question).public} />));
    expect(whole).not.toMatch(/REASON|BECAUSE|HINT|correct/);
  });

  it("keep the options in the author's order without a seed, and in one order with it", () => {
    const orderOf = (seed?: string): string[] =>
      [...markupOf(<QuestionFields question={samples.multi} seed={seed} />).matchAll(/<span>(\w+)/g)].map(
        ([, name = ""]) => name,
      );
    expect(orderOf()).toEqual(["ALPHA", "BETA", "GAMMA", "DELTA"]);
    expect(orderOf("one")).toEqual(orderOf("one"));
    expect(new Set(["a", "b", "c", "d", "e"].map((seed) => orderOf(seed).join())).size).toBeGreaterThan(1);
    expect(orderOf("one").toSorted()).toEqual(orderOf().toSorted());
  });

  it("never start with the author's order of items, but for chance", () => {
    const longer = { ...samples.order, items: "A B C D E F G H".split(" ").map((id) => ({ id, content: words(id) })) };
    const order = [...markupOf(<QuestionFields question={longer} />).matchAll(/<li><span>(\w)/g)].map(
      ([, name = ""]) => name,
    );
    expect(order.toSorted().join("")).toBe("ABCDEFGH");
    expect(order.join("")).not.toBe("ABCDEFGH");
  });

  it("bear answers of any form", () => {
    const examples = kinds.map((type): [typeof type, unknown] => [type, { toString: [] }]);
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.anything(), (type, response) => {
        const props = { question: samples[type], response } as Parameters<typeof QuestionFields>[0];
        expect(markupOf(<QuestionFields {...props} />)).toMatch(/^<fieldset/);
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200), examples },
    );
  });
});

describe("the form of a question", () => {
  it("is a form that is sent where there are no scripts, if it is told where", () => {
    const markup = markupOf(<QuestionForm question={samples.choice} onSubmit={noop} action="/answers" />);
    expect(markup).toMatch(/^<form (?=[^>]*method="post")[^>]*action="\/answers"/);
    expect(markup).toMatch(/<button>Check answer<\/button>/);
    const without = markupOf(<QuestionForm question={samples.choice} onSubmit={noop} />);
    expect(without).toMatch(/<button class="quiz-needs-script">Check answer<\/button>/);
  });

  it("is closed as a whole", () => {
    const markup = markupOf(<QuestionForm question={samples.choice} onSubmit={noop} disabled />);
    expect(markup).toMatch(/<fieldset[^>]* disabled=""/);
    expect(markup).toMatch(/<button[^>]* disabled=""/);
  });
});
