import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Writes a text; proto3 writes no empty one. */
export function writeText(writer: BinaryWriter, field: number, text: string): void {
  if (text !== "") writer.tag(field, WireType.LengthDelimited).string(text);
}

/** Writes `repeated int64`, packed. */
export function writeSizes(writer: BinaryWriter, field: number, sizes: readonly number[]): void {
  if (sizes.length === 0) return;
  writer.tag(field, WireType.LengthDelimited).fork();
  for (const size of sizes) writer.int64(size);
  writer.join();
}

/** Writes a message whose first field is a truth value. */
export function writeTruth(value: boolean): Uint8Array {
  const writer = new BinaryWriter();
  if (value) writer.tag(1, WireType.Varint).bool(value);
  return writer.finish();
}
