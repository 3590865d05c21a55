import { ServeError } from "../../core/errors/serve-error.ts";
import type { InputFault } from "../../core/errors/serve-error.ts";
import type { Reply } from "../../core/http/exchange.ts";
import type { ModelSet } from "../../core/runtime/model-set.ts";

/** How many faults of one request a message tells. */
const mostFaults = 3;

/** Statuses of faults of the caller that TensorFlow Serving has too; it has 404 only for models and versions. */
const keptStatuses: ReadonlySet<number> = new Set([401, 403, 409, 429]);

/**
 * The status of a fault in TensorFlow Serving: its INVALID_ARGUMENT, which is 400, stands for every fault of the input,
 * also for wrong paths and methods, unknown labels and limits.
 */
export function tensorflowStatus({ code, status }: ServeError): number {
  if (status >= 500 || keptStatuses.has(status)) return status;
  return code === "model-not-found" || code === "version-not-found" ? 404 : 400;
}

/** The same in KServe, which knows unknown paths and wrong methods. */
export function kserveStatus({ status }: ServeError): number {
  return status >= 500 || status === 404 || status === 405 || keptStatuses.has(status) ? status : 400;
}

/** How faults are told. */
export interface FaultTelling {
  readonly statusOf: (error: ServeError) => number;
  /** The paths that there are, for a request with another. */
  readonly paths: string;
  /** The words that may stand in a place; see {@link knownWords}. */
  readonly words: ReadonlySet<string>;
}

/** The keys of requests and the names of tensors: what a place may say without quoting the request. */
export function knownWords(models: ModelSet): Set<string> {
  const names = models.all.flatMap(({ inputs }) => Object.keys(inputs));
  return new Set(["instances", "inputs", "examples", "context", ...names.flatMap((name) => name.split("/"))]);
}

/** A fault as `{ "error": "…" }`. */
export function errorReply(error: ServeError, telling: FaultTelling): Reply {
  const isUnknown = error.code === "not-found";
  const message = isUnknown ? `Malformed request: this path is none of ${telling.paths}.` : messageOf(error, telling);
  return { status: telling.statusOf(error), body: { json: { error: message } }, headers: error.headers };
}

/** What is wrong and where, in words of the contract: the request is never quoted. */
function messageOf(error: ServeError, { words }: FaultTelling): string {
  const { code, message, errors } = error;
  const told = errors.slice(0, mostFaults).map((fault) => faultText(error, fault, words));
  const more = errors.length > mostFaults ? [`And ${errors.length - mostFaults} more.`] : [];
  // The detail of this code names what came.
  if (code === "body-not-json") return ["JSON Parse error.", ...told].join(" ");
  if (code === "method-not-allowed") return `Malformed request: ${message}`;
  // Some faults have nothing to add.
  const isRepeated = errors.some(({ detail }) => detail === message);
  return [...(isRepeated ? [] : [message]), ...told, ...more].join(" ");
}

function faultText(
  { code }: ServeError,
  { pointer, detail, expected, received }: InputFault,
  words: ReadonlySet<string>,
): string {
  const place = code === "invalid-input" ? placeOf(pointer, words) : "";
  const what = detail.replace(/\.$/, "");
  const isTold = expected === undefined || detail.includes(expected);
  const wanted = isTold ? "" : `; expected ${expected}`;
  const came = isTold || received === undefined || code === "body-not-json" ? "" : `, received ${received}`;
  return `${place === "" ? "" : `${place}: `}${what}${wanted}${came}.`;
}

/** The place up to the first name that is the caller's own. */
function placeOf(pointer: string, words: ReadonlySet<string>): string {
  const segments = pointer.split("/").slice(1);
  const end = segments.findIndex((segment) => !/^\d{1,7}$/.test(segment) && !words.has(segment));
  return segments
    .slice(0, end === -1 ? segments.length : end)
    .map((segment) => `/${segment}`)
    .join("");
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
