/** A value of JSON. Whole numbers that a double cannot hold are `bigint`. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [name: string]: Json };

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, Json>>;

/** How deep lists and objects may nest in what is read with care for its numbers. */
const mostLevels = 1_000;

/**
 * A JSON text as data, without losing digits of whole numbers.
 *
 * @throws SyntaxError for a text that is no JSON, or that nests more than 1,000 levels deep around long numbers.
 */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  // Where no number is that long, nothing can have been lost.
  return longNumber.test(text) ? new Reader(text).read() : value;
}

/** The same for answers that may have `NaN` and infinite numbers, as TensorFlow Serving writes them: they become `null`. */
export function parseAnswer(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!nonFinite.test(text)) throw error;
    return parseJson(text.replaceAll(stringOrNonFinite, (token) => (token.startsWith('"') ? token : "null")));
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** What an object itself has under a name. */
export function ownValue(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

const longNumber = /[0-9]{16}/;
const wholeNumber = /^-?[0-9]+$/;
const nonFinite = /NaN|Infinity/;
const stringOrNonFinite = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

/** Reads a text that is known to be JSON. */
class Reader {
  readonly #token = /\s*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|(-?[0-9][0-9.eE+-]*)|(true|false|null))/y;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  read(level = 0): Json {
    const token = this.#next();
    if (token === "{") return this.#object(level + 1);
    if (token === "[") return this.#list(level + 1);
    return scalarOf(token);
  }

  #list(level: number): Json[] {
    assertLevel(level);
    const items: Json[] = [];
    if (this.#take("]")) return items;
    do items.push(this.read(level));
    while (this.#next() === ",");
    return items;
  }

  #object(level: number): JsonObject {
    assertLevel(level);
    const object: Record<string, Json> = {};
    if (this.#take("}")) return object;
    do {
      const name = textOf(this.#next());
      this.#next();
      const value = this.read(level);
      // `__proto__` is a name like any other.
      Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
    } while (this.#next() === ",");
    return object;
  }

  #next(): string {
    return this.#token.exec(this.#text)?.[0].trim() ?? "null";
  }

  #take(sign: string): boolean {
    const before = this.#token.lastIndex;
    if (this.#next() === sign) return true;
    this.#token.lastIndex = before;
    return false;
  }
}

function assertLevel(level: number): void {
  if (level > mostLevels) throw new SyntaxError(`it nests more than ${mostLevels} levels deep`);
}

function textOf(token: string): string {
  const value: Json = JSON.parse(token);
  return typeof value === "string" ? value : "";
}

function scalarOf(token: string): Json {
  const value: Json = JSON.parse(token);
  if (typeof value !== "number" || Number.isSafeInteger(value) || !wholeNumber.test(token)) return value;
  return BigInt(token);
}
