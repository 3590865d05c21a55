import type { TensorSpec } from "@mlops/serve";
import { describeTensor, isRuntimeDatatype, runtimeTypes } from "./tensor.ts";

/** A tensor as the runtime reports it. */
export interface ReportedTensor {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/** The tensors of one side, inputs or outputs: what the contract wants and what the file has. */
export interface Side {
  role: "input" | "output";
  wanted: Readonly<Record<string, TensorSpec>>;
  reported: readonly ReportedTensor[];
}

/**
 * Compares a contract with a file: names, datatypes, number of dimensions and their sizes.
 *
 * The file must not want an input that the contract lacks; further outputs are left alone. A dimension that the file
 * leaves open takes any size of the contract; the batch has to be open.
 *
 * @returns One sentence for each difference.
 */
export function checkContract({ role, wanted, reported }: Side): string[] {
  const byName = new Map(reported.map((tensor) => [tensor.name, tensor]));
  const differences = Object.entries(wanted).flatMap(([name, spec]) => {
    const found = byName.get(name);
    const expected = describeTensor(spec.datatype, spec.shape);
    if (found === undefined) {
      return [`${role} "${name}": expected ${expected}; the file has ${list(byName.keys())}`];
    }
    return fits(spec, found) ? [] : [`${role} "${name}": expected ${expected}, received ${describeReported(found)}`];
  });
  if (role === "output") return differences;
  const unknown = [...byName.keys()].filter((name) => !Object.hasOwn(wanted, name));
  return [
    ...differences,
    ...unknown.map((name) => `input "${name}": the file wants it; the contract does not have it`),
  ];
}

function fits(spec: TensorSpec, { isTensor, type, shape = [] }: ReportedTensor): boolean {
  if (!isTensor || !isRuntimeDatatype(spec.datatype)) return false;
  if (type !== runtimeTypes[spec.datatype] || shape.length !== spec.shape.length) return false;
  return spec.shape.every((wanted, axis) => {
    const found = shape[axis];
    const isOpen = typeof found !== "number" || found < 0;
    // What a request may decide, the file must leave open.
    return isOpen || found === wanted;
  });
}

function describeReported({ isTensor, type = "unknown", shape = [] }: ReportedTensor): string {
  if (!isTensor) return "a value that is no tensor";
  const datatype = Object.entries(runtimeTypes).find(([, runtimeType]) => runtimeType === type)?.[0] ?? type;
  return describeTensor(datatype, shape);
}

function list(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(", ");
}
