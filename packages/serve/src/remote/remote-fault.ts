import { ServeError } from "../core/errors/serve-error.ts";
import { badOutput } from "../core/runtime/engine.ts";

/**
 * Why a call to a remote has no answer that can be used:
 *
 * - `unreachable`: nothing came back, so that the call can be made again
 * - `unavailable`: nothing came back in time, the answer broke off, or it says that there is none now
 * - `unusable`: the answer is another one than was asked for
 * - `rejected`: the remote works and does not want what was sent
 */
export type RemoteFaultKind = "unreachable" | "unavailable" | "unusable" | "rejected";

/** What there is to know beside the kind. */
export interface RemoteFaultDetails {
  readonly status?: number | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A call to a remote that failed. Its message is for the log: it may have what the remote says. */
export class RemoteFault extends Error {
  override readonly name = "RemoteFault";
  readonly kind: RemoteFaultKind;
  /** The status of the answer, where that is the fault. */
  readonly status: number | undefined;
  /** When to ask again, in seconds, where the remote says so. */
  readonly retryAfter: number | undefined;

  constructor(kind: RemoteFaultKind, message: string, details: RemoteFaultDetails = {}) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }
}

/** The fault as callers of the model are told it: nothing of the remote, but when to ask again. */
export function toCallerFault(fault: RemoteFault): ServeError {
  if (fault.kind === "unusable" || fault.kind === "rejected") return badOutput(fault.message, fault);
  return unavailable(fault.retryAfter ?? 1, fault);
}

/**
 * The refusal of a call that cannot be made now.
 *
 * @param retryAfter - In seconds.
 */
export function unavailable(retryAfter: number, cause: Error): ServeError {
  const headers = { "retry-after": String(Math.max(1, Math.ceil(retryAfter))) };
  return new ServeError("dependency-unavailable", { detail: "The model cannot be reached now.", headers, cause });
}
