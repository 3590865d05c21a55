import { errorTable } from "./codes.ts";
import type { ServeErrorCode } from "./codes.ts";
import { ServeError } from "./serve-error.ts";
import type { InputFault } from "./serve-error.ts";

/** The body of an error answer: RFC 9457 problem details with the kit's own members. */
export interface Problem {
  /** `urn:mlops:problem:` and the code. */
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ServeErrorCode;
  requestId: string;
  errors?: readonly InputFault[];
  hint?: string;
}

/** Any thrown value as a fault with a code; what is not the kit's own says nothing of itself. */
export function toServeError(thrown: unknown): ServeError {
  if (thrown instanceof ServeError) return thrown;
  return new ServeError("internal", { detail: "The server could not answer this request.", cause: thrown });
}

/** The answer for a fault. */
export function toProblem(error: ServeError, requestId: string): Problem {
  const { title, status } = errorTable[error.code];
  return {
    type: `urn:mlops:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.errors.length > 0 && { errors: error.errors }),
    ...(error.hint !== undefined && { hint: error.hint }),
  };
}
