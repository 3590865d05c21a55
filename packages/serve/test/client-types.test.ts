import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, fail, serve, tensor } from "@mlops/serve";
import type { ServeHandler, TensorSpec } from "@mlops/serve";
import { createClient } from "@mlops/serve/client";
import type { BatchAnswer, InputOf, ModelName, OutputOf } from "@mlops/serve/client";

const iris = defineModel("iris", {
  input: z.object({ size: z.coerce.number(), count: z.int().default(1) }),
  output: z.object({ species: z.enum(["setosa", "other"]), score: z.number().transform(String) }),
}).predictOne(() => fail("no"));
const anyRank: TensorSpec<"FP32"> = tensor("FP32", "batch", 2);
const all = defineTensorModel("all", {
  inputs: {
    scalar: tensor("FP32", "batch"),
    grid: tensor("INT8", "batch", 2, "width"),
    long: tensor("INT64", "batch", 1),
    text: { ...tensor("BYTES", "batch"), optional: true },
    half: { ...tensor("FP16", "batch"), optional: true },
  },
  outputs: { yes: tensor("BOOL", "batch"), open: anyRank },
}).predict(() => ({ yes: new Uint8Array(), open: new Float32Array() }));
const echo = defineModel("echo", { input: z.string(), output: z.string() }).predictOne((text) => text);

const two = serve([iris, all]);
const onlyIris = serve([iris]);
const onlyEcho = serve([echo]);
const url = "http://127.0.0.1";

/** Is compiled and never run. */
const compiled = (_calls: () => unknown): void => {};

describe("the types of a client", () => {
  it("know the names, and the rows of a model of rows: what goes in before its schema, what comes out after it", () => {
    expectTypeOf<ModelName<typeof two>>().toEqualTypeOf<"iris" | "all">();
    expectTypeOf<InputOf<typeof two, "iris">>().toEqualTypeOf<{ size: unknown; count?: number | undefined }>();
    expectTypeOf<OutputOf<typeof two, "iris">>().toEqualTypeOf<{ species: "setosa" | "other"; score: string }>();
  });

  it("make the rows of a tensor model of its datatypes and ranks", () => {
    expectTypeOf<InputOf<typeof two, "all">>().branded.toEqualTypeOf<{
      readonly scalar: number;
      readonly grid: readonly (readonly number[])[];
      readonly long: readonly (number | bigint)[];
      readonly text?: string | undefined;
      readonly half?: undefined;
    }>();
    expectTypeOf<OutputOf<typeof two, "all">["yes"]>().toEqualTypeOf<boolean>();
    expectTypeOf<number>().toExtend<OutputOf<typeof two, "all">["open"]>();
    expectTypeOf<number[][][]>().toExtend<OutputOf<typeof two, "all">["open"]>();
    expectTypeOf<string[]>().not.toExtend<OutputOf<typeof two, "all">["open"]>();
  });

  it("give the answer of the model that is named, alone and in a batch", () => {
    const client = createClient<typeof two>({ url });
    compiled(async () => {
      const answer = await client.predict("iris", { size: "1" }, { timeoutMs: 1, version: "2" });
      expectTypeOf(answer.species).toEqualTypeOf<"setosa" | "other">();
      expectTypeOf(await client.predictBatch("iris", [{ size: 1 }])).toEqualTypeOf<
        BatchAnswer<OutputOf<typeof two, "iris">>
      >();
      const { predictions } = await client.predictBatch("all", [{ scalar: 1, grid: [[1]], long: [1n] }]);
      expectTypeOf(predictions[0]?.yes).toEqualTypeOf<boolean | undefined>();
    });
  });

  it("refuse a name that is not served, and a row that does not fit", () => {
    const client = createClient<typeof two>({ url });
    compiled(() => [
      // @ts-expect-error -- no model of this name is served
      client.predict("tulip", { size: 1 }),
      // @ts-expect-error -- the count is a number
      client.predict("iris", { size: 1, count: "1" }),
      // @ts-expect-error -- the row of another model
      client.predict("all", { size: 1 }),
      // @ts-expect-error -- one list too few
      client.predict("all", { scalar: 1, grid: [1], long: [1] }),
      // @ts-expect-error -- a text for a number
      client.predict("all", { scalar: "1", grid: [[1]], long: [1] }),
      // @ts-expect-error -- half precision has no form in JSON
      client.predict("all", { scalar: 1, grid: [[1]], long: [1], half: 1 }),
      // @ts-expect-error -- a batch is a list
      client.predictBatch("iris", { size: 1 }),
      // @ts-expect-error -- with two models, one has to be named
      client.predict({ size: 1 }),
    ]);
  });

  it("let the only model go without its name; no options follow a row that could be taken for one", () => {
    const client = createClient<typeof onlyIris>({ url });
    const texts = createClient<typeof onlyEcho>({ url });
    compiled(async () => {
      expectTypeOf((await client.predict({ size: 1 }, { timeoutMs: 1 })).species).toEqualTypeOf<"setosa" | "other">();
      expectTypeOf((await client.predict("iris", { size: 1 })).score).toEqualTypeOf<string>();
      expectTypeOf((await client.predictBatch([{ size: 1 }])).predictions[0]?.score).toEqualTypeOf<
        string | undefined
      >();
      expectTypeOf(await texts.predict("a")).toEqualTypeOf<string>();
      await texts.predict("echo", "a", { timeoutMs: 1 });
      // @ts-expect-error -- "a" would be a model's name here
      await texts.predict("a", { timeoutMs: 1 });
    });
  });

  it("take any name and row where the models are not told apart", () => {
    const client = createClient<ServeHandler>({ url });
    compiled(async () => {
      expectTypeOf(await client.predict("any", { any: 1 })).toEqualTypeOf<unknown>();
    });
  });
});
