import { ServeError } from "../errors/serve-error.ts";
import { describeTensor, elementCount, fitsShape } from "./tensor.ts";
import type { TensorSpec } from "./tensor.ts";

/** A byte string is an object of its own, which takes about as much memory and time as so many numbers. */
const byteStringWeight = 16;

/**
 * Holds the shape of an input to its contract and to what memory may be taken for it, before any is.
 *
 * @param pointer - Where the shape, or the value that has it, stands.
 * @param maxElements - How many numbers a tensor may have; of byte strings it is a sixteenth.
 * @throws ServeError `invalid-input` or `too-many-elements`.
 */
export function checkShape(
  name: string,
  spec: TensorSpec,
  shape: readonly number[],
  pointer: string,
  maxElements: number,
): void {
  if (!fitsShape(spec, shape)) {
    const expected = describeTensor(spec.datatype, spec.shape);
    const received = shape.length > 16 ? `${shape.length} dimensions` : describeTensor(spec.datatype, shape);
    throw new ServeError("invalid-input", {
      detail: `The input ${name} has another shape than its contract.`,
      errors: [{ pointer, detail: "Wrong shape", expected, received }],
    });
  }
  const most = spec.datatype === "BYTES" ? Math.ceil(maxElements / byteStringWeight) : maxElements;
  if (!(elementCount(shape) <= most)) {
    throw new ServeError("too-many-elements", {
      detail: `The input ${name} has too many values.`,
      errors: [{ pointer, detail: "Too many values", expected: `at most ${most} values`, received: "more" }],
    });
  }
}
