import type { Datatype } from "../../core/tensor/datatype.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import type { Tensor } from "../../core/tensor/tensor.ts";
import { valueTexts } from "../../core/tensor/write-tensor.ts";

/** Whether values of a datatype can be put in the order of their size: numbers with a form in text. */
export function isClassifiable(datatype: Datatype): boolean {
  return !["BOOL", "BYTES", "FP16", "BF16"].includes(datatype);
}

/**
 * The greatest values of each row as `value:index[:label]` (Triton, extension_classification.md): `BYTES [batch, k]`, the
 * greatest first, and of equal ones the first. The index counts within the row, row-major.
 *
 * @param count - How many to give of each row; all where it has fewer.
 * @param labels - What the places of a row stand for; used where a row has one dimension.
 * @throws ServeError `bad-output` for `NaN` and infinite values.
 */
export function classify(one: Tensor, count: number, labels: readonly string[] = []): Tensor<"BYTES"> {
  const [rows = 0, ...rest] = one.shape;
  const width = elementCount(rest);
  const kept = Math.min(count, width);
  const names = rest.length === 1 ? labels : [];
  const texts = valueTexts(one);
  const values = one.datatype === "BYTES" ? [] : one.data;
  const data: Uint8Array[] = [];
  for (let from = 0; from < rows * width; from += width) {
    const places = Array.from({ length: width }, (_, place) => place).toSorted((left, right) => {
      const [a, b] = [values[from + left] ?? 0, values[from + right] ?? 0];
      return a === b ? left - right : a > b ? -1 : 1;
    });
    for (const place of places.slice(0, kept)) {
      const label = names[place];
      data.push(encoder.encode(`${texts[from + place]}:${place}${label === undefined ? "" : `:${label}`}`));
    }
  }
  return { datatype: "BYTES", shape: [rows, kept], data };
}

const encoder = new TextEncoder();
