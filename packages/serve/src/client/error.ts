import type { ServeErrorCode } from "../core/errors/codes.ts";
import type { Problem } from "../core/errors/problem.ts";

/**
 * Why a call failed: a code of the server's; `http-error` for an answer that is none of the kit's, such as a proxy's page;
 * `network` without an answer, or with half of one; `timeout` when the time was over first.
 */
export type ServeClientErrorCode = ServeErrorCode | "http-error" | "network" | "timeout";

/** What an error of the client's says beyond its code. */
export interface ServeClientErrorDetails {
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A call that failed. */
export class ServeClientError extends Error {
  readonly code: ServeClientErrorCode;
  /** The status of the answer; `undefined` where none came. */
  readonly status: number | undefined;
  /** The answer, where it is problem details of the kit. */
  readonly problem: Problem | undefined;
  /** The id of the request in the server's log, as far as it is known. */
  readonly requestId: string | undefined;
  /** When to ask again, in seconds, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(code: ServeClientErrorCode, message: string, details: ServeClientErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = "ServeClientError";
    this.code = code;
    this.status = details.status;
    this.problem = details.problem;
    this.requestId = details.requestId;
    this.retryAfter = details.retryAfter;
  }
}
