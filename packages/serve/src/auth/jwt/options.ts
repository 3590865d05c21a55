import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/logger.ts";

const families = {
  HS: ["HS256", "HS384", "HS512"],
  RS: ["RS256", "RS384", "RS512"],
  PS: ["PS256", "PS384", "PS512"],
  ES: ["ES256", "ES384", "ES512"],
  Ed: ["EdDSA", "Ed25519"],
} as const;

/** The signatures that can be checked (RFC 7518, RFC 8037, RFC 9864). */
export type JwtAlgorithm = (typeof families)[keyof typeof families][number];

/** What a token says of its bearer, once its signature holds. */
export type JwtClaims = Readonly<Record<string, unknown>>;

/**
 * Why a token was refused: its form or length, its header, an unknown key, its signature, its claims. For operators; the
 * caller is never told.
 */
export type JwtRefusal = "malformed" | "header" | "key" | "signature" | "claims";

/** Which tokens are valid. */
export interface JwtOptions {
  /** What `iss` must be, exactly. */
  readonly issuer: string;
  /** What `aud` must be or have: this service's own name, or one of several. */
  readonly audience: string | readonly string[];
  /** The algorithms that are taken: one or more of one family (`HS`, `RS`, `PS`, `ES`, `Ed`). */
  readonly algorithms: readonly JwtAlgorithm[];
  /**
   * The public keys: the URL of a JSON Web Key Set (https; http only to this machine), or the set itself. A set at a URL
   * is fetched when it is first needed and kept; it is fetched again after `cacheMs`, and for an unknown `kid` at most
   * every 30 seconds. While it cannot be fetched, the kept keys serve for a day.
   */
  readonly jwks?: string | URL | { readonly keys: readonly object[] } | undefined;
  /** The secret of the family `HS`: at least as many bytes as the digest has, 32 for HS256. A text counts in UTF-8. */
  readonly secret?: string | Uint8Array | undefined;
  /**
   * What the header's `typ` must be, with or without `application/`. Identity providers that do not follow RFC 9068 say
   * `"JWT"`, also of ID tokens: then only the audience tells those apart.
   *
   * @default "at+jwt"
   */
  readonly typ?: string | undefined;
  /**
   * How much `exp`, `nbf` and `iat` may be off, in seconds; at most 60.
   *
   * @default 60
   */
  readonly clockSkewSeconds?: number | undefined;
  /** The scopes that claims give. Default: those in `scope` (one text, RFC 8693) and `scp` (a text or a list). */
  readonly scopes?: ((claims: JwtClaims) => readonly string[]) | undefined;
  /**
   * How long fetched keys are fresh, in milliseconds.
   *
   * @default 600_000
   */
  readonly cacheMs?: number | undefined;
  /** Is told of each refused token; must not throw. Default: nobody. */
  readonly onRefused?: ((reason: JwtRefusal) => void) | undefined;
  /** Where it is written that keys cannot be fetched. Default: nowhere. */
  readonly logger?: Logger | undefined;
  /** Measures how old keys are. Default: this machine's. */
  readonly clock?: Clock | undefined;
  /** The time of day in milliseconds since 1970, which `exp` is compared with. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/**
 * The family of some algorithms.
 *
 * @throws TypeError for none, for one that is unknown, and for two families: a public key must never pass as a secret.
 */
export function familyOf(algorithms: readonly string[]): keyof typeof families {
  const [family] = Object.entries(families)
    .filter(([, members]) => algorithms.every((one) => members.some((member) => member === one)))
    .map(([name]) => name)
    .filter(isFamily);
  if (family === undefined || algorithms.length === 0) {
    const all = Object.values(families).map((members) => members.join(", "));
    throw new TypeError(`algorithms must be one or more of one family: ${all.join("; ")}`);
  }
  return family;
}

function isFamily(name: string): name is keyof typeof families {
  return Object.hasOwn(families, name);
}
