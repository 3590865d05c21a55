import { Buffer } from "node:buffer";
import { compactVerify, errors } from "jose";
import type { CompactVerifyGetKey, JWSHeaderParameters } from "jose";
import { systemClock } from "../../core/clock.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import type { Principal } from "../../core/http/exchange.ts";
import { silentLogger } from "../../core/logger.ts";
import { bearerOf } from "../method.ts";
import type { AuthMethod } from "../method.ts";
import { assertStrongSecret } from "../secrets.ts";
import { keySetOf } from "./key-set.ts";
import type { KeySet } from "./key-set.ts";
import { familyOf } from "./options.ts";
import type { JwtClaims, JwtOptions, JwtRefusal } from "./options.ts";
import { remoteKeys } from "./remote-keys.ts";
import { areValid, normalType, parseObject, parseToken, readHeader, scopesOf } from "./token.ts";

const mostSkewSeconds = 60;

/**
 * Access tokens of an identity provider: signed JSON Web Tokens (RFC 7519) as `authorization: Bearer …`, checked as RFC
 * 8725 asks. Needs the optional peer `jose`.
 *
 * A token is at most 8,192 characters. `iss`, `aud`, `sub` and `exp` must be there; `nbf` and `iat` are checked where they
 * are. The principal's id is the issuer, `#` and the encoded subject, so that no two issuers share one. A token without
 * scopes opens nothing.
 *
 * @throws TypeError for algorithms of two families, a short or weak secret, and keys that do not belong to the family.
 *
 * @example
 * jwt({
 *   issuer: "https://login.example.com/",
 *   audience: "https://models.example.com",
 *   algorithms: ["RS256"],
 *   jwks: "https://login.example.com/.well-known/jwks.json",
 * })
 */
export function jwt(options: JwtOptions): AuthMethod {
  const { issuer, algorithms, typ = "at+jwt", clockSkewSeconds = mostSkewSeconds, now = Date.now } = options;
  const audiences = typeof options.audience === "string" ? [options.audience] : options.audience;
  assertTexts("issuer", [issuer]);
  assertTexts("audience", audiences);
  assertTexts("typ", [typ]);
  if (!(clockSkewSeconds >= 0 && clockSkewSeconds <= mostSkewSeconds)) {
    throw new TypeError(`clockSkewSeconds must be a number from 0 to ${mostSkewSeconds}`);
  }
  const allowed: ReadonlySet<string> = new Set(algorithms);
  const rules = { issuer, audiences, skewSeconds: clockSkewSeconds };
  const wantedType = normalType(typ);
  const verify = verifier(options);

  const check = async (token: string): Promise<Principal | JwtRefusal> => {
    const parsed = parseToken(token);
    if (parsed === undefined) return "malformed";
    const header = readHeader(parsed);
    // Tokens of the time before RFC 9068 may leave the type out.
    const type = header?.typ ?? (wantedType === "jwt" ? "jwt" : "");
    if (header === undefined || !allowed.has(header.alg) || normalType(type) !== wantedType) return "header";
    const payload = await verify(token);
    if (typeof payload === "string") return payload;
    const claims = parseObject(payload);
    if (claims === undefined || !areValid(claims, rules, now() / 1000)) return "claims";
    return principalOf(options, claims) ?? "claims";
  };

  return {
    header: "authorization",
    challenge: "Bearer",
    async identify(value) {
      const token = bearerOf(value);
      const found = token === undefined ? "malformed" : await check(token);
      if (typeof found !== "string") return found;
      options.onRefused?.(found);
      return undefined;
    },
  };
}

/** `undefined` for a subject with half of a surrogate pair, and for claims that the operator's function throws at. */
function principalOf({ issuer, scopes = scopesOf }: JwtOptions, claims: JwtClaims): Principal | undefined {
  try {
    return { id: `${issuer}#${encodeURIComponent(String(claims["sub"]))}`, scopes: new Set(scopes(claims)) };
  } catch {
    return undefined;
  }
}

type Verify = (token: string) => Promise<Uint8Array | "key" | "signature">;

/** Checks signatures with the keys of the options; gives the payload. */
function verifier(options: JwtOptions): Verify {
  const { jwks, secret } = options;
  const algorithms = [...options.algorithms];
  const family = familyOf(algorithms);
  if (family === "HS") {
    if (jwks !== undefined || secret === undefined) throw new TypeError("The algorithms HS… need `secret`, not `jwks`");
    const key = secretBytes(secret, Math.max(...algorithms.map((name) => Number(name.slice(2)) / 8)));
    return (token) => verifyWith(token, async () => key, algorithms);
  }
  if (jwks === undefined || secret !== undefined)
    throw new TypeError(`The algorithms ${family}… need \`jwks\`, not \`secret\``);
  if (typeof jwks === "string" || jwks instanceof URL) {
    const { clock = systemClock, logger = silentLogger, cacheMs = 600_000 } = options;
    if (!(cacheMs >= 1_000)) throw new TypeError("cacheMs must be at least 1000");
    const remote = remoteKeys(keySetUrl(jwks), cacheMs, clock, logger);
    const find = async (header: JWSHeaderParameters): ReturnType<KeySet> => {
      const keys = await remote.current();
      return keys(header).catch(async (error: unknown) => {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return (await remote.afterUnknownKey())(header);
      });
    };
    return (token) => verifyWith(token, find, algorithms);
  }
  const keys = keySetOf(jwks);
  return (token) => verifyWith(token, (header) => keys(header), algorithms);
}

async function verifyWith(token: string, find: CompactVerifyGetKey, algorithms: string[]): ReturnType<Verify> {
  let failure: unknown;
  const findKey: CompactVerifyGetKey = async (header, jws) => {
    try {
      return await find(header, jws);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  try {
    return (await compactVerify(token, findKey, { algorithms })).payload;
  } catch {
    if (failure instanceof ServeError) throw failure;
    return failure === undefined ? "signature" : "key";
  }
}

function secretBytes(secret: string | Uint8Array, least: number): Uint8Array {
  if (typeof secret === "string") assertStrongSecret("secret", secret);
  const bytes = typeof secret === "string" ? Buffer.from(secret, "utf8") : Uint8Array.from(secret);
  if (bytes.length < least) throw new TypeError(`secret must have at least ${least} bytes (RFC 7518, section 3.2)`);
  if (new Set(bytes).size < 8) throw new TypeError("secret is too weak: take random bytes");
  return bytes;
}

function keySetUrl(given: string | URL): URL {
  const url = URL.canParse(String(given)) ? new URL(given) : undefined;
  const isLocal = url?.protocol === "http:" && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url === undefined || (url.protocol !== "https:" && !isLocal) || url.username !== "" || url.password !== "") {
    throw new TypeError("jwks must be an https URL without credentials, or http to this machine");
  }
  return url;
}

function assertTexts(name: string, texts: readonly unknown[]): void {
  if (texts.length > 0 && texts.every((text) => typeof text === "string" && text !== "")) return;
  throw new TypeError(`${name} must be a text that is not empty`);
}
