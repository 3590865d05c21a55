import type { CryptoKey, JSONWebKeySet, JWK, JWSHeaderParameters } from "jose";
import { createLocalJWKSet } from "jose";

/** Gives the key for a header; rejects where there is none. */
export type KeySet = (header: JWSHeaderParameters) => Promise<CryptoKey>;

const mostKeys = 100;

/**
 * A set of public keys.
 *
 * @throws TypeError for what is no set, for more than 100 keys, and for secret or private keys, which are in the wrong place.
 */
export function keySetOf(value: unknown): KeySet {
  const keys: unknown = isObject(value) ? value["keys"] : undefined;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > mostKeys || !keys.every(isKey)) {
    throw new TypeError(`A key set must be { "keys": [...] } with 1 to ${mostKeys} keys`);
  }
  if (keys.some((key) => key.kty === "oct" || "d" in key || "k" in key)) {
    throw new TypeError("A key set must have public keys only");
  }
  const set: JSONWebKeySet = { keys };
  return createLocalJWKSet(set);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isKey(value: unknown): value is JWK {
  return isObject(value) && typeof value["kty"] === "string";
}
