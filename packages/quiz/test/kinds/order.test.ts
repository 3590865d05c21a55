import { describe, expect, it } from "vitest";
import { grade } from "@mlops/quiz";
import type { GradableOrder } from "@mlops/quiz";
import { partsOf, verdictOf } from "../slim.ts";

const question: GradableOrder = { type: "order", points: 3, key: { order: ["load", "train", "test"] } };

describe("grade of an order question", () => {
  it("is all or nothing", () => {
    expect(grade(question, ["load", "train", "test"])).toMatchObject({ status: "correct", points: 3, min: 0, max: 3 });
    expect(grade(question, ["load", "test", "train"])).toMatchObject({ status: "incorrect", points: 0 });
  });

  it("says of every item, in the right order, whether it stands in its place", () => {
    const { parts, trace, feedback } = grade(question, ["train", "load", "test"]);
    expect(feedback).toEqual([]);
    expect(parts).toEqual([
      { id: "load", status: "incorrect" },
      { id: "train", status: "incorrect" },
      { id: "test", status: "correct" },
    ]);
    expect(trace[0]).toEqual({ step: "parts", right: 1, wrong: 2, missed: 0, count: 3 });
  });

  it("gives each place its even share where parts count", () => {
    expect(grade(question, ["train", "load", "test"], "fractions")).toMatchObject({ status: "partial", points: 1 });
    expect(grade({ ...question, scoring: "edc" }, ["train", "load", "test"])).toMatchObject({ fraction: 0.33 });
    expect(partsOf(grade(question, ["test", "load", "train"], "edc"))).toEqual({
      load: "incorrect",
      train: "incorrect",
      test: "incorrect",
    });
  });

  it.each([
    [null, "unanswered"],
    [undefined, "unanswered"],
    [[], "unanswered"],
    ["load", "malformed"],
    [{ 0: "load" }, "malformed"],
    [["load", "train", 2], "malformed"],
    [["load", "train"], "incomplete"],
    [["load", "train", "run"], "unknown-option"],
    [["load", "train", "load"], "duplicate"],
    [["load", "train", "test", "test"], "too-many"],
  ])("finds %j %s", (response, verdict) => {
    expect(verdictOf(grade(question, response))).toBe(verdict);
  });
});
