import type { AcceptedNumber, Foreseen, Tolerance, Unit } from "@mlops/schema";
import type { Range } from "../../parse/source.ts";
import { readForeseen, readOtherwise } from "../foreseen.ts";
import { reportMissing } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { commaSeparated, textLines } from "../lines.ts";
import { expectedNumber, isNumber, readAcceptedNumber, readTolerance } from "../number.ts";
import { receivedOf } from "../question-context.ts";
import type { QuestionReading } from "../question-context.ts";
import type { Field } from "../scan-fields.ts";

/** A number. */
export const numeric: Kind = {
  fields: ["A", "FEEDBACK", "CORRECT", "UNITS", "TOLERANCE"],
  attributes: ["A.weight", "A.tolerance"],
  read({ answers, correct, units, tolerance, otherwise, whole }, reading): QuestionBody<"numeric"> | undefined {
    const usual = tolerance === undefined ? undefined : toTolerance(reading.valueOf(tolerance), tolerance, reading);
    const accepted: (AcceptedNumber & Foreseen)[] = [];
    for (const line of correct === undefined ? [] : textLines(correct.value, reading.source)) {
      const number = toNumber(line, usual, reading);
      if (number !== undefined) accepted.push(number);
    }
    for (const answer of answers) {
      const { field } = answer;
      const own = answer.tolerance === undefined ? usual : toTolerance(answer.tolerance, field, reading);
      const number = toNumber(field.value, own, reading);
      if (number !== undefined) accepted.push({ ...number, ...readForeseen(answer, reading) });
    }
    if (accepted.length === 0 && !reading.isFaulty) return reportMissing(whole, "`CORRECT:` with a number", reading);
    const list = units === undefined ? [] : readUnits(units, reading);
    if (reading.isFaulty) return undefined;
    return {
      type: "numeric",
      ...(list.length > 0 && { units: list }),
      key: { answers: accepted, ...readOtherwise(otherwise, reading) },
    };
  },
};

function toNumber(line: Range, usual: Tolerance | undefined, reading: QuestionReading): AcceptedNumber | undefined {
  const received = reading.source.text.slice(line.start, line.end).trim();
  const number = readAcceptedNumber(received);
  if (number === undefined) {
    reading.fault("number-invalid", line, {
      message: "This is not a number that an answer can be compared with.",
      expected: expectedNumber,
      received: receivedOf(received),
    });
    return undefined;
  }
  return "value" in number && number.tolerance === undefined && usual !== undefined
    ? { ...number, tolerance: usual }
    : number;
}

function toTolerance(received: string, field: Field, reading: QuestionReading): Tolerance | undefined {
  const tolerance = readTolerance(received);
  if (tolerance === undefined) {
    reading.fault("tolerance-invalid", field.range, {
      message: "This is not a tolerance.",
      expected: "a number of at least 0 such as 0.5, or percent of the value such as 5%",
      received: receivedOf(received),
    });
  }
  return tolerance;
}

const unitName = /^[^\s=,]{1,20}$/u;

function readUnits(field: Field, reading: QuestionReading): Unit[] {
  const units: Unit[] = [];
  for (const word of commaSeparated(reading.valueOf(field))) {
    const equals = word.indexOf("=");
    const name = (equals < 0 ? word : word.slice(0, equals)).trim();
    const factor = equals < 0 && units.length === 0 ? "1" : word.slice(equals + 1).trim();
    const isFirst = units.length === 0;
    const isRight =
      unitName.test(name) &&
      (isFirst || equals >= 0) &&
      isNumber(factor) &&
      Number(factor) > 0 &&
      (!isFirst || Number(factor) === 1) &&
      !units.some((unit) => unit.name === name);
    if (!isRight) {
      reading.fault("units-invalid", field.range, {
        message: "This is not a list of units.",
        expected: "units such as `s, ms = 0.001`, each once, the first one without a factor",
        received: receivedOf(word),
      });
      return [];
    }
    units.push({ name, factor });
  }
  return units;
}
