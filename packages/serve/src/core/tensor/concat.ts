import { allocate, isBigData } from "./datatype.ts";
import { tensorOf } from "./tensor.ts";
import type { Tensor, Tensors } from "./tensor.ts";

/** Batches as one, row after row. All have the same tensors, with the same datatypes and sizes of a row. */
export function concatTensors(batches: readonly Tensors[]): Tensors {
  const [first] = batches;
  if (first === undefined || batches.length === 1) return first ?? new Map();
  return new Map([...first.keys()].map((name) => [name, concat(batches.flatMap((batch) => batch.get(name) ?? []))]));
}

function concat(parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (first === undefined) throw new TypeError("There is nothing to put together");
  const [, ...rest] = first.shape;
  const shape = [parts.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0), ...rest];
  if (first.datatype === "BYTES") {
    const data = parts.flatMap((part) => (part.datatype === "BYTES" ? part.data : []));
    return { datatype: "BYTES", shape, data };
  }
  const data = allocate(
    first.datatype,
    parts.reduce((sum, part) => sum + part.data.length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    // The parts have one datatype, so one kind of array.
    if (isBigData(data)) {
      if (isBigData(part.data)) data.set(part.data, offset);
    } else if (part.datatype !== "BYTES" && !isBigData(part.data)) data.set(part.data, offset);
    offset += part.data.length;
  }
  return tensorOf(first.datatype, shape, data);
}
