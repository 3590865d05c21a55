import type { Foreseen } from "@mlops/schema";
import { readForeseen, readOtherwise } from "../foreseen.ts";
import { reportMissing } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { textLines } from "../lines.ts";
import { maxPatternLength, toPattern } from "../pattern.ts";

/** A few words. */
export const text: Kind = {
  fields: ["A", "FEEDBACK", "CORRECT"],
  attributes: ["A.weight", "TYPE.case"],
  read({ answers, correct, otherwise, flags, whole }, reading): QuestionBody<"text"> | undefined {
    const accepted: ({ pattern: string } & Foreseen)[] = [];
    const add = (line: { start: number; end: number }, foreseen: Foreseen): void => {
      const pattern = toPattern(reading.source.text.slice(line.start, line.end));
      if (pattern === undefined) {
        reading.fault("pattern-invalid", line, {
          message: "This is not a text that an answer can be compared with.",
          expected: `one line of 1 to ${maxPatternLength} characters`,
        });
      }
      accepted.push({ pattern: pattern ?? "", ...foreseen });
    };
    for (const line of correct === undefined ? [] : textLines(correct.value, reading.source)) add(line, {});
    for (const answer of answers) add(answer.field.value, readForeseen(answer, reading));
    if (accepted.length === 0) return reportMissing(whole, "`CORRECT:` with the words that are right", reading);
    if (reading.isFaulty) return undefined;
    return {
      type: "text",
      ...(flags.has("TYPE.case") && { caseSensitive: true as const }),
      key: { answers: accepted, ...readOtherwise(otherwise, reading) },
    };
  },
};
