import type { RateLimitPolicy } from "../core/rate-limit-store.ts";
import { remainingUnits, waitMs } from "./gcra.ts";

/**
 * The header fields `ratelimit-policy` and `ratelimit` of draft-ietf-httpapi-ratelimit-headers-11: `q` units come back in
 * `w` seconds; `r` are left, and it takes `t` seconds until there is one more.
 */
export function limitFields(name: string, debt: number, policy: RateLimitPolicy): Record<string, string> {
  const remaining = remainingUnits(debt, policy);
  const next = toSeconds(waitMs(debt, remaining + 1, policy));
  return {
    "ratelimit-policy": `"${name}";q=${policy.limit};w=${policy.periodMs / 1000}`,
    ratelimit: `"${name}";r=${remaining};t=${next}`,
  };
}

/** `retry-after` in whole seconds (RFC 9110, section 10.2.3): never too early. */
export function retryAfter(milliseconds: number): Record<string, string> {
  return { "retry-after": String(Math.max(1, toSeconds(milliseconds))) };
}

function toSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
