import type { Option } from "@mlops/schema";
import type { Range } from "../../parse/source.ts";
import { wordStarts } from "../code-spans.ts";
import { reportMissing } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { textLines } from "../lines.ts";
import { minOptions } from "../options.ts";
import type { QuestionReading } from "../question-context.ts";
import { OptionIds, wordsOf } from "../words.ts";
import { byId } from "./order.ts";

const arrow = "->";

/** Things to connect. */
export const match: Kind = {
  fields: ["CORRECT"],
  attributes: [],
  read({ correct, whole }, reading): QuestionBody<"match"> | undefined {
    if (correct === undefined)
      return reportMissing(whole, "`CORRECT:` with lines of the form `left -> right`", reading);
    const lefts: Option[] = [];
    const rights = new Map<string, Option>();
    const pairs: [string, string][] = [];
    const leftIds = new OptionIds();
    const rightIds = new OptionIds();
    for (const line of textLines(correct.value, reading.source)) {
      const sides = splitAtArrow(line, reading);
      if (sides === undefined) continue;
      const content = reading.rich(sides.right);
      const words = wordsOf(content);
      const right = rights.get(words) ?? { id: rightIds.next(content).id, content };
      rights.set(words, right);
      if (sides.left === undefined) continue;
      const left = reading.rich(sides.left);
      const { id, isRepeated } = leftIds.next(left);
      if (isRepeated) {
        reading.fault("match-left-duplicate", sides.left, {
          message: "Two lines have the same left side, so it cannot be told what belongs to it.",
          received: left.markdown,
        });
      }
      lefts.push({ id, content: left });
      pairs.push([id, right.id]);
    }
    if (lefts.length < minOptions && !reading.isFaulty) {
      reading.fault("options-too-few", correct.range, {
        message: "There have to be two things to connect.",
        expected: "two or more lines of the form `left -> right`",
        received: String(lefts.length),
      });
    }
    if (reading.isFaulty) return undefined;
    return { type: "match", lefts, rights: [...rights.values()].toSorted(byId), key: { pairs } };
  },
};

/** The two sides of a line; the left one is `undefined` where there is nothing before the arrow. */
function splitAtArrow(line: Range, reading: QuestionReading): { left: Range | undefined; right: Range } | undefined {
  const { source } = reading;
  for (const place of wordStarts(source.text, line)) {
    if (!/^->(?=\s)/.test(source.text.slice(place, Math.min(line.end, place + arrow.length + 1)))) continue;
    const left = source.trimmed(line.start, place);
    const right = source.trimmed(place + arrow.length, line.end);
    return { left: left.start === left.end ? undefined : left, right };
  }
  reading.fault("match-line-invalid", line, {
    message: "This line does not say what belongs together.",
    expected: "`left -> right`, or `-> right` for one that belongs to nothing",
    received: source.text.slice(line.start, line.end),
  });
  return undefined;
}
