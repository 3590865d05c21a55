import type { FieldKind, RowField } from "../core/contract/row-fields.ts";
import { datatypes } from "../core/tensor/datatype.ts";
import type { Datatype } from "../core/tensor/datatype.ts";
import { describeTensor } from "../core/tensor/tensor.ts";
import type { TensorSpec } from "../core/tensor/tensor.ts";
import type { RemoteTensor } from "./protocol.ts";

/** A tensor of the contract; numbers of rows can be sent and read in more than one datatype. */
export interface WantedTensor {
  readonly name: string;
  readonly spec: TensorSpec;
  /** Only of rows. */
  readonly kind?: FieldKind | undefined;
}

/** The tensors that stand for fields. */
export function wantedFields(fields: readonly RowField[]): WantedTensor[] {
  return fields.map(({ name, spec, kind }) => ({ name, spec, kind }));
}

/** One sentence for a tensor that JSON has no form for; one that may be left out can be. */
export function withoutForm({ name, spec: { datatype, optional } }: WantedTensor): string[] {
  if ((datatype !== "FP16" && datatype !== "BF16") || optional === true) return [];
  return [`"${name}": ${datatype} has no form in JSON, and the remote is asked with nothing else`];
}

/**
 * Compares one side of a contract with what a remote says: names, datatypes, number of dimensions and their sizes.
 *
 * The remote must not want an input that the contract lacks; further outputs are left alone. A size that the remote leaves
 * open takes any of the contract; what a request may decide, the remote must leave open.
 *
 * @returns One sentence for each difference.
 */
export function checkRemote(
  role: "input" | "output",
  wanted: readonly WantedTensor[],
  found: readonly RemoteTensor[],
): string[] {
  // Some servers describe no tensors at all.
  if (found.length === 0) return [];
  const byName = new Map(found.map((one) => [one.name, one]));
  const differences = wanted.flatMap((one) => {
    const { name, spec } = one;
    const remote = byName.get(name);
    const expected = describeTensor(spec.datatype, spec.shape);
    if (remote === undefined) {
      if (role === "input" && spec.optional === true) return [];
      return [`${role} "${name}": expected ${expected}; the remote has ${list(byName.keys())}`];
    }
    const received = describeTensor(remote.type, remote.shape ?? ["any shape"]);
    return fits(role, one, remote) ? [] : [`${role} "${name}": expected ${expected}, received ${received}`];
  });
  if (role === "output") return differences;
  const names = new Set(wanted.map(({ name }) => name));
  const unknown = [...byName.keys()].filter((name) => !names.has(name));
  return [
    ...differences,
    ...unknown.map((name) => `input "${name}": the remote wants it; the contract does not have it`),
  ];
}

function fits(role: "input" | "output", { spec, kind }: WantedTensor, { datatype, shape }: RemoteTensor): boolean {
  if (datatype === undefined || !fitsDatatype(role, spec.datatype, kind, datatype)) return false;
  if (shape === undefined) return true;
  return (
    shape.length === spec.shape.length &&
    spec.shape.every((size, axis) => (shape[axis] ?? -1) < 0 || shape[axis] === size)
  );
}

function fitsDatatype(
  role: "input" | "output",
  wanted: Datatype,
  kind: FieldKind | undefined,
  found: Datatype,
): boolean {
  if (wanted === found) return true;
  const isFloat = found === "FP32" || found === "FP64";
  const isWhole = datatypes[found].range !== undefined;
  if (kind === "number") return isFloat || (role === "output" && isWhole);
  return (kind === "integer" || kind === "bigint") && (isFloat || isWhole);
}

function list(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(", ");
}
