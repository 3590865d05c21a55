import { describe, expect, it } from "vitest";
import { AnalysisError, analyse } from "@mlops/quiz/analysis";
import type { AnalysisErrorCode, AnalysisInput, AnalysisSettings } from "@mlops/quiz/analysis";

const items = [
  {
    id: "q-a",
    max: 1,
    options: [
      { id: "x", isKey: true },
      { id: "y", isKey: false },
    ],
  },
  { id: "q-b", max: 2 },
];
const good = { scores: [1, 2] };

function errorOf(input: AnalysisInput, settings?: AnalysisSettings): unknown {
  try {
    analyse(input, settings);
    return undefined;
  } catch (error) {
    return error;
  }
}

interface Fault {
  code: AnalysisErrorCode;
  message: string;
  row?: number;
  column?: number;
}

describe("analyse of input that contradicts itself", () => {
  it.each<[what: string, input: AnalysisInput, fault: Fault]>([
    [
      "a row that is too short",
      { items, attempts: [good, { scores: [1] }] },
      { code: "row-ragged", message: "attempts[1] has 1 scores for 2 items", row: 1, column: 1 },
    ],
    [
      "a row that is too long",
      { items, attempts: [{ scores: [1, 2, null] }] },
      { code: "row-ragged", message: "attempts[0] has 3 scores for 2 items", row: 0, column: 2 },
    ],
    [
      "choices that are fewer than the items",
      { items, attempts: [good, good, { ...good, choices: ["x"] }] },
      { code: "row-ragged", message: "attempts[2] has 1 choices for 2 items", row: 2, column: 1 },
    ],
    [
      "two items with the same id",
      { items: [...items, { id: "q-a", max: 1 }], attempts: [] },
      { code: "item-duplicate", message: 'items[0] and items[2] have the same id "q-a"', column: 2 },
    ],
    [
      "points below 0",
      { items: [{ id: "q", max: -1 }], attempts: [] },
      { code: "item-invalid", message: 'items[0].max, of "q", is a finite number of at least 0, not -1', column: 0 },
    ],
    [
      "points without end",
      { items: [{ id: "q", max: Infinity }], attempts: [] },
      {
        code: "item-invalid",
        message: 'items[0].max, of "q", is a finite number of at least 0, not Infinity',
        column: 0,
      },
    ],
    [
      "two options with the same id",
      { items: [{ id: "q", max: 1, options: ["x", "y", "x"].map((id) => ({ id, isKey: false })) }], attempts: [] },
      { code: "option-duplicate", message: 'items[0].options[2] has the id of another option, "x"', column: 0 },
    ],
    [
      "a score that is no number",
      { items, attempts: [good, { scores: [0, Number.NaN] }] },
      {
        code: "score-invalid",
        message: 'attempts[1].scores[1], for "q-b", is a finite number or null, not NaN',
        row: 1,
        column: 1,
      },
    ],
    [
      "a score without end",
      { items, attempts: [{ scores: [-Infinity, 0] }] },
      {
        code: "score-invalid",
        message: 'attempts[0].scores[0], for "q-a", is a finite number or null, not -Infinity',
        row: 0,
        column: 0,
      },
    ],
    [
      "a score above the points of its item",
      { items, attempts: [good, good, { scores: [0, 2.5] }] },
      {
        code: "score-above-max",
        message: 'attempts[2].scores[1], for "q-b", is 2.5, above the max of 2',
        row: 2,
        column: 1,
      },
    ],
    [
      "a choice of no option",
      { items, attempts: [{ ...good, choices: ["z", null] }] },
      { code: "choice-invalid", message: 'attempts[0].choices[0], for "q-a", names no option: "z"', row: 0, column: 0 },
    ],
    [
      "a choice where there is nothing to choose",
      { items, attempts: [{ ...good, choices: [null, "x"] }] },
      { code: "choice-invalid", message: 'attempts[0].choices[1], for "q-b", names no option: "x"', row: 0, column: 1 },
    ],
    [
      "a choice of an option twice",
      { items, attempts: [{ ...good, choices: [["x", "y", "x"], null] }] },
      {
        code: "choice-invalid",
        message: 'attempts[0].choices[0], for "q-a", names an option twice: "x"',
        row: 0,
        column: 0,
      },
    ],
    [
      "a choice without a score",
      { items, attempts: [{ scores: [null, null], choices: ["x", null] }] },
      {
        code: "choice-invalid",
        message: 'attempts[0].choices[0], for "q-a", is there without a score',
        row: 0,
        column: 0,
      },
    ],
  ])("refuses %s and says where", (_what, input, fault) => {
    const error = errorOf(input);
    expect(error).toBeInstanceOf(AnalysisError);
    expect(error).toMatchObject({ name: "AnalysisError", row: undefined, column: undefined, ...fault });
  });

  it("refuses a score that is text or is missing, as a program without types may send", () => {
    const attempts = (score: unknown): AnalysisInput =>
      JSON.parse(JSON.stringify({ items, attempts: [{ scores: [score, 1] }] }));
    expect(errorOf(attempts("1"))).toMatchObject({ code: "score-invalid", row: 0, column: 0 });
    expect(errorOf(attempts({}))).toMatchObject({ code: "score-invalid", row: 0, column: 0 });
    const sparse: number[] = [];
    sparse[1] = 1;
    expect(errorOf({ items, attempts: [{ scores: sparse }] })).toMatchObject({ code: "score-invalid", column: 0 });
  });

  it.each<[score: number, max: number, isRefused: boolean]>([
    [1, 1, false],
    [0.1 + 0.2, 0.3, false],
    [1 + 1e-7, 1, false],
    [1 + 2e-7, 1, true],
    [1000 + 1e-4, 1000, false],
    [1000 + 2e-4, 1000, true],
    [0, 0, false],
    [-5, 0, false],
    [1e308, 1e308, false],
  ])("a score of %d out of %d is refused: %s", (score, max, isRefused) => {
    const error = errorOf({ items: [{ id: "q", max }], attempts: [{ scores: [score] }] });
    expect(error === undefined).toBe(!isRefused);
  });
});

describe("analyse with settings out of range", () => {
  it.each<[settings: AnalysisSettings, message: string]>([
    [{ groupShare: 0 }, "groupShare is more than 0 and at most 0.5, not 0"],
    [{ groupShare: 0.500001 }, "groupShare is more than 0 and at most 0.5, not 0.500001"],
    [{ groupShare: Number.NaN }, "groupShare is more than 0 and at most 0.5, not NaN"],
    [{ limits: { hard: Infinity } }, "limits.hard is a number, not Infinity"],
    [{ limits: { fewAttempts: Number.NaN } }, "limits.fewAttempts is a number, not NaN"],
    [JSON.parse('{ "unanswered": "skip" }'), 'unanswered is "zero" or "omit", not "skip"'],
  ])("refuses %j", (settings, message) => {
    const error = errorOf({ items, attempts: [good] }, settings);
    expect(error).toBeInstanceOf(AnalysisError);
    expect(error).toMatchObject({ code: "settings-invalid", message, row: undefined, column: undefined });
  });

  it.each<AnalysisSettings>([{ groupShare: 0.5 }, { groupShare: 1e-9 }, { groupShare: undefined, limits: undefined }])(
    "takes %j",
    (settings) => {
      expect(errorOf({ items, attempts: [good, { scores: [0, 0] }] }, settings)).toBeUndefined();
    },
  );

  it("makes groups of half of the attempts, or of one", () => {
    const attempts = [3, 2, 1, 0].map((score) => ({ scores: [score] }));
    const sizeWith = (groupShare: number): unknown =>
      analyse({ items: [{ id: "q", max: 3 }], attempts }, { groupShare }).items[0]?.upperLower;
    expect(sizeWith(0.5)).toEqual({ d: 5 / 6 - 1 / 6, upper: 5 / 6, lower: 1 / 6, size: 2 });
    expect(sizeWith(1e-9)).toEqual({ d: 1, upper: 1, lower: 0, size: 1 });
  });
});
