import fc from "fast-check";
import type { Option, Question, RichText } from "@mlops/schema";

/** A word that stands nowhere but on the hidden side of a question. */
export const secret = "S3CRET";

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const point = fc.record({
  line: fc.integer({ min: 1, max: 99 }),
  column: fc.integer({ min: 1, max: 99 }),
  offset: fc.nat(999),
});
const position = fc.record({ start: point, end: point });

const richOf = (words: fc.Arbitrary<string>): fc.Arbitrary<RichText> =>
  fc.tuple(words, position, position).map(([markdown, place, inner]) => ({
    markdown,
    nodes: [{ type: "paragraph", children: [{ type: "text", value: markdown, position: inner }], position: place }],
    position: place,
  }));
const rich = richOf(word);
const hiddenRich = richOf(word.map((one) => `${secret} ${one}`));

const optionsOf = (least: number): fc.Arbitrary<Option[]> =>
  fc
    .uniqueArray(word, { minLength: least, maxLength: 5 })
    .chain((ids) =>
      fc.tuple(
        ...ids.map((id) =>
          fc
            .tuple(rich, fc.boolean())
            .map(([content, pinned]): Option => ({ id, content, ...(pinned && { pinned: true as const }) })),
        ),
      ),
    );

const pickFrom = <T>(items: readonly T[]): fc.Arbitrary<T> =>
  fc.nat(items.length - 1).map((index) => items[index] as T);
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const face = fc.record({
  id: word,
  version: word,
  prompt: rich,
  points: fc.integer({ min: 0, max: 9 }),
});
const review = fc.record({
  explanation: optional(hiddenRich),
  hints: optional(fc.array(hiddenRich, { minLength: 1, maxLength: 2 })),
  teaches: optional(
    fc.array(
      word.map((one) => `${secret}-${one}`),
      { minLength: 1, maxLength: 2 },
    ),
  ),
  position,
});
const version = word.map((one) => `${secret}${one}`);
const perOption = (options: readonly Option[]): fc.Arbitrary<object> =>
  fc.record({
    version,
    feedback: optional(fc.tuple(pickFrom(options), hiddenRich).map(([{ id }, text]) => ({ [id]: text }))),
    weights: optional(
      fc.tuple(pickFrom(options), fc.constantFrom(-1, -0.5, 0.25, 1)).map(([{ id }, weight]) => ({ [id]: weight })),
    ),
  });
const decimal = fc.integer({ min: -99, max: 99 }).map(String);
const foreseen = fc.record({ weight: optional(fc.constantFrom(0, 0.5)), feedback: optional(hiddenRich) });
const number = fc.oneof(
  decimal.map((value) => ({ value })),
  fc
    .tuple(decimal, fc.constantFrom("absolute" as const, "percent" as const))
    .map(([value, kind]) => ({ value, tolerance: { kind, amount: "0.5" } })),
  decimal.map((min) => ({ min, max: "1000" })),
);
const hiddenWord = word.map((one) => `${secret}${one}`);

/** What the public side of a question is made of, and what makes a key for it. */
interface Sides {
  shown: object;
  key: fc.Arbitrary<object>;
}

/** For each kind: public sides, each with keys that would fit it. */
const sides: Record<Question["type"], fc.Arbitrary<Sides>> = {
  choice: optionsOf(2).map((options) => ({
    shown: { options },
    key: fc.tuple(perOption(options), pickFrom(options)).map(([rest, { id }]) => ({ ...rest, correct: id })),
  })),
  multi: fc.tuple(optionsOf(2), fc.boolean()).map(([options, empty]) => ({
    shown: { options, ...(empty && { allowEmpty: true }) },
    key: fc
      .tuple(perOption(options), fc.subarray(options.map(({ id }) => id)))
      .map(([rest, correct]) => ({ ...rest, correct })),
  })),
  trueFalse: fc.constant({
    shown: {},
    key: fc.record({
      version,
      correct: fc.boolean(),
      feedback: optional(fc.record({ true: optional(hiddenRich), false: optional(hiddenRich) })),
    }),
  }),
  numeric: fc.boolean().map((hasUnits) => ({
    shown: hasUnits ? { units: [{ name: "s", factor: "1" }] } : {},
    key: fc.record({
      version,
      answers: fc.array(
        fc.tuple(number, foreseen).map(([one, other]) => ({ ...one, ...other })),
        { minLength: 1, maxLength: 3 },
      ),
      otherwise: optional(hiddenRich),
    }),
  })),
  text: fc.boolean().map((isCase) => ({
    shown: isCase ? { caseSensitive: true } : {},
    key: fc.record({
      version,
      answers: fc.array(
        fc.tuple(hiddenWord, foreseen).map(([pattern, other]) => ({ pattern, ...other })),
        { minLength: 1, maxLength: 3 },
      ),
      otherwise: optional(hiddenRich),
    }),
  })),
  order: optionsOf(2).map((items) => ({
    shown: { items: items.toSorted((one, other) => (one.id < other.id ? -1 : 1)) },
    key: fc
      .shuffledSubarray(
        items.map(({ id }) => id),
        { minLength: items.length },
      )
      .chain((order) => fc.record({ version, order: fc.constant(order) })),
  })),
  match: fc.tuple(optionsOf(2), optionsOf(1)).map(([lefts, rights]) => ({
    shown: { lefts, rights: rights.toSorted((one, other) => (one.id < other.id ? -1 : 1)) },
    key: fc
      .tuple(
        version,
        fc.tuple(...lefts.map(({ id }) => pickFrom(rights).map((right): [string, string] => [id, right.id]))),
      )
      .map(([own, pairs]) => ({ version: own, pairs })),
  })),
  cloze: fc.constant({
    shown: {
      gaps: [
        { id: "a", kind: "text" },
        { id: "b", kind: "number" },
        { id: "c", kind: "choice", choices: ["x", "y"] },
      ],
    },
    key: fc
      .record({
        version,
        patterns: fc.array(hiddenWord, { minLength: 1, maxLength: 2 }),
        number,
        choice: fc.constantFrom("x", "y"),
      })
      .map((one) => ({
        version: one.version,
        gaps: [
          { id: "a", patterns: one.patterns },
          { id: "b", number: one.number },
          { id: "c", choice: one.choice },
        ],
      })),
  }),
  tracing: fc.constant({
    shown: {},
    key: fc.oneof(
      fc.record({ version, outcome: fc.constant("prints"), output: hiddenWord }),
      fc.record({ version, outcome: fc.constant("fails") }),
    ),
  }),
  essay: fc.constant({ shown: {}, key: fc.record({ version }) }),
};

/** Two questions that differ on their hidden sides alone; the first one is any question. */
export const twins: fc.Arbitrary<[Question, Question]> = fc
  .constantFrom(...(Object.keys(sides) as Question["type"][]))
  .chain((type) =>
    fc
      .tuple(face, sides[type])
      .chain(([shown, { shown: own, key }]) =>
        fc
          .tuple(fc.tuple(key, review), fc.tuple(key, review))
          .map(
            (pairs) =>
              pairs.map(([one, rest]) => clean({ type, ...shown, ...own, ...rest, key: one })) as [Question, Question],
          ),
      ),
  );

/** Without fields that are `undefined`, as in JSON; the fields above are those of a question. */
function clean(question: object): Question {
  return JSON.parse(JSON.stringify(question)) as Question;
}
