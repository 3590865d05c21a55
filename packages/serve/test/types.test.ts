import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { defineModel, fail, serve } from "@mlops/serve";
import type { Model } from "@mlops/serve";

const options = {
  input: z.object({ features: z.tuple([z.number(), z.number()]) }),
  output: z.object({ species: z.enum(["setosa", "virginica"]), probability: z.number() }),
};

describe("the types of defineModel", () => {
  it("give the function its rows and keep literals in an async answer", () => {
    const model = defineModel("iris", options).predict(async (rows) => {
      expectTypeOf(rows).toEqualTypeOf<readonly { features: [number, number] }[]>();
      return rows.map((row) => {
        if (row.features[0] > 7) return fail("No iris has such a sepal.");
        return { species: row.features[1] < 2 ? "setosa" : "virginica", probability: 1 };
      });
    });
    expectTypeOf(model).toEqualTypeOf<Model<"iris", typeof options.input, typeof options.output>>();
  });

  it("refuse an answer outside the contract", () => {
    const definition = defineModel("iris", options);
    // @ts-expect-error -- "rose" is not a label
    definition.predictOne(() => ({ species: "rose", probability: 1 }));
    // @ts-expect-error -- the probability is missing
    definition.predictOne(() => ({ species: "setosa" }));
  });

  it("know the names of the served models", () => {
    const model = defineModel("iris", options).predictOne(() => fail("no"));
    const api = serve([model], { defaultModel: "iris" });
    expectTypeOf(api.models[0].name).toEqualTypeOf<"iris">();
    // @ts-expect-error -- no model of this name is served
    void (() => serve([model], { defaultModel: "tulip" }));
  });
});
