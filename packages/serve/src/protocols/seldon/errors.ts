import { ServeError } from "../../core/errors/serve-error.ts";
import type { InputFault } from "../../core/errors/serve-error.ts";
import type { Reply } from "../../core/http/exchange.ts";
import type { ModelSet } from "../../core/runtime/model-set.ts";

/** How many faults of one request a message tells. */
const mostFaults = 3;

/** The words that a place may have without quoting the request: its own keys and the names of inputs. */
export function knownWords(models: ModelSet): Set<string> {
  const names = models.all.flatMap(({ inputs }) => Object.keys(inputs));
  const keys = ["data", "names", "ndarray", "tensor", "shape", "values", "meta", "puid", "reward"];
  return new Set(["strData", "binData", "jsonData", ...keys, ...names]);
}

/** A fault as `{ "status": { "status": "FAILURE", "code", "info", "reason" } }`; the code is that of HTTP. */
export function errorReply(error: ServeError, models: ModelSet, words: ReadonlySet<string>): Reply {
  // Whatever is wrong with an input is a bad request.
  const code = error.status === 422 ? 400 : error.status;
  const reason = code >= 500 ? "MICROSERVICE_INTERNAL_ERROR" : "MICROSERVICE_BAD_DATA";
  const info = messageOf(error, models, words);
  return {
    status: code,
    body: { json: { status: { status: "FAILURE", code, info, reason } } },
    headers: error.headers,
  };
}

function messageOf({ code, message, errors }: ServeError, models: ModelSet, words: ReadonlySet<string>): string {
  if (code === "model-required") {
    return `Several models are served here and none is the default: ${models.names.join(", ")}.`;
  }
  const told = errors.slice(0, mostFaults).map((fault) => faultText(fault, words));
  const more = errors.length > mostFaults ? [`And ${errors.length - mostFaults} more.`] : [];
  // The details of a text that is no JSON quote a word of it.
  if (code === "body-not-json") return "Invalid JSON.";
  if (code === "method-not-allowed") return message;
  const isRepeated = errors.some(({ detail }) => detail === message);
  return [...(isRepeated ? [] : [message]), ...told, ...more].join(" ");
}

function faultText({ pointer, detail, expected, received }: InputFault, words: ReadonlySet<string>): string {
  const place = placeOf(pointer, words);
  const isTold = expected === undefined || detail.includes(expected);
  const wanted = isTold ? "" : `; expected ${expected}`;
  const came = isTold || received === undefined ? "" : `, received ${received}`;
  return `${place === "" ? "" : `${place}: `}${detail.replace(/\.$/, "")}${wanted}${came}.`;
}

/** The place up to the first name that is the caller's own. */
function placeOf(pointer: string, words: ReadonlySet<string>): string {
  const segments = pointer.split("/").slice(1);
  const end = segments.findIndex((segment) => !/^\d{1,7}$/.test(segment) && !words.has(decodeSegment(segment)));
  return segments
    .slice(0, end === -1 ? segments.length : end)
    .map((segment) => `/${segment}`)
    .join("");
}

function decodeSegment(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A request that is not of the protocol's form. */
export function malformed(detail: string): ServeError {
  return new ServeError("malformed-request", { detail });
}

/** An input that does not fit the contract, at one place. */
export function misfit(pointer: string, detail: string, expected?: string, received?: string): ServeError {
  return new ServeError("invalid-input", {
    detail: "The input does not fit the model's contract.",
    errors: [{ pointer, detail, expected, received }],
  });
}
