import { readIndexes } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { checkAnswers, readOptions } from "../options.ts";

/** Items to put in order. */
export const order: Kind = {
  fields: ["A", "CORRECT"],
  attributes: [],
  read({ answers, correct, whole }, reading): QuestionBody<"order"> | undefined {
    checkAnswers(answers, whole, reading);
    const given = [...answers.keys()];
    const indexes = correct === undefined ? given : readIndexes(correct, answers.length, reading);
    if (correct !== undefined && indexes !== undefined && indexes.length < answers.length) {
      reading.fault("correct-incomplete", correct.range, {
        message: "`CORRECT:` does not name every item.",
        expected: "the index of every item in the right order, or no `CORRECT:` when they are written in that order",
        received: reading.valueOf(correct),
      });
    }
    if (reading.isFaulty || indexes === undefined) return undefined;
    const items = readOptions(answers, reading);
    const inOrder = indexes.flatMap((index) => items[index]?.id ?? []);
    return { type: "order", items: items.toSorted(byId), key: { order: inOrder } };
  },
};

/** By their hashes, so that the order of what a learner is sent says nothing. */
export function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}
