import type { QuestionResponse, QuestionType } from "@mlops/schema";
import fc from "fast-check";
import { renderToStaticMarkup as markupOf } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { grade } from "@mlops/quiz";
import { QuestionFields, responseFromForm } from "@mlops/quiz/react";
import { formOf, kinds, rightResponses, samples, wrongResponses } from "./react-support.tsx";

const check = <T,>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void): void => {
  fc.assert(fc.property(arbitrary, property), { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) });
};

/** What can be typed: no halves of surrogate pairs, and no characters that HTML turns into others. */
const typed = fc.string({ unit: "binary", minLength: 1 }).filter((text) => !/[\0\r\ud800-\udfff\n]/u.test(text));
const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

/** All answers of a kind that can be handed in, each written in one way. */
const responses: { readonly [Type in QuestionType]: fc.Arbitrary<QuestionResponse<Type>> } = {
  choice: fc.option(fc.constantFrom(...ids(samples.choice.options))),
  multi: fc.subarray(ids(samples.multi.options)),
  trueFalse: fc.option(fc.boolean()),
  numeric: fc.oneof(fc.constant(null), fc.record({ value: typed, unit: fc.constantFrom("", "S", "MS") })),
  text: fc.option(typed),
  order: fc.shuffledSubarray(ids(samples.order.items), { minLength: 3 }),
  match: fc
    .tuple(
      ...samples.match.lefts.map(({ id }) =>
        fc.tuple(fc.constant(id), fc.constantFrom("", ...ids(samples.match.rights))),
      ),
    )
    .map((pairs) => orNull(pairs.filter(([, right]) => right !== ""))),
  cloze: fc.tuple(typed, typed, fc.constantFrom("X", "Y"), fc.subarray([0, 1, 2])).map(([word, number, pick, filled]) =>
    orNull(
      [
        { id: "word", value: word },
        { id: "count", value: number },
        { id: "pick", value: pick },
      ].filter((_, place) => filled.includes(place)),
    ),
  ),
  tracing: fc.oneof(
    fc.constant(null),
    fc.constant({ outcome: "fails" } as const),
    fc.array(typed).map((lines) => ({ outcome: "prints", output: lines.join("\n") }) as const),
  ),
  essay: fc.option(fc.array(typed, { minLength: 1 }).map((lines) => lines.join("\n"))),
};

function orNull<Entry>(list: Entry[]): Entry[] | null {
  return list.length > 0 ? list : null;
}

describe("responseFromForm", () => {
  it.each(kinds)("reads out of the fields of %s what was put in", (type) => {
    check(responses[type] as fc.Arbitrary<QuestionResponse>, (response) => {
      const markup = markupOf(<QuestionFields question={samples[type]} response={response} />);
      expect(responseFromForm(samples[type], formOf(markup))).toEqual(response);
    });
  });

  it.each(kinds)("reads the answer to %s under another name, and none under the usual one", (type) => {
    const props = { question: samples[type], response: rightResponses[type], name: "other" };
    const form = formOf(markupOf(<QuestionFields {...props} />));
    expect(responseFromForm(samples[type], form, "other")).toEqual(rightResponses[type]);
    expect(responseFromForm(samples[type], form)).toBeNull();
  });

  it.each(kinds)("keeps the answers to two questions of type %s in one form apart", (type) => {
    const one = { ...samples[type], id: "one" };
    const other = { ...samples[type], id: "other" };
    const otherResponse = { essay: "OTHERWISE", ...wrongResponses }[type];
    const form = formOf(
      markupOf(
        <form>
          <QuestionFields question={one} response={rightResponses[type]} />
          <QuestionFields question={other} response={otherResponse} />
        </form>,
      ),
    );
    expect(responseFromForm(one, form)).toEqual(rightResponses[type]);
    expect(grade(one, responseFromForm(one, form)).status).toBe(type === "essay" ? "ungraded" : "correct");
    expect(responseFromForm(other, form)).toEqual(otherResponse);
  });

  it("takes an empty choice for an answer only where that is one, and only if the question was asked", () => {
    const { allowEmpty: _, ...strict } = samples.multi;
    const asked = formOf(markupOf(<QuestionFields question={samples.multi} />));
    expect(responseFromForm(samples.multi, asked)).toEqual([]);
    expect(responseFromForm(strict, asked)).toBeNull();
    expect(responseFromForm(samples.multi, new FormData())).toBeNull();
  });

  it("gives neither of two items a place that both have", () => {
    const form = new URLSearchParams("q-order:first=1&q-order:second=1&q-order:third=3");
    expect(responseFromForm(samples.order, form)).toEqual(["third"]);
    expect(grade(samples.order, responseFromForm(samples.order, form))).toMatchObject({ reason: "incomplete" });
  });

  it("reads forms of any content, files too, to something that can be graded or to none", () => {
    const names = kinds.flatMap((type) => {
      const id = samples[type].id;
      return [
        id,
        ...["unit", "outcome", "first", "second", "third", "l1", "l2", "word", "count", "pick"].map(
          (part) => `${id}:${part}`,
        ),
      ];
    });
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("1", "2", "a", "true", "r1", "fails", "prints", "X"),
    );
    const entries = fc.array(fc.tuple(fc.constantFrom(...names), fc.option(value)));
    check(entries, (list) => {
      const form = new FormData();
      for (const [name, text] of list) form.append(name, text ?? new File([], "a.txt"));
      for (const type of kinds) {
        const { reason } = grade(samples[type], responseFromForm(samples[type], form));
        expect(["malformed", "duplicate", "too-many"]).not.toContain(reason === "malformed" ? isTyped(type) : reason);
      }
    });
  });
});

/** Kinds with free words are malformed where those are no Unicode text. */
function isTyped(type: QuestionType): string {
  return ["text", "essay", "cloze", "tracing"].includes(type) ? "" : "malformed";
}
