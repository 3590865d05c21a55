import { WireType } from "@bufbuild/protobuf/wire";
import type { BinaryReader } from "@bufbuild/protobuf/wire";
import { malformed } from "@mlops/serve/protocols/openinference/parts";
import { readFields, readText } from "./fields.ts";
import type { FieldBudget } from "./fields.ts";

/** What a parameter may be. */
export type Parameter = boolean | bigint | string | number;

/** Parameters by name. */
export type Parameters = Map<string, Parameter>;

/** Adds an entry of `map<string, InferParameter>` to parameters; of two with one name the last counts. */
export function readParameter(reader: BinaryReader, into: Parameters, pointer: string, budget: FieldBudget): void {
  let name = "";
  let value: Parameter | undefined;
  readFields(
    reader.bytes(),
    (field, wire, entry) => {
      if (wire !== WireType.LengthDelimited) return false;
      if (field === 1) name = readText(entry, pointer);
      else if (field === 2) value = readChoice(entry.bytes(), pointer, budget) ?? value;
      else return false;
      return true;
    },
    budget,
  );
  if (value === undefined) throw wrong(`${pointer}/${name.slice(0, 64)}`, "a value", "none");
  into.set(name, value);
}

function readChoice(bytes: Uint8Array, pointer: string, budget: FieldBudget): Parameter | undefined {
  let value: Parameter | undefined;
  readFields(
    bytes,
    (field, wire, reader) => {
      if (field === 1 && wire === WireType.Varint) value = reader.bool();
      else if (field === 2 && wire === WireType.Varint) value = BigInt(reader.int64());
      else if (field === 3 && wire === WireType.LengthDelimited) value = readText(reader, pointer);
      else if (field === 4 && wire === WireType.Bit64) value = reader.double();
      else if (field === 5 && wire === WireType.Varint) value = BigInt(reader.uint64());
      else return false;
      return true;
    },
    budget,
  );
  return value;
}

/**
 * A parameter that is a whole number; `undefined` where it is not there.
 *
 * @param least - The smallest that passes.
 * @throws ServeError `malformed-request`.
 */
export function countOf(
  parameters: Parameters,
  name: string,
  least: number,
  pointer: string,
  expected: string,
): number | undefined {
  const value = parameters.get(name);
  if (value === undefined) return undefined;
  const count = typeof value === "bigint" || typeof value === "number" ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(count) && count >= least) return count;
  throw wrong(`${pointer}/${name}`, expected, kindOf(value));
}

function kindOf(value: Parameter): string {
  if (typeof value === "string") return "a text";
  return typeof value === "boolean" ? "a boolean" : "another number";
}

function wrong(pointer: string, expected: string, received: string): ReturnType<typeof malformed> {
  return malformed("The request is not of the protocol's form.", { pointer, detail: "Wrong form", expected, received });
}
