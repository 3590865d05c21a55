import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import * as z from "zod";
import { defineModel, defineTensorModel, fail, serve, tensor } from "@mlops/serve";
import type { AnyModel, Datatype, ServeHandler, ServeOptions } from "@mlops/serve";
import { mlflow } from "@mlops/serve/protocols/mlflow";
import { openInference } from "@mlops/serve/protocols/openinference";
import { seldon } from "@mlops/serve/protocols/seldon";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";

/** A server on a free port, closed at the end of the block. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
}

export async function listen(handler: RequestListener): Promise<TestServer> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A row with a list, a word and a whole number; a row asks for its own failure with `n: 7`. */
const flowers: AnyModel = defineModel("flowers", {
  release: "1.2.0",
  input: z.strictObject({
    features: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    n: z.int().min(-1000).max(1000).optional(),
    note: z.string().max(100).optional(),
  }),
  output: z.strictObject({ sum: z.number(), species: z.enum(["setosa", "other"]), n: z.int() }),
}).predictOne(({ features, n = 0 }) => {
  if (n === 7) return fail("There is no flower of this number.");
  return { sum: features.reduce((all, one) => all + one, 0), species: features[2] < 2.45 ? "setosa" : "other", n };
});

const mirrored = (datatype: Datatype) => tensor(datatype, "batch", 2);
const every = {
  flag: mirrored("BOOL"),
  u8: mirrored("UINT8"),
  u16: mirrored("UINT16"),
  u32: mirrored("UINT32"),
  u64: mirrored("UINT64"),
  i8: mirrored("INT8"),
  i16: mirrored("INT16"),
  i32: mirrored("INT32"),
  i64: mirrored("INT64"),
  single: mirrored("FP32"),
  double: mirrored("FP64"),
  text: mirrored("BYTES"),
};

/** Gives back what it gets, in every datatype that has a form in JSON. */
const mirror: AnyModel = defineTensorModel("mirror", { version: "3", inputs: every, outputs: every }).predict(
  (inputs) => ({
    flag: inputs.flag.data,
    u8: inputs.u8.data,
    u16: inputs.u16.data,
    u32: inputs.u32.data,
    u64: inputs.u64.data,
    i8: inputs.i8.data,
    i16: inputs.i16.data,
    i32: inputs.i32.data,
    i64: inputs.i64.data,
    single: inputs.single.data,
    double: inputs.double.data,
    text: inputs.text.data,
  }),
);

/** Numbers that have no form in JSON. */
const halves: AnyModel = defineTensorModel("halves", {
  inputs: { half: tensor("FP16", "batch", 2), brain: tensor("BF16", "batch") },
  outputs: { half: tensor("FP16", "batch", 2), brain: tensor("BF16", "batch") },
}).predict(({ half, brain }) => ({ half: half.data, brain: brain.data }));

/** One input and one output, twice as great; two versions. */
const doubler = (version: string, factor: number): AnyModel =>
  defineTensorModel("doubler", {
    version,
    inputs: { x: tensor("FP32", "batch", 3) },
    outputs: { y: tensor("FP32", "batch", 3) },
  }).predict(({ x }) => ({ y: x.data.map((value) => factor * value) }));

/** Whole numbers of 64 bits, one in each row, as they come. */
const counter: AnyModel = defineTensorModel("counter", {
  inputs: { count: tensor("INT64", "batch") },
  outputs: { count: tensor("INT64", "batch") },
}).predict(({ count }) => ({ count: count.data }));

/** The length of texts. */
const lengths: AnyModel = defineTensorModel("lengths", {
  inputs: { text: tensor("BYTES", "batch") },
  outputs: { length: tensor("INT32", "batch"), text: tensor("BYTES", "batch") },
}).predict(({ text }) => ({ length: Int32Array.from(text.data, (one) => one.length), text: text.data }));

/** The mean of rows of any width. */
const means: AnyModel = defineTensorModel("means", {
  inputs: { x: tensor("FP64", "batch", "width") },
  outputs: { mean: tensor("FP64", "batch") },
}).predict(({ x }, { rowCount }) => {
  const width = x.shape[1] ?? 0;
  const meanOf = (row: number): number =>
    width === 0 ? 0 : x.data.subarray(row * width, (row + 1) * width).reduce((all, one) => all + one, 0) / width;
  return { mean: Float64Array.from({ length: rowCount }, (_, row) => meanOf(row)) };
});

const models: readonly AnyModel[] = [
  flowers,
  mirror,
  halves,
  doubler("1", 2),
  doubler("2", 3),
  counter,
  lengths,
  means,
];

/** Every protocol over the models. */
export function everyProtocol(options: ServeOptions = {}): ServeHandler {
  return serve(models, {
    defaultModel: "flowers",
    labels: { doubler: { stable: "1", canary: "2" } },
    protocols: [openInference({ name: "tests" }), tensorflow(), mlflow(), seldon()],
    fallthrough: false,
    ...options,
  });
}
