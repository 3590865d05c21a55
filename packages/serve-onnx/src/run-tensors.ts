import type { Datatype, Tensor, TensorContract, TensorSpec } from "@mlops/serve";
import type { LoadedFile, RuntimeTensor } from "./session.ts";
import { hasDatatype, isRuntimeDatatype, runtimeTypes } from "./tensor.ts";
import type { RuntimeTypes } from "./tensor.ts";

/** Runs a loaded file: tensors of the contract in, tensors of the contract out. */
export async function runTensors(
  { session, createTensor }: LoadedFile,
  { outputs }: TensorContract,
  inputs: ReadonlyMap<string, Tensor>,
  wanted: readonly string[],
): Promise<Map<string, Tensor>> {
  const feeds = [...inputs].map(([name, one]) => {
    const data = one.datatype === "BYTES" ? one.data.map((bytes) => decoder.decode(bytes)) : one.data;
    return [name, createTensor(runtimeTypeOf(one.datatype), data, one.shape)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds), wanted);
  return new Map(
    wanted.map((name) => {
      const spec = outputs[name];
      if (spec === undefined) throw new TypeError(`The contract has no output "${name}"`);
      return [name, fromRuntime(name, spec, results[name])];
    }),
  );
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

function runtimeTypeOf(datatype: Datatype): RuntimeTypes[keyof RuntimeTypes] {
  if (isRuntimeDatatype(datatype)) return runtimeTypes[datatype];
  throw new TypeError(`The runtime has no ${datatype}`);
}

function fromRuntime(name: string, { datatype }: TensorSpec, result: RuntimeTensor | undefined): Tensor {
  if (result === undefined) throw new TypeError(`The runtime gave no "${name}"`);
  const data: unknown = datatype === "BYTES" ? textsAsBytes(result.data) : result.data;
  return tensorOf(datatype, result.dims, data, name);
}

/**
 * A tensor of data whose kind is known only when it runs.
 *
 * @throws TypeError for data that is not held as the datatype asks.
 */
export function tensorOf(datatype: Datatype, shape: readonly number[], data: unknown, name = "the data"): Tensor {
  const one: { datatype: Datatype; shape: readonly number[]; data: unknown } = { datatype, shape, data };
  if (!isTensor(one)) throw new TypeError(`"${name}" is not of the datatype ${datatype}`);
  return one;
}

function textsAsBytes(data: unknown): unknown {
  return Array.isArray(data) ? data.map((text) => encoder.encode(String(text))) : data;
}

function isTensor(one: { datatype: Datatype; shape: readonly number[]; data: unknown }): one is Tensor {
  return hasDatatype(one.data, one.datatype);
}
