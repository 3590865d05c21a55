import fc from "fast-check";
import type { AcceptedNumber, Gap, GapKey, Option, Question, QuestionType, ScoringPolicy } from "@mlops/schema";
import type { Policy } from "@mlops/quiz";
import { text } from "./slim.ts";

/** A question with an answer of the form that it takes. */
export interface Answered {
  readonly question: Question;
  /** Fit to be graded. */
  readonly response: unknown;
  /** What is right; `undefined` where a person has to say. */
  readonly right: unknown;
}

const id = fc.stringMatching(/^[a-z]{1,5}$/);
const word = fc.stringMatching(/^[A-Za-zäöüßé]{1,8}$/);
const idsOf = (least: number): fc.Arbitrary<string[]> => fc.uniqueArray(id, { minLength: least, maxLength: 6 });
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const richText = word.map(text);
const optionsOf = (ids: readonly string[]): Option[] => ids.map((one) => ({ id: one, content: text(one) }));

const scoring: fc.Arbitrary<ScoringPolicy> = fc.constantFrom(
  "exact",
  "fractions",
  "edc",
  "halves",
  "coverage",
  "perOptionPenalty",
  "cbm",
);
const face = fc.record({
  id,
  version: word,
  prompt: richText,
  points: fc.constantFrom(0, 0.1, 0.3333333, 0.5, 1, 2, 3, 5, 6, 7.5, 12, 100, 1e9),
  scoring: optional(scoring),
  position: fc.constant(text("").position),
});

/** Policies that are for questions of every kind. */
export const policies: fc.Arbitrary<Policy> = fc.oneof(
  scoring,
  fc.record({ type: fc.constant("perOptionPenalty" as const), penalty: fc.double({ min: 0, max: 3, noNaN: true }) }),
  fc.record({
    type: fc.constant("cbm" as const),
    certainty: fc.constantFrom(1, 2, 3),
    base: optional(scoring.filter((one) => one !== "cbm")),
  }),
);

const decimal = fc
  .tuple(fc.integer({ min: -9999, max: 9999 }), fc.nat(3))
  .map(([digits, places]) => `${digits}e-${places}`);
const number: fc.Arbitrary<AcceptedNumber> = fc.oneof(
  decimal.map((value) => ({ value })),
  fc.record({
    value: decimal,
    tolerance: fc.record({ kind: fc.constantFrom("absolute", "percent"), amount: fc.constantFrom("0", "0.5", "10") }),
  }),
  decimal.map((min) => ({ min, max: "1e4" })),
);
const inside = (accepted: AcceptedNumber): string => ("min" in accepted ? accepted.min : accepted.value);
const foreseen = fc.record({ weight: optional(fc.constantFrom(0, 0.3333333, 0.5, 1)), feedback: optional(richText) });
const loss = fc.constantFrom(-1, -0.5, -0.3333333, -0.05, 0);

/** What a kind adds to the face of a question, and answers to it. */
interface Sides {
  readonly fields: object;
  readonly response: fc.Arbitrary<unknown>;
  readonly right: unknown;
}
type Kind = fc.Arbitrary<Sides>;

const choice: Kind = idsOf(2).chain((ids) =>
  fc
    .record({
      correct: fc.constantFrom(...ids),
      loses: optional(fc.array(loss, { minLength: 6 })),
      said: optional(richText),
    })
    .map(({ correct, loses, said }) => {
      const wrong = ids.filter((one) => one !== correct);
      const weights = loses && Object.fromEntries(wrong.map((one, index) => [one, loses[index]]));
      const key = { correct, weights, feedback: said && { [correct]: said } };
      return { fields: { options: optionsOf(ids), key }, response: fc.constantFrom(...ids), right: correct };
    }),
);

const multi: Kind = idsOf(2).chain((ids) =>
  fc
    .record({ correct: fc.subarray(ids), loses: optional(loss), isEmpty: fc.boolean(), said: optional(richText) })
    .map(({ correct, loses, isEmpty, said }) => {
      const allowEmpty = isEmpty || correct.length === 0 ? true : undefined;
      const wrong = ids.filter((one) => !correct.includes(one));
      const weights =
        loses !== undefined && correct.length > 0 ? Object.fromEntries(wrong.map((one) => [one, loses])) : undefined;
      const key = { correct, weights, feedback: said && { [String(ids[0])]: said } };
      const response = fc.shuffledSubarray(ids, { minLength: allowEmpty ? 0 : 1 });
      return { fields: { options: optionsOf(ids), allowEmpty, key }, response, right: correct.toReversed() };
    }),
);

const trueFalse: Kind = fc.record({ correct: fc.boolean(), said: optional(richText) }).map(({ correct, said }) => ({
  fields: { key: { correct, feedback: said && { true: said } } },
  response: fc.boolean(),
  right: correct,
}));

const units = [
  { name: "s", factor: "1" },
  { name: "ms", factor: "1e-3" },
];
const numeric: Kind = fc
  .record({
    first: number,
    others: fc.array(fc.tuple(number, foreseen), { maxLength: 2 }),
    hasUnits: fc.boolean(),
    otherwise: optional(richText),
  })
  .map(({ first, others, hasUnits, otherwise }) => {
    const answers = [first, ...others.map(([one, rest]) => ({ ...one, ...rest }))];
    const response = fc
      .tuple(fc.oneof(decimal, fc.constantFrom(...answers.map(inside))), fc.constantFrom("s", "ms"))
      .map(([value, unit]) => (hasUnits ? { value, unit } : { value }));
    const right = hasUnits ? { value: inside(first), unit: "s" } : { value: inside(first) };
    return { fields: { units: hasUnits ? units : undefined, key: { answers, otherwise } }, response, right };
  });

const textKind: Kind = fc
  .record({
    first: word,
    others: fc.array(fc.tuple(fc.oneof(word, fc.constantFrom("*", "a*", "\\*")), foreseen), { maxLength: 2 }),
    isCase: fc.boolean(),
    otherwise: optional(richText),
  })
  .map(({ first, others, isCase, otherwise }) => {
    const answers = [{ pattern: first }, ...others.map(([pattern, rest]) => ({ pattern, ...rest }))];
    const fields = { caseSensitive: isCase ? true : undefined, key: { answers, otherwise } };
    return { fields, response: fc.oneof(word, fc.constant(first)), right: isCase ? ` ${first}` : first.toUpperCase() };
  });

const order: Kind = idsOf(2).map((ids) => ({
  fields: { items: optionsOf(ids.toSorted()), key: { order: ids } },
  response: fc.shuffledSubarray(ids, { minLength: ids.length }),
  right: ids,
}));

const match: Kind = fc.tuple(idsOf(2), idsOf(1)).chain(([lefts, rights]) =>
  fc
    .tuple(...lefts.map((left) => fc.constantFrom(...rights).map((one): [string, string] => [left, one])))
    .map((pairs) => ({
      fields: { lefts: optionsOf(lefts), rights: optionsOf(rights.toSorted()), key: { pairs } },
      response: fc
        .shuffledSubarray(lefts, { minLength: 1 })
        .chain((some) => fc.tuple(...some.map((left) => fc.constantFrom(...rights).map((one) => [left, one])))),
      right: pairs.toReversed(),
    })),
);

interface GapSides {
  readonly gap: Gap;
  readonly key: GapKey;
  readonly value: fc.Arbitrary<string>;
  readonly right: string;
}
const gapOf = (name: string): fc.Arbitrary<GapSides> =>
  fc.oneof(
    word.map((pattern) => ({
      gap: { id: name, kind: "text" as const },
      key: { id: name, patterns: [pattern] },
      value: fc.oneof(word, fc.constantFrom("", pattern)),
      right: pattern,
    })),
    number.map((accepted) => ({
      gap: { id: name, kind: "number" as const },
      key: { id: name, number: accepted },
      value: fc.oneof(decimal, fc.constantFrom("", inside(accepted))),
      right: inside(accepted),
    })),
    fc.constantFrom("up", "down").map((chosen) => ({
      gap: { id: name, kind: "choice" as const, choices: ["up", "down"] },
      key: { id: name, choice: chosen },
      value: fc.constantFrom("", "up", "down"),
      right: chosen,
    })),
  );
const cloze: Kind = fc
  .tuple(idsOf(1), fc.boolean())
  .chain(([ids, isCase]) => fc.tuple(fc.tuple(...ids.map(gapOf)), fc.constant(isCase)))
  .map(([gaps, isCase]) => ({
    fields: {
      gaps: gaps.map(({ gap }) => gap),
      caseSensitive: isCase ? true : undefined,
      key: { gaps: gaps.map(({ key }) => key) },
    },
    response: fc
      .tuple(
        fc.tuple(...gaps.map(({ gap, value }) => value.map((one) => ({ id: gap.id, value: one })))),
        fc.constantFrom(...gaps),
      )
      // At least one gap is filled in.
      .map(([filled, { gap, right }]) =>
        filled.map((one) => (one.id === gap.id ? { ...one, value: one.value || right } : one)),
      ),
    right: gaps.map(({ gap, right }) => ({ id: gap.id, value: right })),
  }));

const tracing: Kind = optional(fc.array(word).map((lines) => lines.join("\n"))).map((output) => {
  const right = output === undefined ? { outcome: "fails" } : { outcome: "prints", output };
  const wrong = word.map((one) => ({ outcome: "prints", output: one }));
  const response = fc.oneof(wrong, fc.constantFrom(right, { outcome: "fails" }));
  return { fields: { key: right }, response, right };
});

const essay: Kind = fc.constant({ fields: { key: {} }, response: word, right: undefined });

const kinds: Record<QuestionType, Kind> = {
  choice,
  multi,
  trueFalse,
  numeric,
  text: textKind,
  order,
  match,
  cloze,
  tracing,
  essay,
};

/** The kinds of question. */
export const types: QuestionType[] = [
  "choice",
  "multi",
  "trueFalse",
  "numeric",
  "text",
  "order",
  "match",
  "cloze",
  "tracing",
  "essay",
];

/** Any question of these kinds, with any answer that is fit to be graded. */
export function answered(...some: readonly QuestionType[]): fc.Arbitrary<Answered> {
  return fc
    .constantFrom(...some)
    .chain((type) =>
      fc
        .tuple(face, kinds[type])
        .chain(([shown, { fields, response, right }]) =>
          response.map((one) => ({ question: questionOf({ type, ...shown, ...fields }), response: one, right })),
        ),
    );
}

/** Without fields that are `undefined`, as in JSON. */
function questionOf(fields: object): Question {
  return JSON.parse(JSON.stringify(fields));
}
