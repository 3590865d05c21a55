import { kindOf } from "../../core/errors/kind-of.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import type { Limits } from "../../core/limits.ts";
import type { TensorInput } from "../../core/predictor.ts";
import type { Tensor, TensorSpec } from "../../core/tensor/tensor.ts";
import { malformed, misfit } from "./errors.ts";
import { fillInput, isBase64, isObject, ownValue } from "./fill-input.ts";
import type { ResolvedSignature } from "./signatures.ts";

/** How a request lists its values, and so how the answer does: by rows, or by inputs. */
export type Form = "row" | "column";

/** A predict request as tensors. */
export interface PredictRequest {
  readonly form: Form;
  readonly input: TensorInput;
}

/**
 * The tensors of a predict request: `instances` in row form or `inputs` in column form.
 *
 * @throws ServeError `malformed-request` where it has both or neither; `invalid-input` and others of {@link fillInput}.
 */
export function readPredict(
  body: Readonly<Record<string, unknown>>,
  signature: ResolvedSignature,
  limits: Limits,
): PredictRequest {
  const hasInstances = Object.hasOwn(body, "instances");
  const hasInputs = Object.hasOwn(body, "inputs");
  if (hasInstances && hasInputs) {
    throw malformed("Not formatted correctly: expecting only one of 'inputs' or 'instances' keys to exist.");
  }
  if (!hasInstances && !hasInputs) throw malformed("Missing 'inputs' or 'instances' key.");
  const wanted = [...signature.outputs.keys()];
  if (hasInputs) {
    return { form: "column", input: { ...readColumns(body["inputs"], signature.inputs, limits), wanted } };
  }
  const instances = listOf(body["instances"], "instances");
  if (instances.length === 0) throw malformed("No values in the 'instances' list.");
  return { form: "row", input: { ...readRows(instances, signature.inputs, limits), wanted } };
}

/** The list under a key. @throws ServeError `malformed-request` where there is no list. */
export function listOf(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw malformed(`Expecting '${key}' to be a list, not ${kindOf(value)}.`);
}

/** `instances`: a list of values of the only input, or of objects with a value for each. Perhaps empty. */
export function readRows(
  instances: readonly unknown[],
  inputs: ResolvedSignature["inputs"],
  limits: Limits,
): Omit<TensorInput, "wanted"> {
  const [first] = instances;
  if (isNamed(first)) return { tensors: readNamedRows(instances, first, inputs, limits), rowCount: instances.length };
  if (instances.length === 0) {
    const required = [...inputs].filter(([, { optional }]) => optional !== true);
    return {
      tensors: new Map(required.map(([name, spec]) => [name, fillInput(name, spec, [], "/instances", limits)])),
      rowCount: 0,
    };
  }
  const [name, spec] = onlyInput(inputs, "instances is a plain list, but expecting a list of objects");
  const named = instances.findIndex(isNamed);
  if (named !== -1) {
    throw misfit(`/instances/${named}`, "The instances before are values, this one is an object with names");
  }
  const one = fillInput(name, spec, instances, "/instances", limits);
  return { tensors: new Map([[name, one]]), rowCount: instances.length };
}

/** An object with names; one with `b64` alone is a value. */
function isNamed(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !isBase64(value);
}

function onlyInput(inputs: ResolvedSignature["inputs"], fault: string): [string, TensorSpec] {
  const [first, ...others] = inputs;
  if (first !== undefined && others.length === 0) return first;
  throw malformed(`${fault}, as the signature has these inputs: ${[...inputs.keys()].join(", ")}.`);
}

function readNamedRows(
  instances: readonly unknown[],
  first: Readonly<Record<string, unknown>>,
  inputs: ResolvedSignature["inputs"],
  limits: Limits,
): Map<string, Tensor> {
  checkNames(Object.keys(first), inputs, "/instances/0");
  const names = Object.keys(first);
  const rows = instances.map((row, index) => {
    if (!isNamed(row)) {
      throw misfit(`/instances/${index}`, "The instances before are objects with names, this one is not");
    }
    if (Object.keys(row).length !== names.length || !names.every((name) => Object.hasOwn(row, name))) {
      const expected = `only the keys ${names.join(", ")}`;
      throw misfit(`/instances/${index}`, "Not the keys of the first instance", expected, "others");
    }
    return row;
  });
  return new Map(
    [...inputs].flatMap(([name, spec]) => {
      if (!Object.hasOwn(first, name)) return [];
      const column = rows.map((row) => row[name]);
      return [[name, inRow(name, () => fillInput(name, spec, column, "/instances", limits))]];
    }),
  );
}

/** A fault in a column of rows has its place within the row: `/instances/3/x/0`, not `/instances/3/0`. */
function inRow(name: string, fill: () => Tensor): Tensor {
  try {
    return fill();
  } catch (error) {
    if (!(error instanceof ServeError)) throw error;
    const errors = error.errors.map((fault) => ({
      ...fault,
      pointer: fault.pointer.replace(/^(\/instances\/\d+)/, (row) => `${row}/${name}`),
    }));
    throw new ServeError(error.code, { detail: error.message, errors, hint: error.hint });
  }
}

/** `inputs`: the value of the only input, or an object with one for each. */
function readColumns(value: unknown, inputs: ResolvedSignature["inputs"], limits: Limits): Omit<TensorInput, "wanted"> {
  if (!isNamed(value)) {
    const [name, spec] = onlyInput(inputs, "inputs is a plain value/list, but expecting an object");
    const one = fillInput(name, spec, value, "/inputs", limits);
    return { tensors: new Map([[name, one]]), rowCount: one.shape[0] ?? 0 };
  }
  checkNames(Object.keys(value), inputs, "/inputs");
  const tensors = new Map(
    [...inputs].flatMap(([name, spec]) =>
      Object.hasOwn(value, name)
        ? [[name, fillInput(name, spec, ownValue(value, name), `/inputs/${name}`, limits)]]
        : [],
    ),
  );
  const [first, ...others] = tensors;
  if (first === undefined) throw misfit("/inputs", "There is no input", `some of ${[...inputs.keys()].join(", ")}`);
  const rowCount = first[1].shape[0] ?? 0;
  for (const [name, { shape }] of others) {
    if (shape[0] === rowCount) continue;
    const received = `${shape[0] ?? 0} rows`;
    throw misfit(`/inputs/${name}`, "Another number of rows", `${rowCount} rows as in ${first[0]}`, received);
  }
  return { tensors, rowCount };
}

/** Holds the keys of an object to the inputs: none that there is not, and each that is not optional. */
function checkNames(names: readonly string[], inputs: ResolvedSignature["inputs"], pointer: string): void {
  const known = [...inputs.keys()].join(", ");
  if (names.some((name) => !inputs.has(name))) {
    throw misfit(pointer, "A key is the name of no input", `only the keys ${known}`, "others");
  }
  for (const [name, { optional }] of inputs) {
    if (optional === true || names.includes(name)) continue;
    throw misfit(pointer, `Missing named input: ${name}`);
  }
}
