import { kindOf } from "../../core/errors/kind-of.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import type { Limits } from "../../core/limits.ts";
import type { TensorInput } from "../../core/predictor.ts";
import { datatypes } from "../../core/tensor/datatype.ts";
import { fillTensor } from "../../core/tensor/fill-tensor.ts";
import { checkShape } from "../../core/tensor/shapes.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import type { Tensor, TensorSpec } from "../../core/tensor/tensor.ts";
import { malformed, misfit } from "./errors.ts";
import { fillOptions, isObject, ownValue } from "./fill-input.ts";
import { listOf } from "./read-predict.ts";
import type { ResolvedSignature } from "./signatures.ts";

/**
 * The tensors of a classify or regress request: `examples` with their features by name, each a value or a flat list of
 * values, and features of all of them in `context`. A feature of an example wins over that of the context.
 *
 * @throws ServeError `malformed-request`, `invalid-input` or `too-many-elements`.
 */
export function readExamples(
  body: Readonly<Record<string, unknown>>,
  signature: ResolvedSignature,
  limits: Limits,
): TensorInput {
  const { inputs, outputs } = signature;
  const context = Object.hasOwn(body, "context") ? featuresOf(body["context"], inputs, "/context") : {};
  if (!Object.hasOwn(body, "examples")) throw malformed("The key 'examples' is expected and was not found.");
  const list = listOf(body["examples"], "examples");
  if (list.length === 0) throw malformed("The 'examples' value is an empty list.");
  const examples = list.map((one, row) => featuresOf(one, inputs, `/examples/${row}`));
  const tensors = new Map(
    [...inputs].flatMap(([name, spec]) => {
      const column = readFeature(name, spec, examples, context, limits);
      return column === undefined ? [] : [[name, column]];
    }),
  );
  return { tensors, rowCount: examples.length, wanted: [...outputs.keys()] };
}

type Features = Readonly<Record<string, unknown>>;

function featuresOf(value: unknown, inputs: ResolvedSignature["inputs"], pointer: string): Features {
  if (!isObject(value)) throw misfit(pointer, "Not an object", "an object with features by name", kindOf(value));
  if (Object.keys(value).every((name) => inputs.has(name))) return value;
  const expected = `only ${[...inputs.keys()].join(", ")}`;
  throw misfit(pointer, "A feature is none of the model's inputs", expected, "others");
}

/** One feature of all examples as a tensor; `undefined` where it is optional and no example has it. */
function readFeature(
  name: string,
  spec: TensorSpec,
  examples: readonly Features[],
  context: Features,
  limits: Limits,
): Tensor | undefined {
  const shared = ownValue(context, name);
  const column = examples.map((features) => (Object.hasOwn(features, name) ? features[name] : shared));
  const missing = column.indexOf(undefined);
  if (missing !== -1) {
    if (spec.optional === true && column.every((value) => value === undefined)) return undefined;
    throw misfit(`/examples/${missing}`, `Missing feature: ${name}`);
  }
  const lists = column.map((value): readonly unknown[] => (Array.isArray(value) ? value : [value]));
  const shape = [lists.length, ...rowShape(name, spec, lists[0]?.length ?? 0)];
  const size = elementCount(shape.slice(1));
  for (const [row, list] of lists.entries()) {
    if (list.length === size) continue;
    throw misfit(`/examples/${row}/${name}`, "Wrong number of values", `${size} values`, `${list.length} values`);
  }
  checkShape(name, spec, shape, `/examples/0/${name}`, limits.tensorElements);
  const values = lists.flatMap((list) => list.map((value) => toFeature(value, spec)));
  return inExample(name, size, () => {
    const flat = fillTensor(spec.datatype, [values.length], values, fillOptions("", limits));
    return { ...flat, shape };
  });
}

/** The sizes of a row, of which a flat list can decide one. */
function rowShape(name: string, { shape: [, ...rest] }: TensorSpec, length: number): number[] {
  const known = elementCount(rest.filter((size) => typeof size === "number"));
  const open = rest.filter((size) => typeof size === "string").length;
  if (open > 1) throw malformed(`The input ${name} has ${open} open dimensions, which a flat list does not tell.`);
  return rest.map((size) => (typeof size === "number" ? size : Math.floor(length / known)));
}

/** Features have no booleans: `true` is 1. So numbers are booleans where the input is of these, and the reverse. */
function toFeature(value: unknown, { datatype }: TensorSpec): unknown {
  if (datatype === "BOOL" && (value === 0 || value === 1)) return value === 1;
  return typeof value === "boolean" && datatypes[datatype].range !== undefined ? Number(value) : value;
}

/** The place of a fault in the flat list of all values, as it stands in the examples. */
function inExample(name: string, size: number, fill: () => Tensor): Tensor {
  try {
    return fill();
  } catch (error) {
    if (!(error instanceof ServeError)) throw error;
    const errors = error.errors.map((fault) => {
      const index = Number(/^\/(\d+)$/.exec(fault.pointer)?.[1] ?? 0);
      return { ...fault, pointer: `/examples/${Math.floor(index / size)}/${name}/${index % size}` };
    });
    throw new ServeError(error.code, { detail: error.message, errors, hint: error.hint });
  }
}
