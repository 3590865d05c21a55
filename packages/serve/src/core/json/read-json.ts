import { ServeError } from "../errors/serve-error.ts";
import type { ServeErrorCode } from "../errors/codes.ts";
import { toPointer } from "../errors/pointer.ts";

/** What a JSON text may have. Each number is the largest that passes. */
export interface JsonRules {
  /** How deep lists and objects nest. */
  readonly depth: number;
  /** Names in one object. */
  readonly keys: number;
  /** Items of all lists together. */
  readonly elements: number;
  /** UTF-16 code units of one string or name. */
  readonly stringLength: number;
  /**
   * Whether the bare words `NaN`, `Infinity` and `-Infinity` are numbers, and numbers beyond a double are infinite.
   * They are neither in JSON (RFC 8259); clients of TensorFlow Serving send them.
   *
   * @default false
   */
  readonly nonFinite?: boolean | undefined;
}

interface Frame {
  readonly list: unknown[] | undefined;
  readonly object: Record<string, unknown> | undefined;
  key: string;
  names: number;
}

const quote = 0x22;
const backslash = 0x5c;

const expectations = {
  value: "a value",
  firstItem: "a value or `]`",
  firstKey: "a name in double quotes or `}`",
  key: "a name in double quotes",
  colon: "`:`",
  commaOrEnd: "`,` or the end of the list or object",
  end: "the end of the text",
} as const;

/**
 * A JSON text (RFC 8259) as data, stricter than `JSON.parse` where that would lose something:
 *
 * - a whole number that a double cannot hold becomes a `bigint`;
 * - a number beyond a double is refused, as is a name that an object has twice;
 * - no recursion, so no depth can overflow the stack.
 *
 * Otherwise it gives what `JSON.parse` gives; `__proto__` is an own name like any other.
 *
 * @throws ServeError `body-not-json` with line and column, `body-too-deep`, `too-many-keys`, `too-many-elements`,
 * `string-too-long`, `duplicate-key` or `not-finite`, each with a pointer.
 */
export function readJsonText(text: string, rules: JsonRules): unknown {
  const frames: Frame[] = [];
  let offset = 0;
  let elements = 0;

  const pointer = (): string => toPointer(frames.map(({ list, key }) => (list === undefined ? key : list.length)));
  const refuse = (code: ServeErrorCode, detail: string, expected: string, received: string): never => {
    throw new ServeError(code, { detail, errors: [{ pointer: pointer(), detail, expected, received }] });
  };
  const fail = (at: number, expected: string): never => {
    throw notJson(text, at, expected);
  };
  const skipSpace = (): void => {
    for (;;) {
      const code = text.charCodeAt(offset);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      offset += 1;
    }
  };

  /** A string that starts at the offset; `undefined` where none ends well. */
  const readString = (): string | undefined => {
    const start = offset;
    let isEscaped = false;
    let at = start + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      // Also the end of the text, where there is no code.
      if (!(code >= 0x20)) return undefined;
      if (code === backslash) {
        isEscaped = true;
        at += 1;
      }
      at += 1;
    }
    const inside = isEscaped ? unescape(text.slice(start, at + 1)) : text.slice(start + 1, at);
    if (inside === undefined) return undefined;
    if (inside.length > rules.stringLength) {
      const expected = `at most ${rules.stringLength} characters`;
      refuse("string-too-long", "A text is too long.", expected, `${inside.length} characters`);
    }
    offset = at + 1;
    return inside;
  };

  const readName = (expected: string): string => {
    const name = text.charCodeAt(offset) === quote ? readString() : undefined;
    return name ?? fail(offset, expected);
  };

  const readNumber = (expected: string): number | bigint => {
    const start = offset;
    numberPattern.lastIndex = start;
    if (!numberPattern.test(text)) return fail(start, expected);
    const end = numberPattern.lastIndex;
    const digits = text.slice(start, end);
    const value = Number(digits);
    offset = end;
    if (Number.isSafeInteger(value)) return value;
    if (!Number.isFinite(value)) {
      if (rules.nonFinite === true) return value;
      refuse("not-finite", "A number is too large for a double.", "a finite number", "a number too large for a double");
    }
    if (!wholePattern.test(digits)) return value;
    // Only what a double holds exactly may be one.
    const whole = BigInt(digits);
    return BigInt(value) === whole ? value : whole;
  };

  /** A value that is no list and no object. */
  const readScalar = (code: number, expected: string): unknown => {
    if (code === quote) return readString() ?? fail(offset, expected);
    if (code >= 0x30 && code <= 0x39) return readNumber(expected);
    for (const [word, value] of words) {
      if (text.charCodeAt(offset) === word.charCodeAt(0) && text.startsWith(word, offset)) {
        offset += word.length;
        return value;
      }
    }
    if (rules.nonFinite === true) {
      for (const [word, value] of nonFiniteWords) {
        if (text.startsWith(word, offset)) {
          offset += word.length;
          return value;
        }
      }
    }
    return code === 0x2d ? readNumber(expected) : fail(offset, expected);
  };

  const readKey = (frame: Frame, object: Record<string, unknown>, expected: string): void => {
    const name = readName(expected);
    frame.key = name;
    if (Object.hasOwn(object, name)) refuse("duplicate-key", "An object has a name twice.", "each name once", "twice");
    frame.names += 1;
    if (frame.names > rules.keys) {
      refuse("too-many-keys", "An object has too many names.", `at most ${rules.keys} names`, "more");
    }
    skipSpace();
    if (text.charCodeAt(offset) !== 0x3a) fail(offset, expectations.colon);
    offset += 1;
    skipSpace();
  };

  skipSpace();
  let expected: string = expectations.value;
  for (;;) {
    const code = text.charCodeAt(offset);
    let value: unknown;
    if (code === 0x5b || code === 0x7b) {
      const isList = code === 0x5b;
      if (frames.length >= rules.depth) {
        const detail = `Lists and objects nest more than ${rules.depth} levels deep.`;
        refuse("body-too-deep", detail, `at most ${rules.depth} levels`, `more than ${rules.depth} levels`);
      }
      offset += 1;
      skipSpace();
      const frame: Frame = isList
        ? { list: [], object: undefined, key: "", names: 0 }
        : { list: undefined, object: {}, key: "", names: 0 };
      frames.push(frame);
      if (text.charCodeAt(offset) === (isList ? 0x5d : 0x7d)) {
        offset += 1;
        frames.pop();
        value = frame.list ?? frame.object;
      } else {
        if (frame.object === undefined) expected = expectations.firstItem;
        else {
          readKey(frame, frame.object, expectations.firstKey);
          expected = expectations.value;
        }
        continue;
      }
    } else value = readScalar(code, expected);

    // A value is complete: it goes into what surrounds it, which may then be complete as well.
    for (;;) {
      skipSpace();
      const frame = frames.at(-1);
      if (frame === undefined) {
        if (offset < text.length) fail(offset, expectations.end);
        return value;
      }
      const next = text.charCodeAt(offset);
      if (frame.list !== undefined) {
        elements += 1;
        if (elements > rules.elements) {
          refuse("too-many-elements", "The lists have too many items.", `at most ${rules.elements} items`, "more");
        }
        frame.list.push(value);
      } else if (frame.object !== undefined) put(frame.object, frame.key, value);
      if (next === 0x2c) {
        offset += 1;
        skipSpace();
        if (frame.object !== undefined) readKey(frame, frame.object, expectations.key);
        expected = expectations.value;
        break;
      }
      if (next !== (frame.list === undefined ? 0x7d : 0x5d)) fail(offset, expectations.commaOrEnd);
      offset += 1;
      frames.pop();
      value = frame.list ?? frame.object;
    }
  }
}

const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const wholePattern = /^-?[0-9]+$/;
const words = [
  ["true", true],
  ["false", false],
  ["null", null],
] as const;
const nonFiniteWords = [
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
] as const;

function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function unescape(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function notJson(text: string, offset: number, expected: string): ServeError {
  const before = text.slice(0, offset).split("\n");
  const received = describe(text, offset);
  const place = `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
  return new ServeError("body-not-json", {
    detail: `At ${place}: expected ${expected}, received ${received}.`,
    errors: [{ pointer: "", detail: `Not JSON at ${place}`, expected, received }],
    ...(nonFinite.test(text.slice(offset, offset + 10)) && {
      hint: "JSON has no NaN and no Infinity; leave the value out or send null where the contract allows it.",
    }),
  });
}

const nonFinite = /^[+-]?(?:NaN|Inf)/i;
const bareWord = /^[A-Za-z_$][A-Za-z0-9_$]{0,15}/;

/** A name for what stands at a place: a bare word or one character, never more of the caller's data. */
function describe(text: string, offset: number): string {
  const character = text.charAt(offset);
  if (character === "") return "the end of the text";
  const code = text.charCodeAt(offset);
  if (code < 0x20 || code > 0x7e) return `the character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return `\`${bareWord.exec(text.slice(offset, offset + 16))?.[0] ?? character}\``;
}
