import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadedModel, ModelSource } from "@mlops/serve";
import { checkContract } from "./check-contract.ts";
import { OnnxError } from "./errors.ts";
import { hasDatatype, rowSize, runtimeTypes } from "./tensor.ts";
import type { Datatype, TensorSpec, TensorValues } from "./tensor.ts";

/** The values of every tensor of one side. */
export type Tensors<Specs extends Readonly<Record<string, TensorSpec>>> = {
  [Name in keyof Specs]: TensorValues[Specs[Name]["datatype"]];
};

/** How rows become tensors and back, and what the file has to look like for that. */
export interface OnnxOptions<
  Row,
  Output,
  Inputs extends Readonly<Record<string, TensorSpec>>,
  Outputs extends Readonly<Record<string, TensorSpec>>,
> {
  /** The tensors that the model takes, all of them. */
  inputs: Inputs;
  /** The tensors that are asked of the model; it may have more. */
  outputs: Outputs;
  /** Rows as input tensors: for every tensor the values of all rows, one row after the other. */
  encode(rows: readonly Row[]): Tensors<Inputs>;
  /** Output tensors as rows, in the order in which they were encoded. */
  decode(tensors: Tensors<Outputs>, rowCount: number): readonly Output[];
  /** The file's SHA-256 in lower-case hexadecimal digits; a file with another one is not loaded. Default: not checked. */
  sha256?: string | undefined;
  /**
   * How many threads one run may use.
   *
   * @default 1
   */
  threads?: number | undefined;
}

/**
 * A model in an ONNX file, for `.predict(…)` of `@mlops/serve`.
 *
 * When it loads, the file's tensor names, datatypes and shapes are compared with the contract. The file is read into
 * memory and handed over as bytes, so it cannot refer to other files. A run blocks the thread that it is on.
 *
 * @param file - A path or a `file:` URL.
 *
 * @example
 * defineModel("iris", contract).predict(
 *   onnx(new URL("iris.onnx", import.meta.url), {
 *     inputs: { features: tensor("FP32", "batch", 4) },
 *     outputs: { probabilities: tensor("FP32", "batch", 3) },
 *     encode: (rows) => ({ features: Float32Array.from(rows.flatMap((row) => row.features)) }),
 *     decode: ({ probabilities }, count) => toRows(probabilities, count),
 *   }),
 * );
 */
export function onnx<
  Row,
  Output,
  const Inputs extends Readonly<Record<string, TensorSpec>>,
  const Outputs extends Readonly<Record<string, TensorSpec>>,
>(file: string | URL, options: OnnxOptions<Row, Output, Inputs, Outputs>): ModelSource<Row, Output> {
  return { load: () => loadModel(file, options) };
}

async function loadModel<
  Row,
  Output,
  Inputs extends Readonly<Record<string, TensorSpec>>,
  Outputs extends Readonly<Record<string, TensorSpec>>,
>(file: string | URL, options: OnnxOptions<Row, Output, Inputs, Outputs>): Promise<LoadedModel<Row, Output>> {
  const { inputs, outputs, threads = 1 } = options;
  const name = basename(file instanceof URL ? fileURLToPath(file) : file);
  const bytes = await readModel(file, name, options.sha256);
  // Loaded here and not at the top: importing this package must not load the native library.
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  const sessionOptions = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  const session = await InferenceSession.create(bytes, sessionOptions).catch((error: unknown) => {
    throw new OnnxError("onnx-invalid", `${name} is not a model that the runtime reads`, error);
  });
  const differences = [
    ...checkContract({ role: "input", wanted: inputs, reported: session.inputMetadata }),
    ...checkContract({ role: "output", wanted: outputs, reported: session.outputMetadata }),
  ];
  if (differences.length > 0) {
    await session.release();
    throw new OnnxError("onnx-contract-mismatch", `${name} does not fit its contract: ${differences.join("; ")}`);
  }

  return {
    async predict(rows) {
      const encoded = options.encode(rows);
      const feeds = Object.entries<TensorSpec>(inputs).map(([input, spec]) => {
        const values = checkedValues(input, spec, encoded[input], rows.length);
        const [, ...rest] = spec.shape;
        return [input, new Tensor(runtimeTypes[spec.datatype], values, [rows.length, ...rest])] as const;
      });
      const results = await session.run(Object.fromEntries(feeds), Object.keys(outputs));
      const read = (output: keyof Outputs & string, spec: TensorSpec): TensorValues[Datatype] =>
        checkedValues(output, spec, results[output]?.data, rows.length);
      return options.decode(mapValues(outputs, read), rows.length);
    },
    async close() {
      await session.release();
    },
  };
}

async function readModel(file: string | URL, name: string, sha256: string | undefined): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new OnnxError("onnx-unreadable", `${name} cannot be read`, error);
  });
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== undefined && digest !== sha256) {
    throw new OnnxError("onnx-digest-mismatch", `${name}: expected SHA-256 ${sha256}, received ${digest}`);
  }
  return bytes;
}

/** The values, if they are of the datatype and as many as the rows need. */
function checkedValues<Type extends Datatype>(
  name: string,
  spec: TensorSpec<Type>,
  values: unknown,
  rowCount: number,
): TensorValues[Type] {
  const expected = rowCount * rowSize(spec);
  if (!hasDatatype(values, spec.datatype)) throw new TypeError(`"${name}" is not of the datatype ${spec.datatype}`);
  if (values.length !== expected) {
    throw new TypeError(`"${name}" has ${values.length} values; ${rowCount} rows need ${expected}`);
  }
  return values;
}

/**
 * An object with the same keys and other values. TypeScript cannot follow that through `Object.entries`; each value is
 * the one that `map` gives for its key and has passed {@link checkedValues} with that key's datatype.
 */
function mapValues<Specs extends Readonly<Record<string, TensorSpec>>>(
  specs: Specs,
  map: (name: keyof Specs & string, spec: TensorSpec) => TensorValues[Datatype],
): Tensors<Specs> {
  const entries = Object.entries<TensorSpec>(specs).map(([name, spec]) => [name, map(name, spec)] as const);
  return Object.fromEntries(entries) as Tensors<Specs>;
}
