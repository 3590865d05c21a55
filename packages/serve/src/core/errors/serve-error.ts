import { errorTable } from "./codes.ts";
import type { ServeErrorCode } from "./codes.ts";

/** One place in a request's body and what is wrong with it. */
export interface InputFault {
  /** Where, as a JSON Pointer (RFC 6901); empty for the whole body. */
  pointer: string;
  /** What is wrong, in words. */
  detail: string;
  /** What would have been right, where it can be said shortly. */
  expected?: string | undefined;
  /** The kind of what came; never the value itself. */
  received?: string | undefined;
}

/** What an error says beyond its code. */
export interface ServeErrorDetails {
  detail: string;
  errors?: readonly InputFault[] | undefined;
  /** What the caller can do about it. */
  hint?: string | undefined;
  /** Headers that the answer must carry, in lower case. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** What led to it: for the log, never for the answer. */
  cause?: unknown;
}

/** A fault with a stable code; the handler answers it as RFC 9457 problem details. */
export class ServeError extends Error {
  override readonly name = "ServeError";
  readonly code: ServeErrorCode;
  readonly status: number;
  readonly errors: readonly InputFault[];
  readonly hint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ServeErrorCode, details: ServeErrorDetails) {
    super(details.detail, { cause: details.cause });
    this.code = code;
    this.status = errorTable[code].status;
    this.errors = details.errors ?? [];
    this.hint = details.hint;
    this.headers = details.headers ?? {};
  }
}
