import { LRUCache } from "lru-cache";
import type { KeptBody } from "../core/prediction-cache.ts";
import type { Answer } from "./entry-bytes.ts";

/** What is kept in this process, and until when. */
export interface Entry<Value> {
  readonly value: Value;
  /** On the cache's clock, in milliseconds. */
  readonly freshUntil: number;
  readonly staleUntil: number;
}

/** What an entry costs beside its value: its key, its place in the list, its objects. */
const overhead = 300;

/** The entries of this process, bounded by their bytes. An entry that alone is larger is not kept. */
export class Memory {
  readonly #entries: LRUCache<string, Entry<Answer | KeptBody>>;

  constructor(maxBytes: number) {
    this.#entries = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get entries(): number {
    return this.#entries.size;
  }

  /** An entry that may still be given. */
  get(key: string, now: number): Entry<Answer | KeptBody> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || now < entry.staleUntil) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, entry: Entry<Answer | KeptBody>): void {
    this.#entries.set(key, entry);
  }
}

function sizeOf({ value }: Entry<Answer | KeptBody>, key: string): number {
  return overhead + key.length + bytesOf(value);
}

function bytesOf(value: Answer | KeptBody): number {
  // A text of V8 takes one or two bytes for each unit.
  if ("json" in value) return 2 * value.json.length;
  if ("reply" in value) {
    const { body } = value.reply;
    const seen = value.seen?.bytes ?? 0;
    if (body === undefined) return seen;
    if ("bytes" in body) return seen + body.bytes.byteLength;
    return seen + 2 * ("text" in body ? body.text : JSON.stringify(body.json)).length;
  }
  let bytes = 0;
  for (const [name, { datatype, data }] of value.outputs) {
    bytes += 100 + name.length;
    if (datatype !== "BYTES") bytes += data.byteLength;
    else for (const one of data) bytes += 80 + one.byteLength;
  }
  return bytes;
}
