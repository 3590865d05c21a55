import { applyRule, exactRules, invalidInput, ruleAt, singleRules, wholeRules } from "../contract/rules.ts";
import type { InputRules, RulePrecision } from "../contract/rules.ts";
import type { LoadedTensorModel, TensorModel } from "../contract/tensor-model.ts";
import { kindOf } from "../errors/kind-of.ts";
import { ServeError } from "../errors/serve-error.ts";
import type { InputFault } from "../errors/serve-error.ts";
import { allocate, datatypes, isBigData, isDataOf } from "../tensor/datatype.ts";
import type { Datatype } from "../tensor/datatype.ts";
import { fillTensor, shapeOfLists } from "../tensor/fill-tensor.ts";
import { checkShape } from "../tensor/shapes.ts";
import { elementCount, fitsShape, isOutput, tensorOf } from "../tensor/tensor.ts";
import type { Tensor, TensorSpec, TensorSpecs, Tensors } from "../tensor/tensor.ts";
import { nestTexts, valueTexts } from "../tensor/write-tensor.ts";
import { concatTensors } from "../tensor/concat.ts";
import { badOutput, runModel } from "./engine.ts";
import type { CacheWork, Outputs } from "../prediction-cache.ts";
import type { Engine, EngineContext, RowResult, TensorResult } from "./engine.ts";

/** A model of tensors: datatypes, shapes and rules before the function, datatypes and shapes after it. */
export function createTensorEngine(model: TensorModel, loaded: LoadedTensorModel, maxElements: number): Engine {
  const { inputs: specs, outputs: outputSpecs, rules, name } = model;

  const predictTensors = async (
    inputs: Tensors,
    rowCount: number,
    wanted: readonly string[] | undefined,
    context: EngineContext,
  ): Promise<TensorResult> => {
    const ruled = applyTensorRules(rules, inputs, context.reportedErrors);
    const tensors = Object.fromEntries(Object.keys(specs).map((input) => [input, ruled.inputs.get(input)]));
    const names = wanted ?? Object.keys(outputSpecs);
    // A function need not know what to do with nothing.
    if (rowCount === 0) {
      return { outputs: new Map(names.map((output) => [output, emptyOutput(name, output, outputSpecs)])), clipped: [] };
    }
    const answer = async (work: CacheWork): Promise<Outputs> => {
      const worked = { ...context, ...work };
      const given = await runModel(
        () => loaded.predict(tensors, { ...worked, rowCount, wanted: names }),
        rowCount,
        worked,
      );
      const outputs = names.map((output) => {
        const spec = outputSpecs[output];
        if (spec === undefined) throw badOutput(`The model ${name} has no output ${output}`);
        return [output, toOutput(name, output, spec, isRecord(given) ? given[output] : undefined, rowCount)] as const;
      });
      return new Map(outputs);
    };
    const fits = (outputs: Outputs): boolean =>
      names.every((output) => {
        const spec = outputSpecs[output];
        return spec !== undefined && isOutput(spec, outputs.get(output), rowCount);
      });
    const { cache } = context;
    const question = { tensors: ruled.inputs, wanted: names };
    const outputs = cache === undefined ? await answer(context) : await cache.outputs(question, answer, fits);
    return { outputs, clipped: ruled.clipped };
  };

  return {
    predictTensors,
    async predictRows(rows, context) {
      const read = rows.map((row) => readRow(specs, row, maxElements));
      const results: RowResult[] = read.map((one) => ({ error: one instanceof ServeError ? one : unanswered }));
      // Rows whose open dimensions differ cannot share a batch.
      const groups = new Map<string, number[]>();
      for (const [index, one] of read.entries()) {
        if (one instanceof ServeError) continue;
        const key = [...one].map(([input, { shape }]) => `${input}:${shape.slice(1).join()}`).join(";");
        groups.set(key, [...(groups.get(key) ?? []), index]);
      }
      for (const indexes of groups.values()) {
        const batch = indexes.flatMap((index) => {
          const one = read[index];
          return one === undefined || one instanceof ServeError ? [] : [one];
        });
        const answered = await predictBatch(indexes, batch, context);
        for (const [place, index] of indexes.entries()) results[index] = answered[place] ?? { error: unanswered };
      }
      return results;
    },
    async close() {
      await loaded.close?.();
    },
  };

  async function predictBatch(
    indexes: readonly number[],
    batch: readonly Tensors[],
    context: EngineContext,
  ): Promise<RowResult[]> {
    const ruled = batch.map((inputs) => {
      try {
        return applyTensorRules(rules, inputs, context.reportedErrors);
      } catch (error) {
        if (error instanceof ServeError) return error;
        throw error;
      }
    });
    const good = ruled.flatMap((one) => (one instanceof ServeError ? [] : [one]));
    const requestIds = indexes
      .filter((_index, place) => !(ruled[place] instanceof ServeError))
      .map((index) => context.requestIds[index] ?? "");
    if (good.length === 0) return ruled.flatMap((one) => (one instanceof ServeError ? [{ error: one }] : []));
    const inputs = concatTensors(good.map((one) => one.inputs));
    const { outputs } = await predictTensors(inputs, good.length, undefined, { ...context, requestIds });
    const texts = rowTexts(outputs, good.length);
    let next = 0;
    return ruled.map((one): RowResult => {
      if (one instanceof ServeError) return { error: one };
      const clipped = one.clipped.map((place) => place.replace(/^(\/[^/]+)\/0(?=\/|$)/, "$1"));
      return { json: texts[next++] ?? "null", clipped };
    });
  }
}

const unanswered = badOutput("A row has no output");

/** One row of an object of values as tensors with one row. */
function readRow(specs: TensorSpecs, row: unknown, maxElements: number): Map<string, Tensor> | ServeError {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    const expected = `an object with ${Object.keys(specs).join(", ")}`;
    return invalidInput([{ pointer: "", detail: "Not an object", expected, received: kindOf(row) }], 1);
  }
  const values = new Map<string, unknown>(Object.entries(row));
  const faults: InputFault[] = [...values.keys()]
    .filter((name) => !Object.hasOwn(specs, name))
    .map((name) => ({
      pointer: `/${name.slice(0, 64)}`,
      detail: "The contract has no such input",
      expected: Object.keys(specs).join(", "),
      received: "another name",
    }));
  const tensors = new Map<string, Tensor>();
  for (const [name, spec] of Object.entries(specs)) {
    const value = values.get(name);
    if (value === undefined) {
      if (spec.optional === true) continue;
      faults.push({ pointer: `/${name}`, detail: "An input is missing", expected: "a value", received: "nothing" });
      continue;
    }
    try {
      const shape = [1, ...shapeOfRow(spec, value)];
      checkShape(name, spec, shape, `/${name}`, maxElements);
      const [, ...rest] = shape;
      const filled = fillTensor(spec.datatype, rest, value, { pointer: `/${name}` });
      tensors.set(name, { ...filled, shape });
    } catch (error) {
      if (!(error instanceof ServeError)) throw error;
      faults.push(...error.errors);
    }
  }
  return faults.length > 0 ? invalidInput(faults, faults.length) : tensors;
}

/** The sizes of one row: the contract's, and where that leaves them open, those of the lists. */
function shapeOfRow({ shape: [, ...rest] }: TensorSpec, value: unknown): number[] {
  const found = shapeOfLists(value);
  return rest.map((size, axis) => (typeof size === "number" ? size : (found[axis] ?? 0)));
}

interface RuledTensors {
  readonly inputs: Tensors;
  readonly clipped: readonly string[];
}

/** Holds tensors to the rules of their inputs; the values of the caller are not written over. */
function applyTensorRules(rules: InputRules, inputs: Tensors, reported: number): RuledTensors {
  const faults: InputFault[] = [];
  const clipped: string[] = [];
  const ruled = new Map(inputs);
  for (const [name, rule] of Object.entries(rules)) {
    const one = inputs.get(name);
    if (one === undefined || one.datatype === "BYTES" || one.datatype === "FP16" || one.datatype === "BF16") continue;
    const last = one.shape.at(-1) ?? 1;
    const width = one.shape.length > 1 ? last : 1;
    const data = one.data.slice();
    const precision = precisionOf(one.datatype);
    for (let index = 0; index < data.length; index += 1) {
      const own = ruleAt(rule, index % width);
      const value = data[index];
      if (own === undefined || value === undefined) continue;
      const result = applyRule(own, value, "", precision);
      if (!("isClipped" in result)) faults.push({ ...result, pointer: `/${name}${placeOf(index, one.shape)}` });
      else if (result.isClipped) {
        clipped.push(`/${name}${placeOf(index, one.shape)}`);
        if (isBigData(data)) {
          if (typeof result.value === "bigint") data[index] = result.value;
        } else data[index] = Number(result.value);
      }
    }
    ruled.set(name, tensorOf(one.datatype, one.shape, data));
  }
  if (faults.length > 0) throw invalidInput(faults, reported);
  return { inputs: ruled, clipped };
}

function precisionOf(datatype: Datatype): RulePrecision {
  if (datatype === "FP32") return singleRules;
  return datatypes[datatype].range === undefined ? exactRules : wholeRules;
}

function placeOf(index: number, shape: readonly number[]): string {
  return shape.map((size, axis) => `/${Math.floor(index / elementCount(shape.slice(axis + 1))) % size}`).join("");
}

/** An output of no rows; a dimension that the contract leaves open is 0. */
function emptyOutput(model: string, name: string, specs: TensorSpecs): Tensor {
  const spec = specs[name];
  if (spec === undefined) throw badOutput(`The model ${model} has no output ${name}`);
  const { datatype } = spec;
  const [, ...rest] = spec.shape;
  const shape = [0, ...rest.map((size) => (typeof size === "number" ? size : 0))];
  return datatype === "BYTES" ? { datatype, shape, data: [] } : tensorOf(datatype, shape, allocate(datatype, 0));
}

/** What the function gave for an output, held to its contract. */
function toOutput(model: string, name: string, spec: TensorSpec, given: unknown, rowCount: number): Tensor {
  const { datatype } = spec;
  const isBare = isDataOf(datatype, given);
  const [, ...rest] = spec.shape;
  const isFixed = rest.every((size) => typeof size === "number");
  if (isBare && !isFixed) throw badOutput(`${model} gave ${name} without its shape, which the contract leaves open`);
  const one: unknown = isBare ? { datatype, shape: [rowCount, ...rest], data: given } : given;
  if (!isTensorLike(one) || one.datatype !== datatype || !isDataOf(datatype, one.data)) {
    throw badOutput(`${model} gave no ${datatype} tensor for ${name}`);
  }
  if (!fitsShape(spec, one.shape) || one.shape[0] !== rowCount || elementCount(one.shape) !== one.data.length) {
    throw badOutput(`${model} gave ${name} with ${one.data.length} values of shape [${one.shape.join(", ")}]`);
  }
  return tensorOf(datatype, one.shape, one.data);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isTensorLike(value: unknown): value is { datatype: unknown; shape: readonly number[]; data: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    "datatype" in value &&
    "data" in value &&
    "shape" in value &&
    Array.isArray(value.shape) &&
    value.shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

/** Each row of some tensors as a JSON object. */
function rowTexts(outputs: ReadonlyMap<string, Tensor>, rowCount: number): string[] {
  const columns = [...outputs].map(([name, one]) => {
    const [, ...rest] = one.shape;
    const stride = elementCount(rest);
    const texts = valueTexts(one);
    return Array.from({ length: rowCount }, (_, row) => {
      const value = nestTexts(rest, texts.slice(row * stride, (row + 1) * stride));
      return `${JSON.stringify(name)}:${value}`;
    });
  });
  return Array.from({ length: rowCount }, (_, row) => `{${columns.map((column) => column[row]).join(",")}}`);
}
