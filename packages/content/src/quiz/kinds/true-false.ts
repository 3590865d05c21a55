import { reportMissing } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { receivedOf } from "../question-context.ts";

const values: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

/** A statement that is true or false. */
export const trueFalse: Kind = {
  fields: ["FEEDBACK", "CORRECT"],
  attributes: ["FEEDBACK.true", "FEEDBACK.false"],
  read({ correct, feedbackFor, otherwise, whole }, reading): QuestionBody<"trueFalse"> | undefined {
    if (correct === undefined) return reportMissing(whole, "`CORRECT: true` or `CORRECT: false`", reading);
    if (otherwise !== undefined) {
      reading.fault("field-misplaced", otherwise.range, {
        message: "It is not said which answer this feedback is for.",
        expected: "`FEEDBACK{true}:` or `FEEDBACK{false}:`",
      });
    }
    const received = reading.valueOf(correct);
    const value = values.get(received);
    if (value === undefined) {
      reading.fault("correct-not-a-truth-value", correct.range, {
        message: "`CORRECT:` says whether the statement is true.",
        expected: "true or false",
        received: receivedOf(received),
      });
    }
    if (reading.isFaulty || value === undefined) return undefined;
    const feedback = {
      ...(feedbackFor.true !== undefined && { true: reading.rich(feedbackFor.true.value) }),
      ...(feedbackFor.false !== undefined && { false: reading.rich(feedbackFor.false.value) }),
    };
    return { type: "trueFalse", key: { correct: value, ...(Object.keys(feedback).length > 0 && { feedback }) } };
  },
};
