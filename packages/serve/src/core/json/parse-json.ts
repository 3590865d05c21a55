import { ServeError } from "../errors/serve-error.ts";
import { readJsonText } from "./read-json.ts";
import type { JsonRules } from "./read-json.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A request's body as data.
 *
 * @throws ServeError `body-empty`, `body-not-utf8`, or what {@link readJsonText} throws.
 */
export function parseJsonBody(body: Uint8Array, rules: JsonRules): unknown {
  if (body.length === 0) {
    throw new ServeError("body-empty", {
      detail: "This route takes a JSON body.",
      errors: [{ pointer: "", detail: "The body is empty", expected: "a JSON value", received: "nothing" }],
    });
  }
  return readJsonText(decode(body), rules);
}

function decode(body: Uint8Array): string {
  try {
    return decoder.decode(body);
  } catch (error) {
    throw new ServeError("body-not-utf8", {
      detail: "The bytes of the body are not UTF-8.",
      errors: [{ pointer: "", detail: "Not UTF-8", expected: "JSON in UTF-8", received: "other bytes" }],
      cause: error,
    });
  }
}
