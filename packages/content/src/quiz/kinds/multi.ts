import { readIndexes, reportMissing } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { checkAnswers, readOptions, readPerOption, refuseOtherwise } from "../options.ts";

const nothing = "none";

/** Any number of right options. */
export const multi: Kind = {
  fields: ["A", "FEEDBACK", "CORRECT"],
  attributes: ["A.pin", "A.weight", "TYPE.empty"],
  read({ answers, correct, flags, otherwise, whole }, reading): QuestionBody<"multi"> | undefined {
    checkAnswers(answers, whole, reading);
    refuseOtherwise(otherwise, reading);
    const allowEmpty = flags.has("TYPE.empty");
    let indexes: number[] | undefined;
    if (correct === undefined) {
      reportMissing(whole, "`CORRECT:` with the indexes of the right answers, counted from 0", reading);
    } else if (reading.valueOf(correct) === nothing) {
      indexes = [];
      if (!allowEmpty) {
        reading.fault("correct-none", correct.range, {
          message: "Choosing nothing can only be right where a learner may choose nothing.",
          expected: "`TYPE{empty}: multi`, or the index of an answer",
          received: nothing,
        });
      }
    } else {
      indexes = readIndexes(correct, answers.length, reading);
    }
    if (reading.isFaulty || indexes === undefined) return undefined;
    const rights = new Set(indexes);
    const options = readOptions(answers, reading);
    const right = options.filter((_option, index) => rights.has(index)).map(({ id }) => id);
    const perOption = readPerOption(answers, options, () => undefined, reading);
    return {
      type: "multi",
      options,
      ...(allowEmpty && { allowEmpty: true as const }),
      key: { correct: right, ...perOption },
    };
  },
};
