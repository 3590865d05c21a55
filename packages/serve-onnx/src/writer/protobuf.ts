/**
 * The part of the Protocol Buffers wire format that ONNX files need.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export class MessageWriter {
  readonly #bytes: number[] = [];

  /** A number of at least 0, as a varint. */
  integer(field: number, value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new TypeError(`Field ${field} takes a whole number of at least 0, not ${value}`);
    }
    this.#tag(field, wireTypes.varint);
    this.#varint(value);
    return this;
  }

  /** A 32-bit float. */
  float(field: number, value: number): this {
    this.#tag(field, wireTypes.fixed32);
    this.#append(littleEndianFloats([value]));
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, wireTypes.lengthDelimited);
    this.#varint(value.length);
    this.#append(value);
    return this;
  }

  /** A message within this one. */
  message(field: number, write: (message: MessageWriter) => void): this {
    const inner = new MessageWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  #append(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }
}

const wireTypes = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const;

/** Numbers as 32-bit floats in little-endian order, whatever the machine's order is. */
export function littleEndianFloats(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true);
  return new Uint8Array(view.buffer);
}
