import { ServeError } from "../errors/serve-error.ts";
import { describeTensor, elementCount, fitsShape } from "./tensor.ts";
import type { TensorSpec } from "./tensor.ts";

/**
 * Holds the shape of an input to its contract and to what memory may be taken for it, before any is.
 *
 * @param pointer - Where the shape, or the value that has it, stands.
 * @param maxElements - How many values a tensor may have.
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
  if (!(elementCount(shape) <= maxElements)) {
    throw new ServeError("too-many-elements", {
      detail: `The input ${name} has too many values.`,
      errors: [{ pointer, detail: "Too many values", expected: `at most ${maxElements} values`, received: "more" }],
    });
  }
}
