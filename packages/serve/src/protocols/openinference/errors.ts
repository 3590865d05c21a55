import { ServeError } from "../../core/errors/serve-error.ts";
import type { InputFault } from "../../core/errors/serve-error.ts";
import type { Reply } from "../../core/http/exchange.ts";

/** How much of a place is told; names in it are the caller's. */
const maxPointerLength = 200;

/**
 * The answer for a fault: `{"error": "…"}`, which says what would have been right and what came.
 *
 * The protocol knows 400 for every fault of the input ("typically 400"), so 422 is 400 here.
 */
export function errorReply(fault: ServeError): Reply {
  const { status, headers } = fault;
  return { status: status === 422 ? 400 : status, body: { json: { error: errorText(fault) } }, headers };
}

/** A fault in one text: what is wrong, where, what would have been right, and what to do about it. */
export function errorText({ message, errors, hint }: ServeError): string {
  const faults = errors.map(({ pointer, detail, expected, received }) => {
    const place = pointer === "" ? "" : ` at ${pointer.slice(0, maxPointerLength)}`;
    if (expected === undefined) return `${detail}${place}.`;
    return `Expected${place} ${expected}, received ${received ?? "something else"}.`;
  });
  return [message, ...faults, ...(hint === undefined ? [] : [hint])].join(" ");
}

/** The refusal of a request that is not of the protocol's form. */
export function malformed(detail: string, ...errors: readonly InputFault[]): ServeError {
  return new ServeError("malformed-request", { detail, errors });
}

/** The refusal of an input or output that does not fit the model's contract. */
export function misfit(detail: string, ...errors: readonly InputFault[]): ServeError {
  return new ServeError("invalid-input", { detail, errors });
}
