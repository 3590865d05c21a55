import type { Gap, GapKey } from "@mlops/schema";
import type { Range } from "../../parse/source.ts";
import { findGaps } from "../gaps.ts";
import { reportMissing } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { textLines } from "../lines.ts";
import { expectedNumber, readAcceptedNumber } from "../number.ts";
import { receivedOf } from "../question-context.ts";
import type { QuestionReading } from "../question-context.ts";

/** A text with gaps. */
export const cloze: Kind = {
  fields: ["CORRECT"],
  attributes: ["TYPE.case"],
  read({ prompt, correct, flags, whole }, reading): QuestionBody<"cloze"> | undefined {
    if (correct === undefined) {
      return reportMissing(whole, "`CORRECT:` with a line `gap = answer` for every gap", reading);
    }
    const lines = readLines(correct.value, reading);
    const { found, faults } = findGaps(prompt.nodes);
    const gaps = found.filter(({ gap, isInCode }) => !isInCode || lines.has(gap.id)).map(({ gap }) => gap);
    const place = { start: prompt.position.start.offset, end: prompt.position.end.offset };
    for (const { received } of faults) {
      reading.fault("gap-invalid", place, {
        message: "This looks like a gap and is none.",
        expected: "`{{name}}`, `{{name: number}}` or `{{name: one | two}}`, the name of letters, digits and dashes",
        received,
      });
    }
    if (faults.length > 0) return undefined;
    const names = new Set(gaps.map(({ id }) => id));
    if (gaps.length === 0) {
      reading.fault("gap-missing", place, { message: "The prompt has no gap.", expected: "`{{name}}` in the prompt" });
      return undefined;
    }
    if (names.size < gaps.length) {
      const twice = gaps.find(({ id }, index) => gaps.findIndex((other) => other.id === id) < index);
      reading.fault("gap-duplicate", place, {
        message: "Two gaps have the same name.",
        expected: "a name of its own for every gap",
        received: twice?.id ?? "",
      });
    }
    // A line that could not be read may be the one that a gap is missing.
    if (reading.isFaulty) return undefined;
    for (const [name, { line }] of lines) {
      if (names.has(name)) continue;
      reading.fault("gap-unknown", line, {
        message: `The prompt has no gap \`{{${name}}}\`.`,
        expected: names.size === 0 ? "a gap of the prompt" : [...names].join(", "),
        received: name,
      });
    }
    const keys = gaps.flatMap((gap) => readKey(gap, lines, correct.range, reading) ?? []);
    if (reading.isFaulty) return undefined;
    return {
      type: "cloze",
      gaps,
      ...(flags.has("TYPE.case") && { caseSensitive: true as const }),
      key: { gaps: keys },
    };
  },
};

interface AnswerLine {
  answer: string;
  line: Range;
}

/** The lines `gap = answer` by the name of the gap. */
function readLines(range: Range, reading: QuestionReading): Map<string, AnswerLine> {
  const lines = new Map<string, AnswerLine>();
  for (const line of textLines(range, reading.source)) {
    const text = reading.source.text.slice(line.start, line.end);
    const equals = text.indexOf("=");
    const name = text.slice(0, Math.max(equals, 0)).trim();
    if (name === "" || lines.has(name)) {
      reading.fault("gap-line-invalid", line, {
        message: name === "" ? "This line does not say what goes into a gap." : `The gap \`${name}\` has two lines.`,
        expected: "`gap = answer`, one line for every gap",
        received: text,
      });
      continue;
    }
    lines.set(name, { answer: text.slice(equals + 1).trim(), line });
  }
  return lines;
}

function readKey(
  gap: Gap,
  lines: ReadonlyMap<string, AnswerLine>,
  whole: Range,
  reading: QuestionReading,
): GapKey | undefined {
  const { id } = gap;
  const found = lines.get(id);
  if (found === undefined) {
    reading.fault("gap-without-answer", whole, {
      message: `\`CORRECT:\` does not say what goes into \`{{${id}}}\`.`,
      expected: `a line \`${id} = …\``,
    });
    return undefined;
  }
  const { answer, line } = found;
  const fault = (expected: string): undefined => {
    reading.fault("gap-answer-invalid", line, {
      message: `This cannot go into the gap \`${id}\`.`,
      expected,
      received: receivedOf(answer),
    });
  };
  if (gap.kind === "number") {
    const number = readAcceptedNumber(answer);
    return number === undefined ? fault(expectedNumber) : { id, number };
  }
  if (gap.kind === "choice") {
    return gap.choices?.includes(answer) === true ? { id, choice: answer } : fault((gap.choices ?? []).join(", "));
  }
  const patterns = splitAtBars(answer.normalize("NFC"));
  return patterns.includes("") ? fault("words, or several separated by `|`") : { id, patterns };
}

/** The parts between bars; `\|` is a bar within a part. */
function splitAtBars(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (let place = 0; place < text.length; place += 1) {
    if (text[place] === "\\" && text[place + 1] === "|") {
      part += "|";
      place += 1;
    } else if (text[place] === "|") {
      parts.push(part.trim());
      part = "";
    } else {
      part += text[place];
    }
  }
  return [...parts, part.trim()];
}
