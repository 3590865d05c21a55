import * as z from "zod";
import { defineModel, defineTensorModel, tensor } from "@mlops/serve";
import type { AnyModel, Datatype } from "@mlops/serve";

const open = <Type extends Datatype>(datatype: Type) => ({ ...tensor(datatype, "batch", "size"), optional: true });

const everyDatatype = {
  BOOL: open("BOOL"),
  UINT8: open("UINT8"),
  UINT16: open("UINT16"),
  UINT32: open("UINT32"),
  UINT64: open("UINT64"),
  INT8: open("INT8"),
  INT16: open("INT16"),
  INT32: open("INT32"),
  INT64: open("INT64"),
  FP16: open("FP16"),
  BF16: open("BF16"),
  FP32: open("FP32"),
  FP64: open("FP64"),
  BYTES: open("BYTES"),
} as const;

/** Gives back what it gets: an input and an output of each datatype, named after it, all optional. */
const mirror = defineTensorModel("mirror", { inputs: everyDatatype, outputs: everyDatatype }).predict(
  (inputs, { rowCount }) => {
    const shape = [rowCount, 0];
    return {
      BOOL: inputs.BOOL ?? { datatype: "BOOL", shape, data: new Uint8Array() },
      UINT8: inputs.UINT8 ?? { datatype: "UINT8", shape, data: new Uint8Array() },
      UINT16: inputs.UINT16 ?? { datatype: "UINT16", shape, data: new Uint16Array() },
      UINT32: inputs.UINT32 ?? { datatype: "UINT32", shape, data: new Uint32Array() },
      UINT64: inputs.UINT64 ?? { datatype: "UINT64", shape, data: new BigUint64Array() },
      INT8: inputs.INT8 ?? { datatype: "INT8", shape, data: new Int8Array() },
      INT16: inputs.INT16 ?? { datatype: "INT16", shape, data: new Int16Array() },
      INT32: inputs.INT32 ?? { datatype: "INT32", shape, data: new Int32Array() },
      INT64: inputs.INT64 ?? { datatype: "INT64", shape, data: new BigInt64Array() },
      FP16: inputs.FP16 ?? { datatype: "FP16", shape, data: new Uint16Array() },
      BF16: inputs.BF16 ?? { datatype: "BF16", shape, data: new Uint16Array() },
      FP32: inputs.FP32 ?? { datatype: "FP32", shape, data: new Float32Array() },
      FP64: inputs.FP64 ?? { datatype: "FP64", shape, data: new Float64Array() },
      BYTES: inputs.BYTES ?? { datatype: "BYTES", shape, data: [] },
    };
  },
);

/** A row is an object of numbers, and a text comes back. */
const iris = defineModel("iris", {
  version: "2",
  release: "1.4.0",
  input: z.object({ petalLength: z.number(), petalWidth: z.number() }),
  output: z.object({ species: z.enum(["setosa", "other"]), width: z.number() }),
}).predictOne(({ petalLength, petalWidth }) => ({
  species: petalLength < 2.45 ? ("setosa" as const) : ("other" as const),
  width: petalWidth,
}));

const olderIris = defineModel("iris", {
  version: "1",
  input: z.object({ petalLength: z.number() }),
  output: z.object({ species: z.enum(["setosa", "other"]) }),
}).predictOne(() => ({ species: "other" as const }));

/** Three scores in each row, whose places have labels. */
const scorer = defineTensorModel("scorer", {
  inputs: { x: tensor("FP32", "batch", 3) },
  outputs: {
    scores: { ...tensor("FP32", "batch", 3), labels: ["low", "middle", "high"] },
    half: tensor("FP16", "batch"),
  },
}).predict(({ x }, { rowCount }) => ({
  scores: x.data.map((value) => value / 2),
  half: new Uint16Array(rowCount).fill(0x3c_00),
}));

/** Two features with bounds: the first is refused beyond them, the second clipped. */
const bounded = defineTensorModel("bounded", {
  inputs: { x: tensor("FP64", "batch", 2) },
  outputs: { y: tensor("FP64", "batch", 2) },
  rules: {
    x: [
      { name: "age", min: 0, max: 120 },
      { name: "income", min: 0, max: 1000, outside: "clip" },
    ],
  },
}).predict(({ x }) => ({ y: x.data }));

/** A text of each row, said twice. */
const echo = defineModel("echo", { input: z.string(), output: z.string() }).predictOne((text) => text + text);

/** Fails with words that nobody outside may read. */
const broken = defineModel("broken", { input: z.number(), output: z.number() }).predictOne(() => {
  throw new Error("ENOENT: /srv/secret/weights.onnx");
});

export const models: readonly AnyModel[] = [mirror, iris, olderIris, scorer, bounded, echo, broken];
