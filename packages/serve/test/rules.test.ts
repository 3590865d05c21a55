import { describe, expect, it } from "vitest";
import { defineTensorModel, serve, tensor } from "@mlops/serve";
import type { Datatype } from "@mlops/serve";
import { openApiDocument } from "@mlops/serve/openapi";
import { Checker } from "./openapi-support.ts";
import { listen } from "./support.ts";

type Rule = { min?: number; max?: number; values?: readonly number[]; outside?: "clip" };

describe("the numbers of a rule", () => {
  it.each<[Datatype, Rule, given: number, answer: number | undefined]>([
    ["INT64", { values: [1, 2] }, 1, 1],
    ["INT64", { values: [1, 2] }, 3, undefined],
    ["UINT64", { values: [2 ** 53] }, 2 ** 53, 2 ** 53],
    ["INT32", { values: [1] }, 1, 1],
    ["FP32", { values: [0.1] }, 0.1, 0.1],
    ["FP32", { values: [0.1] }, 0.2, undefined],
    ["FP32", { max: 0.1 }, 0.1, 0.1],
    ["FP32", { min: 0.3 }, 0.3, 0.3],
    ["FP32", { max: 0.1 }, 0.11, undefined],
    ["FP64", { max: 0.1 }, 0.1, 0.1],
    ["INT64", { min: 0.5, outside: "clip" }, 0, 1],
    ["INT64", { max: 2.5, outside: "clip" }, 3, 2],
    ["INT32", { min: 0.5, outside: "clip" }, 0, 1],
    ["INT32", { max: -0.5, outside: "clip" }, 0, -1],
    ["INT32", { min: 0.5 }, 0, undefined],
    ["INT32", { min: 0.5 }, 1, 1],
  ])("are those of %s for %j: %d becomes %s, as the document says", async (datatype, rule, given, answer) => {
    const model = defineTensorModel("m", {
      inputs: { x: tensor(datatype, "batch") },
      outputs: { y: tensor(datatype, "batch") },
      rules: { x: rule },
    }).predict(({ x }) => ({ y: x }));
    await using server = await listen(serve([model]));
    const response = await server.post("/predict", { x: given });
    expect([response.status, ((await response.json()) as { y?: number }).y]).toEqual([
      answer === undefined ? 422 : 200,
      answer,
    ]);
    expect(new Checker(await openApiDocument([model])).takes("/predict", { x: given })).toBe(answer !== undefined);
  });

  it("stand in the refusal as they are written", async () => {
    const model = defineTensorModel("m", {
      inputs: { x: tensor("FP32", "batch") },
      outputs: { y: tensor("FP32", "batch") },
      rules: { x: { max: 0.1 } },
    }).predict(({ x }) => ({ y: x }));
    await using server = await listen(serve([model]));
    const response = await server.post("/predict", { x: 0.5 });
    expect(await response.json()).toMatchObject({ errors: [{ expected: "at most 0.1" }] });
  });
});
