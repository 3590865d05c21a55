import { describe, expect, it } from "vitest";
import { QuizError, grade, responseLimits } from "@mlops/quiz";
import type { GradableNumeric } from "@mlops/quiz";
import { text, verdictOf } from "../slim.ts";

type Answer = GradableNumeric["key"]["answers"][number];

const accepting = (...answers: Answer[]): GradableNumeric => ({ type: "numeric", points: 2, key: { answers } });
const around = (value: string, amount: string, kind: "absolute" | "percent" = "absolute"): GradableNumeric =>
  accepting({ value, tolerance: { kind, amount } });
const verdict = (question: GradableNumeric, value: string): string => verdictOf(grade(question, { value }));

describe("grade of a numeric question", () => {
  const question = accepting({ value: "3.14" });

  it("gives all the points for the number, and none for another", () => {
    expect(grade(question, { value: "3.14" })).toMatchObject({ status: "correct", fraction: 1, points: 2, max: 2 });
    expect(grade(question, { value: "3.1" })).toMatchObject({ status: "incorrect", fraction: 0, points: 0, max: 2 });
    expect(grade(question, { value: "3.14" }).parts).toEqual([{ id: "answer", status: "correct" }]);
    expect(grade(question, { value: "3.1" }).parts).toEqual([{ id: "answer", status: "incorrect" }]);
  });

  it.each(["3.14", "+3.14", "03.140", " 3.14\n", "314e-2", "0.314E1", ".314e+1", "31.4e-01", "3.14e0", "3.14e000"])(
    "takes %j for 3.14",
    (value) => {
      expect(verdict(question, value)).toBe("correct");
    },
  );

  it.each(["-3", "\u22123", "-3.", "-03", "-0.3e1", "-300e-2"])("takes %j for -3", (value) => {
    expect(verdict(accepting({ value: "-3" }), value)).toBe("correct");
    expect(verdict(accepting({ value: "3" }), value)).toBe("incorrect");
  });

  it.each(["0", "-0", "+0", "0.000", "-0e9", ".0", "0."])("takes %j for nought", (value) => {
    expect(verdict(accepting({ value: "0" }), value)).toBe("correct");
    expect(verdict(accepting({ value: "-0.0" }), value)).toBe("correct");
  });

  it.each([
    "x",
    ".",
    "-",
    "+",
    "e5",
    "1e",
    "1e+",
    "3,14",
    "1 000",
    "1_000",
    "--1",
    "+-1",
    "1-",
    "0x10",
    "1e1.5",
    "1.2.3",
    "Infinity",
    "NaN",
    "３",
    "٣",
    "1n",
    "3 \u2212",
    "1\u22121",
    "1e\u22123",
    "\u2212\u22121",
    "5%",
    "1/2",
    "1e1000",
  ])("finds that %j is no number", (value) => {
    expect(verdict(question, value)).toBe("not-a-number");
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    [{ value: "" }, "unanswered"],
    [{ value: " \t" }, "unanswered"],
    [{ value: 3.14 }, "malformed"],
    [{ value: null }, "malformed"],
    [{}, "malformed"],
    [3.14, "malformed"],
    ["3.14", "malformed"],
    [["3.14"], "malformed"],
    [{ value: ["3.14"] }, "malformed"],
    [{ value: "3\ud800" }, "malformed"],
    [{ value: "3.14", unit: "m" }, "unknown-unit"],
    [{ value: "3.14", unit: "" }, "unknown-unit"],
    [{ value: "3.14", unit: null }, "unknown-unit"],
    [{ value: "3.14", unit: undefined }, "correct"],
  ])("finds %j %s", (response, expected) => {
    expect(verdictOf(grade(question, response))).toBe(expected);
  });

  it("reads as many characters as its limit, and no more", () => {
    const { number } = responseLimits;
    expect(verdict(accepting({ value: "1" }), `1.${"0".repeat(number - 2)}`)).toBe("correct");
    expect(verdict(accepting({ value: "1" }), `1.${"0".repeat(number - 1)}`)).toBe("too-long");
  });

  it("compares numbers of the largest exponents", () => {
    expect(verdict(accepting({ value: "1e999" }), "1e999")).toBe("correct");
    expect(verdict(accepting({ value: "1e-999" }), "10e-998")).toBe("incorrect");
    expect(verdict(accepting({ value: "1e-999" }), "0.1e-998")).toBe("correct");
    expect(verdict(around("0", "1e-999"), "1e999")).toBe("incorrect");
  });

  it("tells numbers apart that a double does not", () => {
    expect(verdict(accepting({ value: "9007199254740993" }), "9007199254740992")).toBe("incorrect");
    expect(verdict(accepting({ value: "0.1" }), "0.1000000000000000055511151231257827")).toBe("incorrect");
  });
});

describe("tolerance", () => {
  it.each([
    ["0.3", "0.1", ["0.2", "0.4"], ["0.1999999999999999999", "0.4000000000000000001"]],
    ["3", "0.5", ["2.5", "3.5"], ["2.4999999", "3.5000001", "-3"]],
    ["-3", "0.5", ["-3.5", "-2.5"], ["-3.5000001", "-2.4999999", "3"]],
    ["1.005", "0.005", ["1", "1.01"], ["0.9999999", "1.0100001"]],
    ["0.1", "0.2", ["-0.1", "0.3"], ["-0.1000001", "0.3000001"]],
    ["100", "1e1", ["90", "110"], ["89.9999999", "110.0000001"]],
    ["7", "0", ["7"], ["6.9999999", "7.0000001"]],
  ])("%s ± %s takes %j and not %j", (value, amount, inside, outside) => {
    const question = around(value, amount);
    expect(inside.map((one) => verdict(question, one))).toEqual(inside.map(() => "correct"));
    expect(outside.map((one) => verdict(question, one))).toEqual(outside.map(() => "incorrect"));
  });

  it.each([
    ["200", "5", ["190", "210"], ["189.9999999", "210.0000001"]],
    ["-200", "5", ["-210", "-190"], ["-210.0000001", "-189.9999999", "200"]],
    ["0.3", "10", ["0.27", "0.33"], ["0.2699999", "0.3300001"]],
    ["0", "50", ["0"], ["0.0000001", "-0.0000001"]],
    ["8", "12.5", ["7", "9"], ["6.9999999", "9.0000001"]],
  ])("%s ± %s %% takes %j and not %j", (value, amount, inside, outside) => {
    const question = around(value, amount, "percent");
    expect(inside.map((one) => verdict(question, one))).toEqual(inside.map(() => "correct"));
    expect(outside.map((one) => verdict(question, one))).toEqual(outside.map(() => "incorrect"));
  });
});

describe("a range", () => {
  const question = accepting({ min: "14", max: "18" });

  it.each([
    ["14", "correct"],
    ["16.5", "correct"],
    ["18.0", "correct"],
    ["13.999999", "incorrect"],
    ["18.000001", "incorrect"],
  ])("finds %s %s", (value, expected) => {
    expect(verdict(question, value)).toBe(expected);
  });

  it("may have negative ends", () => {
    const negative = accepting({ min: "-1.5", max: "-0.5" });
    expect(["-1.5", "-1", "-0.5"].map((value) => verdict(negative, value))).toEqual(["correct", "correct", "correct"]);
    expect(["-1.6", "-0.4", "1"].map((value) => verdict(negative, value))).toEqual(Array(3).fill("incorrect"));
  });
});

describe("several accepted numbers", () => {
  const question: GradableNumeric = {
    type: "numeric",
    points: 3,
    key: {
      answers: [
        { value: "10", feedback: text("Exactly.") },
        { value: "10", tolerance: { kind: "absolute", amount: "1" }, weight: 0.3333333, feedback: text("Nearly.") },
        { min: "0", max: "100", weight: 0 },
      ],
      otherwise: text("Not at all."),
    },
  };

  it("are tried in order, and the first one that fits counts", () => {
    const [exact, near, far] = ["10", "10.5", "50"].map((value) => grade(question, { value }));
    expect(exact).toMatchObject({
      status: "correct",
      points: 3,
      feedback: [{ part: "answer", content: text("Exactly.") }],
    });
    expect(near).toMatchObject({ status: "partial", fraction: 0.3333333, points: 1 });
    expect(near?.feedback).toEqual([{ part: "answer", content: text("Nearly.") }]);
    expect(near?.parts).toEqual([{ id: "answer", status: "partial" }]);
    expect(far).toMatchObject({ status: "incorrect", points: 0, feedback: [] });
    expect(far?.parts).toEqual([{ id: "answer", status: "incorrect" }]);
  });

  it("leave what the author says otherwise to the rest", () => {
    expect(grade(question, { value: "101" }).feedback).toEqual([{ part: "answer", content: text("Not at all.") }]);
    expect(grade(accepting({ value: "1" }), { value: "2" }).feedback).toEqual([]);
    expect(grade(question, null).feedback).toEqual([]);
  });

  it("earn nothing for a part when it is all or nothing", () => {
    expect(grade(question, { value: "10.5" }, "exact")).toMatchObject({ status: "incorrect", points: 0 });
  });
});

describe("units", () => {
  const units = [
    { name: "s", factor: "1" },
    { name: "ms", factor: "0.001" },
    { name: "min", factor: "60" },
  ];
  const question: GradableNumeric = { ...around("1.5", "0.1"), units };

  it.each([
    ["1.5", "s", "correct"],
    ["1500", "ms", "correct"],
    ["1600", "ms", "correct"],
    ["1601", "ms", "incorrect"],
    ["0.025", "min", "correct"],
    ["1.5", "min", "incorrect"],
    ["1.5", "h", "unknown-unit"],
    ["1.5", "S", "unknown-unit"],
    ["1.5", undefined, "unknown-unit"],
    ["1.5", 0, "unknown-unit"],
    ["", "h", "unanswered"],
    ["x", "h", "not-a-number"],
  ])("finds %j %s %s", (value, unit, expected) => {
    expect(verdictOf(grade(question, { value, unit }))).toBe(expected);
  });
});

describe("a key with something else for a number", () => {
  it.each(["", "x", "1,5", "NaN", "0x1", "1e1000"])("throws for %j", (value) => {
    const fault = new QuizError("key-invalid", `The key has ${JSON.stringify(value)} for a number`);
    expect(() => grade(accepting({ value }), { value: "1" })).toThrow(fault);
    expect(() => grade(around("1", value), { value: "1" })).toThrow(fault);
    expect(() => grade(accepting({ min: value, max: "2" }), { value: "1" })).toThrow(fault);
    expect(() => grade(accepting({ min: "0", max: value }), { value: "1" })).toThrow(fault);
    const units = [{ name: "s", factor: value }];
    const inUnits: GradableNumeric = { ...accepting({ value: "1" }), units };
    expect(() => grade(inUnits, { value: "1", unit: "s" })).toThrow(fault);
  });

  it("throws with a code to be compared", () => {
    expect(() => grade(accepting({ value: "x" }), { value: "1" })).toThrow(
      expect.objectContaining({ name: "QuizError", code: "key-invalid" }),
    );
  });
});
