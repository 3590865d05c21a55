import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { ServeError } from "@mlops/serve";
import { malformed } from "@mlops/serve/protocols/openinference/parts";

/** How many fields a message may have yet, in all of its parts. */
export class FieldBudget {
  readonly #most: number;
  #left: number;

  constructor(most: number) {
    this.#most = most;
    this.#left = most;
  }

  /** @throws ServeError `too-many-elements`. */
  spend(): void {
    this.#left -= 1;
    if (this.#left >= 0) return;
    throw new ServeError("too-many-elements", {
      detail: "The message has too many fields.",
      errors: [{ pointer: "", detail: "Too many", expected: `at most ${this.#most} fields`, received: "more" }],
    });
  }
}

/**
 * Takes a field where it knows it, and tells whether it did; one of another wire type than it expects it does not know.
 */
export type FieldVisitor = (field: number, wire: WireType, reader: BinaryReader) => boolean;

/**
 * Visits the fields of a protobuf message in their order; those that the visitor does not know are skipped
 * (https://protobuf.dev/programming-guides/encoding).
 *
 * @param budget - Default: as many fields as there are.
 * @throws ServeError `malformed-request` for bytes that are no message. Groups, which proto3 does not have, are refused:
 * to skip them takes a stack.
 */
export function readFields(bytes: Uint8Array, visit: FieldVisitor, budget?: FieldBudget): void {
  const reader = new BinaryReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      budget?.spend();
      if (wire === WireType.StartGroup || wire === WireType.EndGroup) throw noMessage();
      if (!visit(field, wire, reader)) reader.skip(wire, field);
    }
  } catch (error) {
    throw error instanceof ServeError ? error : noMessage(error);
  }
}

function noMessage(cause?: unknown): ServeError {
  const detail = "A message of the call is no protobuf of its type.";
  return new ServeError("malformed-request", { detail, cause });
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text at a reader's place.
 *
 * @param pointer - Where it stands in the request.
 * @throws ServeError `malformed-request` where it is no UTF-8.
 */
export function readText(reader: BinaryReader, pointer: string): string {
  const bytes = reader.bytes();
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed("The request is not of the protocol's form.", {
      pointer,
      detail: "Not UTF-8",
      expected: "a text in UTF-8",
      received: "other bytes",
    });
  }
}
