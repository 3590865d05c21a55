import { readIndex, reportMissing } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { checkAnswers, readOptions, readPerOption, refuseOtherwise } from "../options.ts";

/** One right option. */
export const choice: Kind = {
  fields: ["A", "FEEDBACK", "CORRECT"],
  attributes: ["A.pin", "A.weight"],
  read({ answers, correct, otherwise, whole }, reading): QuestionBody<"choice"> | undefined {
    checkAnswers(answers, whole, reading);
    refuseOtherwise(otherwise, reading);
    const index =
      correct === undefined
        ? reportMissing(whole, "`CORRECT:` with the index of the right answer, counted from 0", reading)
        : readIndex(correct, answers.length, reading);
    if (reading.isFaulty || index === undefined) return undefined;
    const options = readOptions(answers, reading);
    const right = options[index]?.id;
    if (right === undefined) return undefined;
    const perOption = readPerOption(answers, options, (id) => (id === right ? 1 : 0), reading);
    return { type: "choice", options, key: { correct: right, ...perOption } };
  },
};
