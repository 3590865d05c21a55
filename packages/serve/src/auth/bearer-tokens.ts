import { bearerOf, longestCredential } from "./method.ts";
import type { AuthMethod } from "./method.ts";
import { assertDistinct, digestEntry, findSecret, secretEntry } from "./secrets.ts";
import type { CallerOptions } from "./secrets.ts";

/** A token and whose it is: the token itself, or its SHA-256 in lower-case hexadecimal digits. */
export type BearerToken = CallerOptions &
  ({ readonly token: string; readonly sha256?: undefined } | { readonly sha256: string; readonly token?: undefined });

/**
 * Tokens that are known when the server starts, sent as `authorization: Bearer …` (RFC 6750).
 *
 * Only digests are kept in memory. A caller without `scopes` may predict and read metadata, never administrate.
 *
 * @throws TypeError for no tokens, a weak one, two that are the same, and what is malformed.
 *
 * @example
 * bearerTokens([{ id: "shop", token: process.env.SHOP_TOKEN ?? "" }])
 */
export function bearerTokens(tokens: readonly BearerToken[]): AuthMethod {
  if (tokens.length === 0) throw new TypeError("bearerTokens needs at least one token");
  const entries = tokens.map((one, index) => {
    const what = `tokens[${index}]`;
    if ((one.token === undefined) === (one.sha256 === undefined)) {
      throw new TypeError(`${what} must have either \`token\` or \`sha256\``);
    }
    if (one.token === undefined) return digestEntry(what, one.sha256, one);
    const entry = secretEntry(what, one.token, one);
    if (bearerOf(`Bearer ${one.token}`) === undefined) {
      throw new TypeError(
        `${what}.token cannot be sent: it may have letters, digits and "-._~+/", then "=", at most ${longestCredential}`,
      );
    }
    return entry;
  });
  assertDistinct("tokens", entries);
  return {
    header: "authorization",
    challenge: "Bearer",
    identify(value) {
      const token = bearerOf(value);
      return token === undefined ? undefined : findSecret(entries, token);
    },
  };
}
