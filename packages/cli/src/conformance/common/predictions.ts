import type { Call } from "../call.ts";
import type { Json } from "../../json/parse-json.ts";
import { AnswerError } from "../../predict/dialect.ts";
import { withBody } from "../call.ts";
import type { NamedCheck, Subject } from "../check.ts";
import { describeAnswer, each, gives, isGood, once, refused, skip } from "../judge.ts";
import { goodCall } from "./bodies.ts";

/** How many requests are sent at once. */
const atOnce = 32;

/** Rows again and again, up to a number. */
function cycle(subject: Subject, count: number): { row: Json; answer: string }[] {
  const { rows, answers } = subject;
  return Array.from({ length: count }, (_, at) => ({
    row: rows[at % rows.length] ?? null,
    answer: answers[at % rows.length] ?? "",
  }));
}

/** Cases of good requests, whatever the protocol. */
export const predictionChecks: readonly NamedCheck[] = [
  [
    "predict",
    "must",
    "predict",
    "answers a good request with a result for each row",
    (subject) =>
      each(
        subject.rows.map((row) => subject.call([row])),
        (answer, at) => gives(answer, { ...subject, isReadable: true }, subject.rows.slice(at, at + 1)),
      ),
  ],
  [
    "predict-again",
    "should",
    "predict",
    "answers the same request in the same way again",
    (subject) =>
      each(
        subject.rows.map((row) => subject.call([row])),
        (answer, at) =>
          gives(
            answer,
            { ...subject, isDeterministic: true },
            subject.rows.slice(at, at + 1),
            subject.answers.slice(at, at + 1),
          ),
      ),
  ],
  [
    "predict-batch-order",
    "must",
    "predict",
    "answers the rows of a batch in their order, each as if it had come alone",
    (subject) => {
      if (!subject.hasBatches) return skip("a request has one row");
      if (subject.rows.length < 2) return skip("there is one example");
      const { rows, answers } = subject;
      const turned = { rows: rows.toReversed(), answers: answers.toReversed() };
      return each([subject.call(rows), subject.call(turned.rows)], (answer, at) =>
        at === 0 ? gives(answer, subject, rows, answers) : gives(answer, subject, turned.rows, turned.answers),
      );
    },
  ],
  [
    "int64-exact",
    "must",
    "predict",
    "does not round whole numbers that a double cannot hold: it refuses them or gives them back as they are",
    (subject) => {
      const { bigRow } = subject;
      if (bigRow === undefined) return skip("no input and output of whole numbers of 64 bits");
      const small = [1_234_567n, 7_654_321n];
      const big = [9_007_199_254_740_993n, -9_007_199_254_740_995n, 9_223_372_036_854_775_807n];
      const values = [...small, ...big];
      const rows = values.map((value) => bigRow(value));
      return {
        stages: rows.map((row) => [subject.call([row])]),
        judge(found) {
          const texts = found.map((answer, at) =>
            isGood(answer) ? patternOf(subject, answer, rows[at] ?? null, values[at] ?? 0n) : undefined,
          );
          const [pattern, other] = texts;
          const isMirror = pattern !== undefined && pattern === other && pattern.includes("#");
          if (!isMirror) return skip("the model does not give whole numbers back");
          for (const [at, answer] of found.entries()) {
            if (texts[at] === pattern || refused(answer) === undefined) continue;
            return { at, expected: `${values[at]} as it came, or a status of 4xx`, got: describeAnswer(answer) };
          }
          return undefined;
        },
      };
    },
  ],
  [
    "concurrent-own-answers",
    "must",
    "concurrency",
    "gives each of many requests at once its own answer",
    (subject) => {
      if (subject.rows.length < 2) return skip("there is one example");
      const asked = cycle(subject, atOnce);
      return {
        stages: [asked.map(({ row }) => subject.call([row]))],
        judge(found) {
          for (const [at, { row, answer }] of asked.entries()) {
            const given = found[at];
            const fault = given === undefined ? undefined : gives(given, subject, [row], [answer]);
            if (fault !== undefined) return { at, ...fault };
          }
          return undefined;
        },
      };
    },
  ],
  [
    "concurrent-bad-neighbours",
    "must",
    "concurrency",
    "answers good requests as ever while bad ones come beside them",
    (subject) => {
      const asked = cycle(subject, atOnce);
      const bad: Call = withBody(goodCall(subject), '{"bad":');
      return {
        stages: [asked.flatMap(({ row }) => [subject.call([row]), bad])],
        judge(found) {
          for (const [at, answer] of found.entries()) {
            const wanted = asked[at / 2];
            const fault =
              wanted === undefined ? refused(answer) : gives(answer, subject, [wanted.row], [wanted.answer]);
            if (fault !== undefined) return { at, ...fault };
          }
          return undefined;
        },
      };
    },
  ],
  [
    "ready-is-true",
    "must",
    "health",
    "says that it is ready, and then takes predictions",
    (subject) => ({
      stages: [[subject.readiness], [goodCall(subject)], [subject.readiness]],
      judge([before, prediction, after]) {
        if (before === undefined || prediction === undefined || after === undefined) return undefined;
        if (!isGood(before)) return { at: 0, expected: "a status of 2xx", got: describeAnswer(before) };
        const fault = gives(prediction, subject, subject.rows.slice(0, 1));
        if (fault === undefined || !isGood(after)) return undefined;
        return { at: 1, expected: "a prediction, as readiness says", got: fault.got };
      },
    }),
  ],
  [
    "unknown-model",
    "must",
    "http",
    "refuses a model that there is not",
    (subject) => {
      const { named } = subject;
      return named === undefined
        ? skip("paths have no model")
        : once(named("mlops-no-such-model"), (answer) => refused(answer));
    },
  ],
  [
    "unknown-model-404",
    "should",
    "http",
    "answers 404 for a model that there is not",
    (subject) => {
      const { named } = subject;
      return named === undefined
        ? skip("paths have no model")
        : once(named("mlops-no-such-model"), (answer) => refused(answer, [404]));
    },
  ],
  [
    "unknown-version",
    "must",
    "http",
    "refuses versions that there are not",
    (subject) => {
      const { versioned } = subject;
      if (versioned === undefined) return skip("paths have no version");
      return each(["987654321", "99999999999999999999999", "-1", "1.5", "latest"].map(versioned), (answer) =>
        refused(answer),
      );
    },
  ],
];

/** An answer's text with a sign in the place of a number, where it is a result of the protocol. */
function patternOf(
  subject: Subject,
  reply: Parameters<Subject["results"]>[0],
  row: Json,
  value: bigint,
): string | undefined {
  try {
    return subject.results(reply, [row]).join().replaceAll(String(value), "#");
  } catch (error) {
    if (error instanceof AnswerError) return undefined;
    throw error;
  }
}
