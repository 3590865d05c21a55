import { ServeError } from "../../core/errors/serve-error.ts";
import type { InputFault } from "../../core/errors/serve-error.ts";
import type { Reply } from "../../core/http/exchange.ts";

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

/** A fault as `{ "error": "…" }`. */
export function errorReply(error: ServeError, status: number, paths: string): Reply {
  const message = error.code === "not-found" ? `Malformed request: this path is none of ${paths}.` : messageOf(error);
  return { status, body: { json: { error: message } }, headers: error.headers };
}

/** What is wrong and where, in words of the contract: the request is never quoted. */
function messageOf(error: ServeError): string {
  const { message, errors } = error;
  const told = errors.slice(0, mostFaults).map((fault) => faultText(error, fault));
  const more = errors.length > mostFaults ? [`And ${errors.length - mostFaults} more.`] : [];
  switch (error.code) {
    case "body-not-json":
      // The detail of this code names what came.
      return ["JSON Parse error.", ...told].join(" ");
    case "method-not-allowed":
      return `Malformed request: ${message}`;
    default: {
      // Some faults have nothing to add.
      const isRepeated = errors.some(({ detail }) => detail === message);
      return [...(isRepeated ? [] : [message]), ...told, ...more].join(" ");
    }
  }
}

function faultText({ code }: ServeError, { pointer, detail, expected, received }: InputFault): string {
  // Names in the body are the caller's; only what has been held to a contract has a place without them.
  const place = code === "invalid-input" && pointer !== "" ? `${pointer}: ` : "";
  const what = detail.replace(/\.$/, "");
  const isTold = expected === undefined || detail.includes(expected);
  const wanted = isTold ? "" : `; expected ${expected}`;
  const came = isTold || received === undefined || code === "body-not-json" ? "" : `, received ${received}`;
  return `${place}${what}${wanted}${came}.`;
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
