import { ServeError } from "../core/errors/serve-error.ts";
import { parseJsonBody } from "../core/json/parse-json.ts";
import type { JsonRules } from "../core/json/read-json.ts";
import { RemoteFault } from "./remote-fault.ts";
import type { RemoteAnswer } from "./send.ts";

/** What an answer may have; its length is limited where it is received. */
const rules: JsonRules = { depth: 100, keys: 65_536, elements: 16_777_216, stringLength: 1_048_576 };

const jsonType = /^application\/(?:[a-z0-9.+-]+\+)?json[ \t]*(?:;|$)/i;

/**
 * An answer as data.
 *
 * @param bytes - The part of the body that is JSON. Default: all of it, which must be declared as JSON then.
 * @throws RemoteFault `unusable`.
 */
export function readJsonAnswer(
  { headers, body }: RemoteAnswer,
  options: { readonly nonFinite?: boolean; readonly bytes?: Uint8Array } = {},
): unknown {
  const { nonFinite = false, bytes } = options;
  if (bytes === undefined) {
    const type = headers.get("content-type") ?? "no content type";
    if (!jsonType.test(type)) {
      throw new RemoteFault("unusable", `The remote's answer is ${type.slice(0, 100)}, not application/json`);
    }
  }
  return understood(() => parseJsonBody(bytes ?? body, { ...rules, nonFinite }));
}

/**
 * Reads a part of an answer with what reads requests.
 *
 * @throws RemoteFault `unusable` for what would be the caller's fault in a request.
 */
export function understood<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ServeError)) throw error;
    const places = error.errors.map(({ pointer, expected, received }) => {
      return `${pointer}: expected ${expected ?? "something else"}, received ${received ?? "something else"}`;
    });
    const message = ["The remote's answer cannot be used:", error.message, ...places].join(" ");
    throw new RemoteFault("unusable", message, { cause: error });
  }
}

/** The refusal of what cannot be read, or sent. */
export function unfit(what: string): RemoteFault {
  return new RemoteFault("unusable", `The remote cannot be used so: ${what}`);
}

/** Whether a value is an object; lists are none. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object itself has under a name; `undefined` where it has nothing, or is none. */
export function ownValue(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
