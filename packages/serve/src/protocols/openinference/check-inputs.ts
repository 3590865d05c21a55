import { isUtf8 } from "node:buffer";
import { ServeError } from "../../core/errors/serve-error.ts";
import type { Limits } from "../../core/limits.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";
import { datatypes } from "../../core/tensor/datatype.ts";
import type { Datatype } from "../../core/tensor/datatype.ts";
import { checkShape } from "../../core/tensor/shapes.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import type { Tensor, TensorSpec } from "../../core/tensor/tensor.ts";
import { misfit } from "./errors.ts";

/** What a request may cost. */
export type InputLimits = Pick<Limits, "rows" | "tensorElements">;

/** An input of a request without its values; whether the model has it is not known yet. */
export interface InputHead {
  readonly name: string;
  readonly datatype: Datatype;
  /** Whole numbers of at least 0. */
  readonly shape: readonly number[];
  /** Where the input stands in the request, as a JSON Pointer. */
  readonly pointer: string;
}

/**
 * Holds the inputs of a request to the model's contract and to the limits, before memory is taken for any value.
 *
 * @param checkValues - Holds the values of an input to its shape, as far as that needs no memory.
 * @returns How many rows there are.
 * @throws ServeError `invalid-input`, `too-many-rows`, `too-many-elements`, or what `checkValues` throws.
 */
export function checkInputs<Input extends InputHead>(
  runtime: ModelRuntime,
  inputs: readonly Input[],
  limits: InputLimits,
  checkValues: (input: Input) => void,
): number {
  const specs = new Map(Object.entries(runtime.inputs));
  const seen = new Set<string>();
  for (const input of inputs) {
    const { name, pointer } = input;
    const spec = specs.get(name);
    if (spec === undefined) {
      const expected = [...specs.keys()].join(", ");
      const fault = { pointer: `${pointer}/name`, detail: "Unknown input", expected, received: "another name" };
      throw misfit("The model has no such input.", fault);
    }
    if (seen.has(name)) {
      const fault = {
        pointer: `${pointer}/name`,
        detail: "Input twice",
        expected: "each input once",
        received: "twice",
      };
      throw misfit(`The input ${name} is there twice.`, fault);
    }
    seen.add(name);
    checkInput(runtime, spec, input, limits);
    checkValues(input);
  }
  for (const [name, { optional }] of specs) {
    if (optional === true || seen.has(name)) continue;
    const fault = { pointer: "/inputs", detail: "Missing input", expected: name, received: "no input of this name" };
    throw misfit(`The input ${name} is missing.`, fault);
  }
  return rowCountOf(inputs, limits);
}

function checkInput(runtime: ModelRuntime, spec: TensorSpec, input: InputHead, limits: InputLimits): void {
  const { name, datatype, shape, pointer } = input;
  if (!takes(runtime, spec.datatype, datatype)) {
    const isNumber = runtime.model.kind === "rows" && isNumeric(spec.datatype);
    const expected = isNumber ? `${spec.datatype} or another datatype of numbers` : spec.datatype;
    const fault = { pointer: `${pointer}/datatype`, detail: "Wrong datatype", expected, received: datatype };
    throw misfit(`The input ${name} has another datatype than its contract.`, fault);
  }
  const count = elementCount(shape);
  if (!Number.isSafeInteger(count)) {
    const fault = {
      pointer: `${pointer}/shape`,
      detail: "Too many values",
      expected: `at most ${limits.tensorElements} values`,
      received: "more than can be counted",
    };
    throw misfit(`The shape of the input ${name} is impossible.`, fault);
  }
  checkShape(name, { ...spec, datatype }, shape, `${pointer}/shape`, limits.tensorElements);
}

/** Whether a datatype can stand for that of the contract: rows have numbers, whatever they are sent as. */
function takes({ model }: ModelRuntime, wanted: Datatype, given: Datatype): boolean {
  return wanted === given || (model.kind === "rows" && isNumeric(wanted) && isNumeric(given));
}

function isNumeric(datatype: Datatype): boolean {
  return datatype === "FP32" || datatype === "FP64" || datatypes[datatype].range !== undefined;
}

/** The rows of all inputs, which must agree. */
function rowCountOf(inputs: readonly InputHead[], limits: InputLimits): number {
  const [first] = inputs;
  const rows = first?.shape[0] ?? 0;
  for (const { name, shape, pointer } of inputs) {
    if (shape[0] === rows) continue;
    throw misfit(`The input ${name} has another number of rows than ${first?.name}.`, {
      pointer: `${pointer}/shape/0`,
      detail: "Different batches",
      expected: `${rows} rows`,
      received: `${shape[0]} rows`,
    });
  }
  if (rows === 0) {
    const fault = { pointer: "/inputs", detail: "No rows", expected: "at least 1 row", received: "0 rows" };
    throw misfit("There is nothing to predict for.", fault);
  }
  if (rows > limits.rows) {
    const [expected, received] = [`at most ${limits.rows} rows`, `${rows} rows`];
    throw new ServeError("too-many-rows", {
      detail: `A batch may have ${limits.rows} rows.`,
      errors: [{ pointer: "/inputs", detail: "Too many rows", expected, received }],
    });
  }
  return rows;
}

/** Rows have texts where tensors have bytes. @throws ServeError `invalid-input`. */
export function assertText({ model }: ModelRuntime, one: Tensor, pointer: string): void {
  if (model.kind !== "rows" || one.datatype !== "BYTES" || one.data.every((value) => isUtf8(value))) return;
  const fault = { pointer, detail: "Not UTF-8", expected: "texts in UTF-8", received: "other bytes" };
  throw misfit("A byte string is no text.", fault);
}
