import { Buffer } from "node:buffer";
import type { JwtClaims } from "./options.ts";

/** A token's header as far as it is looked at. */
export interface TokenHeader {
  readonly alg: string;
  readonly typ: string | undefined;
  readonly kid: string | undefined;
}

const longestKid = 1_024;
const longestSubject = 255;

/**
 * The header of a token in compact form (RFC 7515, section 7.1); `undefined` for a token that is not three parts in
 * canonical base64url, so that no token has two spellings.
 */
export function parseToken(token: string): JwtClaims | undefined {
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every(isCanonical)) return undefined;
  return parseObject(Buffer.from(parts[0] ?? "", "base64url"));
}

function isCanonical(part: string): boolean {
  return part !== "" && Buffer.from(part, "base64url").toString("base64url") === part;
}

/** A JSON object in UTF-8; `undefined` for anything else. */
export function parseObject(bytes: Uint8Array): JwtClaims | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads a header; `undefined` for one that asks for what is not done here: extensions that must be understood (`crit`),
 * unencoded or compressed payloads, encryption, a token within a token. Members that name keys (`jku`, `jwk`, `x5u`,
 * `x5c`) are not looked at.
 */
export function readHeader(header: JwtClaims): TokenHeader | undefined {
  const { alg, typ, kid } = header;
  const isPlain = ["crit", "b64", "zip", "enc", "cty"].every((name) => header[name] === undefined);
  if (!isPlain || typeof alg !== "string") return undefined;
  if (typ !== undefined && typeof typ !== "string") return undefined;
  if (kid !== undefined && (typeof kid !== "string" || kid.length > longestKid)) return undefined;
  return { alg, typ, kid };
}

/** A media type without the `application/` that may be left out (RFC 7515, section 4.1.9). */
export function normalType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, "");
}

/** What claims are held to. */
export interface ClaimRules {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly skewSeconds: number;
}

/** Whether claims are those of an access token that is valid now (RFC 7519, section 4.1; RFC 9068, section 4). */
export function areValid(claims: JwtClaims, rules: ClaimRules, nowSeconds: number): boolean {
  const { iss, aud, sub, exp, nbf, iat } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return (
    iss === rules.issuer &&
    audiences.every((one) => typeof one === "string") &&
    rules.audiences.some((one) => audiences.includes(one)) &&
    typeof sub === "string" &&
    sub !== "" &&
    sub.length <= longestSubject &&
    isTime(exp) &&
    exp > nowSeconds - rules.skewSeconds &&
    (nbf === undefined || (isTime(nbf) && nbf <= nowSeconds + rules.skewSeconds)) &&
    (iat === undefined || (isTime(iat) && iat <= nowSeconds + rules.skewSeconds)) &&
    isAccessToken(claims)
  );
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** Two providers say in the claims what kind a token is: Cognito in `token_use`, Keycloak in `typ`. */
function isAccessToken({ token_use: use, typ }: JwtClaims): boolean {
  return (use === undefined || use === "access") && (typ === undefined || typ === "Bearer" || typ === "DPoP");
}

/** The scopes in `scope` and `scp`. */
export function scopesOf({ scope, scp }: JwtClaims): string[] {
  const lists: readonly unknown[] = [scope, ...(Array.isArray(scp) ? scp : [scp])];
  return lists.flatMap((one) => (typeof one === "string" ? one.split(" ") : [])).filter((one) => one !== "");
}
