import { receivedOf } from "./question-context.ts";
import type { QuestionReading } from "./question-context.ts";
import { minOptions } from "./options.ts";
import type { Field } from "./scan-fields.ts";
import { commaSeparated } from "./lines.ts";
import type { Range } from "../parse/source.ts";

const indexPattern = /^[0-9]{1,6}$/;

/** What `CORRECT:` should hold, for a question of so many answers. */
const expectedIndex = (count: number): string =>
  count === 0 ? "the index of an answer" : `an index from 0 to ${count - 1}`;

/** Reports that a question has no `CORRECT:`. */
export function reportMissing(whole: Range, expected: string, reading: QuestionReading): undefined {
  reading.fault("correct-missing", whole, {
    message: "The question does not say which answer is right.",
    expected,
  });
}

/** The index of the right answer, counted from 0 as the format does. */
export function readIndex(field: Field, count: number, reading: QuestionReading): number | undefined {
  const received = reading.valueOf(field);
  return toIndex(received, field, count, "`CORRECT:` takes one index, counted from 0.", reading);
}

/** Indexes of answers, separated by commas, none of them twice. */
export function readIndexes(field: Field, count: number, reading: QuestionReading): number[] | undefined {
  const indexes: number[] = [];
  for (const word of commaSeparated(reading.valueOf(field))) {
    const message = "`CORRECT:` takes indexes of answers, counted from 0 and separated by commas.";
    const index = toIndex(word, field, count, message, reading);
    if (index === undefined) return undefined;
    if (indexes.includes(index)) {
      reading.fault("correct-duplicate", field.range, {
        message: `\`CORRECT:\` names answer ${index} twice.`,
        expected: "every index at most once",
        received: reading.valueOf(field),
      });
      return undefined;
    }
    indexes.push(index);
  }
  return indexes;
}

function toIndex(
  word: string,
  field: Field,
  count: number,
  message: string,
  reading: QuestionReading,
): number | undefined {
  if (!indexPattern.test(word)) {
    reading.fault("correct-not-an-index", field.range, {
      message,
      expected: expectedIndex(count),
      received: receivedOf(word),
    });
    return undefined;
  }
  const index = Number(word);
  if (index < count) return index;
  if (count < minOptions) return undefined;
  reading.fault("correct-out-of-range", field.range, {
    message: `\`CORRECT: ${index}\` points past the last of ${count} answers.`,
    expected: expectedIndex(count),
    received: word,
    ...(index === count && { hint: `Answers are counted from 0; the last one is ${count - 1}.` }),
  });
  return undefined;
}
