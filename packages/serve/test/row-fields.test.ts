import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel } from "@mlops/serve";

const tensorOf = (field: z.ZodType): string => {
  const { inputFields } = defineModel("m", { input: z.object({ field }), output: z.number() }).predictOne(() => 1);
  return inputFields.map(({ spec }) => `${spec.datatype} [${spec.shape.join(", ")}]`).join();
};

describe("the tensor that stands for a field of a row", () => {
  it.each([
    ["a number", z.number(), "FP64 [batch]"],
    ["a whole number", z.int(), "INT64 [batch]"],
    ["a number with a check for whole ones", z.number().int().min(1), "INT64 [batch]"],
    ["a whole number with a default", z.uint32().default(1), "INT64 [batch]"],
    ["a number of 32 bits", z.float32(), "FP64 [batch]"],
    ["a list of one length", z.array(z.int()).length(3), "INT64 [batch, 3]"],
    ["a list with equal bounds", z.array(z.number()).min(2).max(2), "FP64 [batch, 2]"],
    ["a list with two bounds", z.array(z.number()).min(2).max(3), "FP64 [batch, size1]"],
    ["a tuple of numbers, whole or not", z.tuple([z.int(), z.number()]), "FP64 [batch, 2]"],
  ])("is for %s what the schema says", (_what, field, expected) => {
    expect(tensorOf(field)).toBe(expected);
  });
});
