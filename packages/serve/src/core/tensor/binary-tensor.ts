import { ServeError } from "../errors/serve-error.ts";
import { datatypes, viewBytes } from "./datatype.ts";
import type { Datatype } from "./datatype.ts";
import { elementCount, tensorOf } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Bytes as the values of a tensor: little-endian, row-major, without padding; a byte for each `BOOL`, a length of four
 * bytes before each of `BYTES` (Triton, extension_binary_data.md). Numbers are not copied where the bytes are aligned.
 *
 * @param shape - Has been held to the contract and to the size that a tensor may have.
 * @param pointer - Where the tensor stands in the message.
 * @throws ServeError `invalid-input` where the bytes are not as many values, or no values of the datatype.
 */
export function decodeTensor(datatype: Datatype, shape: readonly number[], bytes: Uint8Array, pointer: string): Tensor {
  const count = elementCount(shape);
  if (datatype === "BYTES") return { datatype, shape, data: readByteStrings(bytes, count, pointer) };
  const size = datatypes[datatype].bytes;
  if (bytes.length !== count * size) {
    throw unfit(pointer, `${count * size} bytes for ${count} values of ${datatype}`, `${bytes.length} bytes`);
  }
  if (datatype === "BOOL" && bytes.some((byte) => byte > 1)) {
    throw unfit(pointer, "a byte 0 or 1 for each BOOL", "another byte");
  }
  return tensorOf(datatype, shape, viewBytes(datatype, bytes));
}

function readByteStrings(bytes: Uint8Array, count: number, pointer: string): Uint8Array[] {
  if (bytes.length < 4 * count) {
    throw unfit(pointer, `at least ${4 * count} bytes for ${count} values of BYTES`, `${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const from = offset + 4;
    const length = from <= bytes.length ? view.getUint32(offset, true) : 0;
    if (from + length > bytes.length) {
      throw unfit(pointer, "byte strings, each after its length", "a length beyond the bytes of the tensor");
    }
    if (strings.length === count) throw unfit(pointer, `${count} values of BYTES`, "more");
    strings.push(bytes.subarray(from, from + length));
    offset = from + length;
  }
  if (strings.length < count) throw unfit(pointer, `${count} values of BYTES`, `${strings.length} values`);
  return strings;
}

/** The values of a tensor as bytes, in the form that {@link decodeTensor} reads. */
export function encodeTensor(one: Tensor): Uint8Array {
  if (one.datatype !== "BYTES") return new Uint8Array(one.data.buffer, one.data.byteOffset, one.data.byteLength);
  return Buffer.concat(
    one.data.flatMap((value) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(value.length);
      return [length, value];
    }),
  );
}

function unfit(pointer: string, expected: string, received: string): ServeError {
  return new ServeError("invalid-input", {
    detail: "The binary data of an input does not fit its shape and datatype.",
    errors: [{ pointer, detail: "Wrong binary data", expected, received }],
  });
}
