import { createHash, timingSafeEqual } from "node:crypto";
import type { Principal } from "../core/http/exchange.ts";

/** What an operator says of one caller. */
export interface CallerOptions {
  /**
   * Tells the caller apart in limits and logs: letters, digits, `.`, `_` and `-`, at most 128. Several secrets may have
   * the same, so that one can replace another.
   */
  readonly id: string;
  /**
   * What the caller may do.
   *
   * @default ["predict", "metadata"]
   */
  readonly scopes?: readonly string[] | undefined;
}

/** A secret, of which only the digest is kept. */
export interface SecretEntry {
  readonly digest: Uint8Array;
  readonly principal: Principal;
}

const shortestSecret = 16;
/** What is left of a secret without the words of examples. */
const shortestRest = 12;
const fewestCharacters = 6;
const exampleWords =
  /your|my|the|secret|token|password|passphrase|api|key|change|replace|me|this|example|sample|default|test|demo|admin|letmein|qwerty|bearer|[^a-z0-9]/g;
const digestPattern = /^[0-9a-f]{64}$/;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** RFC 6749, section 3.3. */
const scopePattern = /^[\u0021\u0023-\u005b\u005d-\u007e]{1,128}$/;
const defaultScopes = ["predict", "metadata"];

/** SHA-256 of a text in UTF-8. */
function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text, "utf8").digest();
}

/**
 * Refuses secrets that can be guessed. It cannot prove that a secret is random; it finds what examples and hurry leave.
 *
 * @throws TypeError without the secret in it.
 */
export function assertStrongSecret(what: string, secret: string): void {
  const rest = secret.toLowerCase().replaceAll(exampleWords, "");
  const isWeak =
    secret.length < shortestSecret ||
    rest.length < shortestRest ||
    new Set(rest).size < fewestCharacters ||
    /^(.+?)\1+$/.test(secret) ||
    isRun(rest);
  if (!isWeak) return;
  throw new TypeError(
    `${what} is too weak: take at least ${shortestSecret} random characters, such as the output of "openssl rand -hex 32"`,
  );
}

/** Whether each character follows the one before: `0123456789abcdef`. */
function isRun(text: string): boolean {
  const codes = text.split("").map((character) => "0123456789abcdefghijklmnopqrstuvwxyz".indexOf(character));
  return codes.every((code, index) => index === 0 || code === (codes[index - 1] ?? 0) + 1);
}

const weakDigests = new Set(
  ["", "secret", "password", "token", "changeme", "test", "admin", "your-secret-token", "your-api-key"].map((text) =>
    Buffer.from(sha256(text)).toString("hex"),
  ),
);

/**
 * The entry of a secret that is given as its digest.
 *
 * @param digest - SHA-256 in 64 lower-case hexadecimal digits.
 * @throws TypeError for another form, and for the digests of a few well-known weak secrets.
 */
export function digestEntry(what: string, digest: string, caller: CallerOptions): SecretEntry {
  if (!digestPattern.test(digest)) throw new TypeError(`${what}.sha256 must have 64 lower-case hexadecimal digits`);
  if (weakDigests.has(digest)) throw new TypeError(`${what}.sha256 is that of a well-known secret`);
  return { digest: Buffer.from(digest, "hex"), principal: principalOf(what, caller) };
}

/**
 * The entry of a secret.
 *
 * @throws TypeError for a weak one.
 */
export function secretEntry(what: string, secret: string, caller: CallerOptions): SecretEntry {
  assertStrongSecret(what, secret);
  return { digest: sha256(secret), principal: principalOf(what, caller) };
}

function principalOf(what: string, { id, scopes = defaultScopes }: CallerOptions): Principal {
  if (!idPattern.test(id)) {
    throw new TypeError(
      `${what}.id must be letters, digits, ".", "_" and "-", at most 128, and begin with a letter or digit`,
    );
  }
  if (!scopes.every((scope) => scopePattern.test(scope))) {
    throw new TypeError(`${what}.scopes must be texts without spaces, quotes and backslashes`);
  }
  return { id, scopes: new Set(scopes) };
}

/**
 * Refuses a secret that two entries have: whose it is would depend on their order.
 *
 * @throws TypeError
 */
export function assertDistinct(what: string, entries: readonly SecretEntry[]): void {
  const digests = new Set(entries.map(({ digest }) => Buffer.from(digest).toString("hex")));
  if (digests.size < entries.length) throw new TypeError(`Two ${what} are the same`);
}

/**
 * Whose secret it is. Digests of one length are compared, in a time that does not depend on where they differ, and every
 * entry is looked at.
 */
export function findSecret(entries: readonly SecretEntry[], secret: string): Principal | undefined {
  const digest = sha256(secret);
  let found: Principal | undefined;
  for (const entry of entries) {
    if (timingSafeEqual(entry.digest, digest)) found = entry.principal;
  }
  return found;
}
