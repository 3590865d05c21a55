import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { CompactSign, exportJWK, generateKeyPair } from "jose";
import type { CryptoKey, JWK } from "jose";
import { auth } from "@mlops/serve/auth";
import { jwt } from "@mlops/serve/auth/jwt";
import type { JwtOptions, JwtRefusal } from "@mlops/serve/auth/jwt";
import { ask } from "./auth-support.ts";

export const issuer = "https://login.example.com/";
export const audience = "https://models.example.com";
/** The time of day in every test, in seconds. */
export const now = 1_800_000_000;

export interface Signer {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function signer(alg: string, kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

export const goodClaims = { iss: issuer, aud: audience, sub: "anna", exp: now + 300, scope: "predict" };

/** Claims as text, where JSON has no form for the values. */
export const sign = (
  { alg, privateKey, jwk }: Signer,
  claims: object | string | Buffer = goodClaims,
  header: object = {},
): Promise<string> =>
  new CompactSign(
    claims instanceof Buffer ? claims : Buffer.from(typeof claims === "string" ? claims : JSON.stringify(claims)),
  )
    .setProtectedHeader({ alg, typ: "at+jwt", ...(jwk.kid !== undefined && { kid: jwk.kid }), ...header })
    .sign(privateKey);

/** A token with a header and claims as they are, and any signature. */
export const forged = (header: unknown, claims: unknown = goodClaims, signature = "c2ln"): string => {
  const part = (value: unknown): string =>
    Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part(claims)}.${signature}`;
};

/** Tokens of these options, at `now`. */
export function checker(options: Partial<JwtOptions>): {
  /** The id of the caller, or the code of the refusal and its reason. */
  readonly idOf: (token: string) => Promise<string>;
} {
  const reasons: JwtRefusal[] = [];
  const method = jwt({
    issuer,
    audience,
    algorithms: ["RS256"],
    now: () => now * 1000,
    onRefused: (reason) => void reasons.push(reason),
    ...options,
  });
  const all = auth({ methods: [method] });
  return {
    idOf: async (token) => {
      const answer = await ask(all, ["Authorization", `Bearer ${token}`]);
      return typeof answer === "string" ? [answer, reasons.pop()].filter(Boolean).join(" ") : answer.id;
    },
  };
}

/** A key server on a free port of the loopback address. */
export interface KeyServer extends AsyncDisposable {
  readonly url: string;
  /** What it answers. */
  answer: RequestListener;
  /** How often it was asked. */
  readonly asked: number;
}

export async function keyServer(answer: RequestListener): Promise<KeyServer> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    self.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const self = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    answer,
    get asked() {
      return asked;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

/** Answers with a key set. */
export const withKeys =
  (...keys: JWK[]): RequestListener =>
  (_request, response) => {
    response.setHeader("content-type", "application/jwk-set+json");
    response.end(JSON.stringify({ keys }));
  };
