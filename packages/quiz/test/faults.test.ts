import { describe, expect, it } from "vitest";
import { split } from "@mlops/schema";
import type { ChoiceQuestion } from "@mlops/schema";
import { QuizError, compile, compileQuiz, grade, gradeQuiz } from "@mlops/quiz";
import type { GradableChoice, GradableCloze, GradableEssay, GradableMulti, GradableOrder, Policy } from "@mlops/quiz";
import { named, text } from "./slim.ts";

const question: GradableChoice = { type: "choice", points: 1, options: named("a b"), key: { correct: "a" } };
/** A policy as it comes out of data. */
const fromData = (data: unknown): Policy => JSON.parse(JSON.stringify(data));

describe("a policy from data", () => {
  it.each([
    "most",
    "",
    "toString",
    "__proto__",
    { type: "most" },
    { type: "Exact" },
    { type: null },
    {},
    [],
    ["exact"],
    7,
    true,
    { type: "cbm", base: "most" },
    { type: "cbm", base: { type: "most" } },
    { type: "cbm", base: null },
    { type: "cbm", base: 7 },
    { type: "cbm", base: {} },
  ])("that is %j does not exist", (data) => {
    const message = /: there is no such policy$/;
    expect(() => grade(question, "a", fromData(data))).toThrow(expect.objectContaining({ code: "policy-invalid" }));
    expect(() => grade(question, "a", fromData(data))).toThrow(message);
  });

  it.each([
    [{ type: "cbm", certainty: 0 }, "certainty must be 1, 2 or 3"],
    [{ type: "cbm", certainty: 4 }, "certainty must be 1, 2 or 3"],
    [{ type: "cbm", certainty: 1.5 }, "certainty must be 1, 2 or 3"],
    [{ type: "cbm", certainty: "2" }, "certainty must be 1, 2 or 3"],
    [{ type: "cbm", certainty: null }, "certainty must be 1, 2 or 3"],
    [{ type: "cbm", certainty: [2] }, "certainty must be 1, 2 or 3"],
    [{ type: "perOptionPenalty", penalty: -0.1 }, "penalty must be a number of at least 0"],
    [{ type: "perOptionPenalty", penalty: "1" }, "penalty must be a number of at least 0"],
    [{ type: "perOptionPenalty", penalty: {} }, "penalty must be a number of at least 0"],
    [{ type: "mapResponse", mapping: { a: "1" } }, "what values are mapped to, and bounds, must be numbers"],
    [{ type: "mapResponse", mapping: { a: 1, b: null } }, "what values are mapped to, and bounds, must be numbers"],
    [{ type: "mapResponse" }, "mapping must be an object"],
    [{ type: "mapResponse", mapping: null }, "mapping must be an object"],
    [{ type: "mapResponse", mapping: "a" }, "mapping must be an object"],
    [
      { type: "mapResponse", mapping: { a: 1 }, defaultValue: "0" },
      "what values are mapped to, and bounds, must be numbers",
    ],
    [
      { type: "mapResponse", mapping: { a: 1 }, lowerBound: null },
      "what values are mapped to, and bounds, must be numbers",
    ],
    [
      { type: "mapResponse", mapping: { a: 1 }, upperBound: [] },
      "what values are mapped to, and bounds, must be numbers",
    ],
    [{ type: "cbm", base: { type: "perOptionPenalty", penalty: -1 } }, "penalty must be a number of at least 0"],
  ])("that is %j is refused: %s", (data, why) => {
    const message = expect.stringMatching(new RegExp(`^\\{.*\\}: ${why}$`));
    const fault = expect.objectContaining({ name: "QuizError", code: "policy-invalid", message });
    expect(() => grade(question, "a", fromData(data))).toThrow(fault);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("has no number that is %s", (odd) => {
    const policies: Policy[] = [
      { type: "perOptionPenalty", penalty: odd },
      { type: "mapResponse", mapping: { a: odd } },
      { type: "mapResponse", mapping: { a: 1 }, defaultValue: odd },
      { type: "mapResponse", mapping: { a: 1 }, lowerBound: -odd },
      { type: "mapResponse", mapping: { a: 1 }, upperBound: odd },
    ];
    for (const policy of policies) {
      expect(() => grade(question, "a", policy)).toThrow(expect.objectContaining({ code: "policy-invalid" }));
    }
  });

  it("may leave out what has a default", () => {
    for (const policy of [
      { type: "perOptionPenalty" },
      { type: "perOptionPenalty", penalty: 0 },
      { type: "mapResponse", mapping: { a: 1 } },
      { type: "cbm" },
      { type: "cbm", base: { type: "cbm", base: "edc" } },
      { type: "cbm", base: { type: "cbm" } },
    ]) {
      expect(grade(question, "a", fromData(policy)).status).toBe("correct");
    }
  });

  it("is not looked at for the numbers of another one", () => {
    expect(grade(question, "a", fromData({ type: "edc", penalty: -1, mapping: 7, certainty: 4 })).status).toBe(
      "correct",
    );
  });

  it("is refused in a message that shows it", () => {
    const fault = new QuizError("policy-invalid", '{"type":"most"}: there is no such policy');
    expect(() => grade(question, "a", fromData("most"))).toThrow(fault);
  });

  it("is refused whatever the answer is, and before any comes", () => {
    const odd = fromData("most");
    expect(() => grade(question, null, odd)).toThrow(QuizError);
    expect(() => compile(question, odd)).toThrow(QuizError);
    expect(() => compileQuiz({ questions: [{ ...question, id: "q" }] }, odd)).toThrow(QuizError);
    expect(() => gradeQuiz({ questions: [{ ...question, id: "q" }] }, {}, odd)).toThrow(QuizError);
    expect(() => grade(fromQuestion({ ...question, scoring: "most" }), "a")).toThrow(QuizError);
  });
});

function fromQuestion(data: unknown): GradableChoice {
  return JSON.parse(JSON.stringify(data));
}

describe("mapResponse", () => {
  const unfit = expect.objectContaining({
    code: "policy-unfit",
    message: "mapResponse is not for questions of this kind",
  });
  const policy: Policy = { type: "mapResponse", mapping: { a: 1 } };

  it("is not for questions without values to map", () => {
    const order: GradableOrder = { type: "order", points: 1, key: { order: ["a", "b"] } };
    const cloze: GradableCloze = {
      type: "cloze",
      points: 1,
      gaps: [{ id: "g", kind: "text" }],
      key: { gaps: [{ id: "g", patterns: ["a"] }] },
    };
    expect(() => grade(order, ["a", "b"], policy)).toThrow(unfit);
    expect(() => grade(cloze, [{ id: "g", value: "a" }], policy)).toThrow(unfit);
  });

  it("needs a key that is mapped to something", () => {
    const why = "mapResponse: the right answer must be mapped to more than 0";
    const fault = expect.objectContaining({ code: "policy-invalid", message: why });
    const multi: GradableMulti = { type: "multi", points: 1, options: named("a b"), key: { correct: ["b"] } };
    expect(() => grade(multi, ["a"], policy)).toThrow(fault);
    expect(() => grade(question, "a", { type: "mapResponse", mapping: {} })).toThrow(fault);
    expect(() => grade(question, "a", { type: "mapResponse", mapping: { a: 0 } })).toThrow(fault);
    expect(() => grade(question, "a", { type: "mapResponse", mapping: { a: 1 }, upperBound: 0 })).toThrow(fault);
    expect(() => grade(question, "a", { type: "mapResponse", mapping: { a: 1 }, upperBound: -1 })).toThrow(fault);
  });
});

describe("a question of no known kind", () => {
  it.each(["essays", "toString", "__proto__", "", null, 3])("throws an error that names the type: %j", (type) => {
    const message = `There is no grader for questions of the type ${JSON.stringify(type)}`;
    const fault = expect.objectContaining({ code: "question-type-unknown", message });
    const odd = fromQuestion({ ...question, type });
    expect(() => grade(odd, "a")).toThrow(fault);
    expect(() => grade(odd, null)).toThrow(fault);
    expect(() => compile(odd)).toThrow(fault);
  });
});

describe("the key of another question", () => {
  const { position } = text("");
  const whole: ChoiceQuestion = {
    type: "choice",
    id: "q-1",
    version: "v-1",
    prompt: text("?"),
    points: 1,
    options: [
      { id: "a", content: text("A") },
      { id: "b", content: text("B") },
    ],
    key: { correct: "a" },
    position,
  };
  const halves = split(whole);

  it("fits only the question that it was split from", () => {
    expect(grade(halves, "a").status).toBe("correct");
    const message = (type: string, id: string, version: string): string =>
      `The question is choice q-1 of version v-1, its key is for ${type} ${id} of version ${version}`;
    const mismatch = (type: string, id: string, version: string): unknown =>
      expect.objectContaining({ name: "QuizError", code: "key-mismatch", message: message(type, id, version) });
    const other = split({ ...whole, id: "q-2" }).key;
    const older = split({ ...whole, version: "v-0" }).key;
    const essay = { type: "essay", questionId: "q-1", questionVersion: "v-1", key: {} } as const;
    expect(() => grade({ public: halves.public, key: other }, "a")).toThrow(mismatch("choice", "q-2", "v-1"));
    expect(() => grade({ public: halves.public, key: older }, "a")).toThrow(mismatch("choice", "q-1", "v-0"));
    expect(() => grade({ public: halves.public, key: essay }, "a")).toThrow(mismatch("essay", "q-1", "v-1"));
    expect(() => gradeQuiz({ questions: [{ public: halves.public, key: older }] }, {})).toThrow(QuizError);
  });

  it.each([undefined, "a", 7, true])("is none when it is %j", (key) => {
    const data: typeof halves = JSON.parse(JSON.stringify({ ...halves, key: { ...halves.key, key } }));
    const fault = expect.objectContaining({ code: "key-mismatch", message: "The key is none" });
    expect(() => grade(data, "a")).toThrow(fault);
    expect(() => compile(data)).toThrow(fault);
  });
});

describe("an essay", () => {
  it("takes any policy that exists, and none that does not", () => {
    const essay: GradableEssay = { type: "essay", points: 1, key: {} };
    expect(grade(essay, "x", { type: "mapResponse", mapping: { x: 1 } }).status).toBe("ungraded");
    expect(() => grade(essay, "x", fromData("most"))).toThrow(QuizError);
  });
});
