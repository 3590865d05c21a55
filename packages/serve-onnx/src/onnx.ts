import type { Datatype, LoadedModel, ModelSource, TensorData, TensorSpec } from "@mlops/serve";
import { OnnxError } from "./errors.ts";
import { runTensors, tensorOf } from "./run-tensors.ts";
import { loadFile } from "./session.ts";
import type { FileOptions } from "./session.ts";
import { hasDatatype, rowSize } from "./tensor.ts";

/** The values of every tensor of one side. */
export type TensorValues<Specs extends Readonly<Record<string, TensorSpec>>> = {
  [Name in keyof Specs]: TensorData[Specs[Name]["datatype"]];
};

/** How rows become tensors and back, and what the file has to look like for that. */
export interface OnnxOptions<
  Row,
  Output,
  Inputs extends Readonly<Record<string, TensorSpec>>,
  Outputs extends Readonly<Record<string, TensorSpec>>,
> extends FileOptions {
  /** The tensors that the model takes, all of them. */
  inputs: Inputs;
  /** The tensors that are asked of the model; it may have more. */
  outputs: Outputs;
  /** Rows as input tensors: for every tensor the values of all rows, one row after the other. */
  encode(rows: readonly Row[]): TensorValues<Inputs>;
  /** Output tensors as rows, in the order in which they were encoded. */
  decode(tensors: TensorValues<Outputs>, rowCount: number): readonly Output[];
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
  const { inputs, outputs } = options;
  const contract = { inputs, outputs };
  for (const [name, spec] of [...Object.entries<TensorSpec>(inputs), ...Object.entries<TensorSpec>(outputs)]) {
    if (rowSize(spec) === undefined) {
      throw new OnnxError(
        "onnx-contract-mismatch",
        `"${name}": a row has a fixed size, not [${spec.shape.join(", ")}]`,
      );
    }
  }
  const loaded = await loadFile(file, contract, options);

  return {
    async predict(rows) {
      const encoded = options.encode(rows);
      const feeds = Object.entries<TensorSpec>(inputs).map(([input, spec]) => {
        const data = checkedValues(input, spec, encoded[input], rows.length);
        const [, ...rest] = spec.shape;
        return [input, tensorOf(spec.datatype, [rows.length, ...rest.map(Number)], data)] as const;
      });
      const results = await runTensors(loaded, contract, new Map(feeds), Object.keys(outputs));
      const read = (output: keyof Outputs & string, spec: TensorSpec): TensorData[Datatype] =>
        checkedValues(output, spec, results.get(output)?.data, rows.length);
      return options.decode(mapValues(outputs, read), rows.length);
    },
    async close() {
      await loaded.session.release();
    },
  };
}

/** The values, if they are of the datatype and as many as the rows need. */
function checkedValues<Type extends Datatype>(
  name: string,
  spec: TensorSpec<Type>,
  values: unknown,
  rowCount: number,
): TensorData[Type] {
  const expected = rowCount * (rowSize(spec) ?? 0);
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
  map: (name: keyof Specs & string, spec: TensorSpec) => TensorData[Datatype],
): TensorValues<Specs> {
  const entries = Object.entries<TensorSpec>(specs).map(([name, spec]) => [name, map(name, spec)] as const);
  return Object.fromEntries(entries) as TensorValues<Specs>;
}
