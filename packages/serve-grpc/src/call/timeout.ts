import { malformed } from "@mlops/serve/protocols/openinference/parts";

const units: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/**
 * How long the caller waits, in milliseconds, as `grpc-timeout` says (grpc/doc/PROTOCOL-HTTP2.md); `undefined` without it.
 *
 * @throws ServeError `malformed-request` for a header that is not up to eight digits and a unit.
 */
export function timeoutOf(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const [, digits, unit] = typeof header === "string" ? (/^([0-9]{1,8})([HMSmun])$/.exec(header) ?? []) : [];
  if (digits !== undefined && unit !== undefined) return Number(digits) * (units[unit] ?? 0);
  throw malformed("The header grpc-timeout is up to eight digits and one of H, M, S, m, u and n.");
}
