import { describe, expect, it } from "vitest";
import { grade, responseLimits } from "@mlops/quiz";
import type { GradableTracing } from "@mlops/quiz";
import { verdictOf } from "../slim.ts";

const printing = (output: string): GradableTracing => ({
  type: "tracing",
  points: 2,
  key: { outcome: "prints", output },
});
const failing: GradableTracing = { type: "tracing", points: 2, key: { outcome: "fails" } };
const verdict = (question: GradableTracing, output: string): string =>
  verdictOf(grade(question, { outcome: "prints", output }));

describe("grade of a tracing question", () => {
  it("gives all the points for what is printed, and none for anything else", () => {
    const right = { status: "correct", fraction: 1, points: 2, min: 0, max: 2 };
    expect(grade(printing("1 2"), { outcome: "prints", output: "1 2" })).toMatchObject(right);
    expect(grade(printing("1 2"), { outcome: "prints", output: "1" })).toMatchObject({
      status: "incorrect",
      points: 0,
    });
    expect(grade(printing("1 2"), { outcome: "fails" })).toMatchObject({ status: "incorrect", points: 0 });
    expect(grade(printing("1"), { outcome: "prints", output: "1" }).parts).toEqual([
      { id: "answer", status: "correct" },
    ]);
    expect(grade(printing("1"), { outcome: "fails" }).parts).toEqual([{ id: "answer", status: "incorrect" }]);
  });

  it("tells a failure from what prints nothing", () => {
    expect(verdictOf(grade(failing, { outcome: "fails" }))).toBe("correct");
    expect(verdict(failing, "")).toBe("incorrect");
    expect(verdict(printing(""), "")).toBe("correct");
    expect(verdictOf(grade(printing(""), { outcome: "fails" }))).toBe("incorrect");
  });

  it("takes a key without what is printed for one that prints nothing", () => {
    const silent: GradableTracing = { type: "tracing", points: 1, key: { outcome: "prints" } };
    expect(verdict(silent, " \n")).toBe("correct");
    expect(verdict(silent, "undefined")).toBe("incorrect");
  });

  it.each(["a\nb", "a \nb\t", "\n\na\nb\n\n", "a\r\nb\r\n", "a\rb", " \na\nb", "a\u00a0\nb\u3000"])(
    "does not look at the white space at the ends of %j",
    (output) => {
      expect(verdict(printing("a\nb"), output)).toBe("correct");
      expect(verdict(printing(output), "a\nb")).toBe("correct");
    },
  );

  it.each(["a b", "ab", " a\nb", "a\n b", "a\n\nb", "a\nb\nc", "A\nB", "a\n", "b\na"])(
    "looks at all other white space: %j is something else",
    (output) => {
      expect(verdict(printing("a\nb"), output)).toBe("incorrect");
    },
  );

  it("keeps what stands before the first line's words", () => {
    expect(verdict(printing("  x\n y"), "\n  x\n y")).toBe("correct");
    expect(verdict(printing("  x\n y"), "x\n y")).toBe("incorrect");
  });

  it("does not take one form of a character for another", () => {
    expect(verdict(printing("é"), "e\u0301")).toBe("incorrect");
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    ["1", "malformed"],
    [["fails"], "malformed"],
    [{}, "malformed"],
    [{ outcome: "prints" }, "malformed"],
    [{ outcome: "prints", output: 1 }, "malformed"],
    [{ outcome: "prints", output: null }, "malformed"],
    [{ outcome: "fails", output: "" }, "malformed"],
    [{ outcome: "fails", output: "1" }, "malformed"],
    [{ outcome: "fails", output: undefined }, "incorrect"],
    [{ outcome: "crashes" }, "malformed"],
    [{ outcome: "crashes", output: "1" }, "malformed"],
    [{ output: "1" }, "malformed"],
    [{ outcome: "prints", output: "1\udc00" }, "malformed"],
  ])("finds %j %s", (response, expected) => {
    expect(verdictOf(grade(printing("1"), response))).toBe(expected);
  });

  it("reads as many characters as its limit, and no more", () => {
    const { output } = responseLimits;
    expect(verdict(printing("x"), `x${"\n".repeat(output - 1)}`)).toBe("correct");
    expect(verdict(printing("x"), `x${"\n".repeat(output)}`)).toBe("too-long");
  });

  it("maps no values", () => {
    const policy = { type: "mapResponse", mapping: { 1: 1 } } as const;
    expect(() => grade(printing("1"), { outcome: "prints", output: "1" }, policy)).toThrow(
      expect.objectContaining({ code: "policy-unfit", message: "mapResponse is not for questions of this kind" }),
    );
  });
});
