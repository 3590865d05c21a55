import { ServeError } from "../errors/serve-error.ts";
import { scanJson } from "./scan-json.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A request's body as data.
 *
 * @throws ServeError `body-empty`, `body-not-utf8`, `body-too-deep` or `body-not-json`, the last one with line and column.
 */
export function parseJsonBody(body: Uint8Array, maxDepth: number): unknown {
  if (body.length === 0) {
    throw new ServeError("body-empty", {
      detail: "This route takes one input row as a JSON body.",
      errors: [{ pointer: "", detail: "The body is empty", expected: "a JSON value", received: "nothing" }],
    });
  }
  return parseJsonText(decode(body), maxDepth);
}

/** The same for a body that is text already. */
export function parseJsonText(text: string, maxDepth: number): unknown {
  const { fault, depth } = scanJson(text, maxDepth);
  if (depth > maxDepth) {
    const [expected, received] = [`at most ${maxDepth} levels`, `more than ${maxDepth} levels`];
    throw new ServeError("body-too-deep", {
      detail: `Lists and objects nest more than ${maxDepth} levels deep.`,
      errors: [{ pointer: "", detail: "The body is nested too deeply", expected, received }],
    });
  }
  if (fault === undefined) return JSON.parse(text);

  const { expected, offset } = fault;
  const before = text.slice(0, offset).split("\n");
  const received = describe(text, offset);
  const place = `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
  throw new ServeError("body-not-json", {
    detail: `At ${place}: expected ${expected}, received ${received}.`,
    errors: [{ pointer: "", detail: `Not JSON at ${place}`, expected, received }],
    ...(nonFinite.test(text.slice(offset, offset + 10)) && {
      hint: "JSON has no NaN and no Infinity; leave the value out or send null where the contract allows it.",
    }),
  });
}

const nonFinite = /^[+-]?(?:NaN|Inf)/i;
const word = /^[A-Za-z_$][A-Za-z0-9_$]{0,15}/;

/** A name for what stands at a place: a bare word or one character, never more of the caller's data. */
function describe(text: string, offset: number): string {
  const character = text.charAt(offset);
  if (character === "") return "the end of the text";
  const code = text.charCodeAt(offset);
  if (code < 0x20 || code > 0x7e) return `the character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return `\`${word.exec(text.slice(offset, offset + 16))?.[0] ?? character}\``;
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
