import { isList, isObject } from "../json/parse-json.ts";
import type { Json } from "../json/parse-json.ts";
import { textOf, withBody } from "./call.ts";
import type { BodyPart, Call } from "./call.ts";
import type { Subject } from "./check.ts";

/** Numbers that stand for a place in a body; no example has them. */
const markNumber = 7_777.0625;
const markText = "mlops-place-7777";

/**
 * A good request with something else in the place of its first number.
 *
 * @returns `undefined` where the first row has no number.
 */
export function inPlaceOfNumber(subject: Subject, ...parts: readonly BodyPart[]): Call | undefined {
  return inPlace(subject, "number", markNumber, String(markNumber), parts);
}

/** The same for its first text; the parts stand with their quotes. */
export function inPlaceOfText(subject: Subject, ...parts: readonly BodyPart[]): Call | undefined {
  return inPlace(subject, "string", markText, JSON.stringify(markText), parts);
}

function inPlace(
  subject: Subject,
  kind: "number" | "string",
  mark: Json,
  written: string,
  parts: readonly BodyPart[],
): Call | undefined {
  const [first = null] = subject.rows;
  const state = { isDone: false };
  const row = marked(first, kind, mark, state);
  if (!state.isDone) return undefined;
  const call = subject.call([row]);
  const text = textOf(call);
  const at = text.indexOf(written);
  if (at === -1) return undefined;
  return withBody(call, text.slice(0, at), ...parts, text.slice(at + written.length));
}

/** A value whose first leaf of a kind is another. */
function marked(value: Json, kind: "number" | "string", mark: Json, state: { isDone: boolean }): Json {
  if (state.isDone) return value;
  if (isList(value)) return value.map((item) => marked(item, kind, mark, state));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, marked(item, kind, mark, state)]));
  }
  if (typeof value !== kind && !(kind === "number" && typeof value === "bigint")) return value;
  state.isDone = true;
  return mark;
}

/** A good request with more members in the object that its body is; `undefined` where it is none. */
export function withMembers(call: Call, ...members: readonly BodyPart[]): Call | undefined {
  const text = textOf(call);
  if (!text.startsWith("{") || text === "{}") return undefined;
  return withBody(call, "{", ...members, ",", text.slice(1));
}
