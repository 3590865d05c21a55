import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { publicText, split } from "@mlops/schema";
import type { AnswerKey, PublicQuestion, Question } from "@mlops/schema";
import { answerKeySchema, publicQuestionSchema, questionSchema } from "@mlops/schema/zod";
import { secret, twins } from "./arbitraries.ts";

const check = (property: (one: Question, other: Question) => void): void => {
  fc.assert(
    fc.property(twins, ([one, other]) => property(one, other)),
    { numRuns: 500 },
  );
};

/** Every name of a field at any depth. */
function namesIn(value: unknown): Set<string> {
  const names = new Set<string>();
  JSON.stringify(value, (name, field: unknown) => {
    names.add(name);
    return field;
  });
  return names;
}

describe("the public side of a question", () => {
  it("is the same whatever stands on the other side", () => {
    check((one, other) => {
      expect(split(one).public).toEqual(split(other).public);
      expect(JSON.stringify(split(one).public)).toBe(JSON.stringify(split(other).public));
    });
  });

  it("holds no word of the other side, no position, and no field of a key", () => {
    check((question) => {
      const shown = split(question).public;
      expect(JSON.stringify(shown)).not.toContain(secret);
      const names = namesIn(shown);
      for (const name of ["key", "position", "explanation", "hints", "feedback", "weights", "teaches", "correct"]) {
        expect(names).not.toContain(name);
      }
    });
  });

  it("holds nothing of a field that it does not know", () => {
    check((question) => {
      const more = Object.assign(structuredClone(question), {
        rubric: secret,
        prompt: { ...question.prompt, note: secret },
      });
      expect(JSON.stringify(split(more).public)).not.toContain(secret);
    });
  });

  it("shows items to order, and what matches, sorted by their ids even where the question has them in another order", () => {
    check((question) => {
      if (question.type === "order") question.items.reverse();
      if (question.type === "match") question.rights.reverse();
      const shown = split(question).public;
      const list = shown.type === "order" ? shown.items : shown.type === "match" ? shown.rights : [];
      expect(list.map(({ id }) => id)).toEqual(list.map(({ id }) => id).toSorted());
    });
  });

  it("is valid, and a whole question is no public side", () => {
    check((question) => {
      const shown = split(question).public;
      expect(publicQuestionSchema.safeParse(shown).error).toBeUndefined();
      expect(publicQuestionSchema.parse(shown)).toEqual(shown);
      expect(publicQuestionSchema.safeParse(question).success).toBe(false);
    });
  });

  it("changes nothing in the question", () => {
    check((question) => {
      const before = structuredClone(question);
      split(question);
      expect(question).toEqual(before);
    });
  });

  it("has no field of the other side in its type", () => {
    expectTypeOf<Extract<keyof PublicQuestion, "key" | "explanation" | "hints" | "teaches" | "position">>().toBeNever();
    expectTypeOf<PublicQuestion["prompt"]>().not.toHaveProperty("position");
    expectTypeOf<AnswerKey["type"]>().toEqualTypeOf<PublicQuestion["type"]>();
  });
});

describe("the hidden side of a question", () => {
  it("holds the key and what is said afterwards, and which public side it belongs to", () => {
    check((question) => {
      const { key } = split(question);
      expect(key).toMatchObject({ type: question.type, questionId: question.id, questionVersion: question.version });
      expect(key.key).toEqual(question.key);
      expect([key.explanation, key.hints, key.teaches]).toEqual([
        question.explanation,
        question.hints,
        question.teaches,
      ]);
      expect(answerKeySchema.safeParse(key).error).toBeUndefined();
    });
  });

  it("with the public side is all of a question but its positions", () => {
    check((question) => {
      expect(questionSchema.safeParse(question).error).toBeUndefined();
      const { public: shown, key } = split(question);
      const both = new Set([...Object.keys(shown), ...Object.keys(key)]);
      expect(Object.keys(question).filter((name) => name !== "position" && !both.has(name))).toEqual([]);
    });
  });
});

describe("publicText", () => {
  it("copies a tree of any depth without its positions", () => {
    const position = { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } };
    let node: { type: string; children?: object[]; position: object } = { type: "text", position };
    for (let depth = 0; depth < 100_000; depth += 1) node = { type: "emphasis", children: [node], position };
    const copy = publicText({ markdown: "x", nodes: [node as never] });
    expect(copy.nodes[0]).not.toHaveProperty("position");
    expect(copy.nodes[0]?.children?.[0]?.children?.[0]).not.toHaveProperty("position");
  });
});
