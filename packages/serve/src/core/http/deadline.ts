import type { IncomingMessage } from "node:http";
import { ServeError } from "../errors/serve-error.ts";

/**
 * How long the caller waits for the answer, in milliseconds: what `x-request-timeout-ms` says, at most `mostMs`.
 *
 * @throws ServeError `malformed-request` for a header that is no whole number of at least 1.
 */
export function deadlineOf(request: IncomingMessage, mostMs: number): number {
  const header = request.headers["x-request-timeout-ms"];
  if (header === undefined) return mostMs;
  if (typeof header !== "string" || !/^[1-9][0-9]{0,8}$/.test(header)) {
    throw new ServeError("malformed-request", {
      detail: "The header x-request-timeout-ms is a whole number of milliseconds, at least 1.",
    });
  }
  return Math.min(Number(header), mostMs);
}
