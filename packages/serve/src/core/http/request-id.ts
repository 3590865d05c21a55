import { randomUUID } from "node:crypto";

const acceptable = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** The caller's `x-request-id` if it is harmless in a header and a log, else a fresh one. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === "string" && acceptable.test(header) ? header : randomUUID();
}
