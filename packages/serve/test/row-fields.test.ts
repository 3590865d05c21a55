import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import { openInference } from "@mlops/serve/protocols/openinference";
import { listen } from "./support.ts";

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
    ["a bigint", z.bigint(), "INT64 [batch]"],
    ["a list of one length", z.array(z.int()).length(3), "INT64 [batch, 3]"],
    ["a list with equal bounds", z.array(z.number()).min(2).max(2), "FP64 [batch, 2]"],
    ["a list with two bounds", z.array(z.number()).min(2).max(3), "FP64 [batch, size1]"],
    ["a tuple of numbers, whole or not", z.tuple([z.int(), z.number()]), "FP64 [batch, 2]"],
  ])("is for %s what the schema says", (_what, field, expected) => {
    expect(tensorOf(field)).toBe(expected);
  });
});

it("a bigint of a row gets every value of an INT64 tensor as a bigint, and gives it back exactly", async () => {
  const field = z.bigint();
  const model = defineModel("big", { input: z.object({ field }), output: z.object({ field }) }).predictOne(
    (row) => row,
  );
  const api = serve([model], { protocols: [openInference()] });
  await api.ready();
  await using server = await listen(api);
  const response = await server.post(
    "/v2/models/big/infer",
    '{"inputs":[{"name":"field","shape":[2],"datatype":"INT64","data":[7,9223372036854775807]}]}',
  );
  expect(await response.text()).toContain('"data":[7,9223372036854775807]');
});
