import { exportSPKI, generateKeyPair, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { jwt } from "@mlops/serve/auth/jwt";
import type { JwtAlgorithm, JwtOptions } from "@mlops/serve/auth/jwt";
import { tokenOf } from "./auth-support.ts";
import { audience, checker, forged, goodClaims, issuer, keyServer, now, sign, signer } from "./auth-jwt-support.ts";
import { adder, four, listen } from "./support.ts";

const rsa = await signer("RS256", "one");
const other = await signer("RS256", "one");
const rs256 = checker({ jwks: { keys: [rsa.jwk] } });
const anna = `${issuer}#anna`;

describe("a token that is signed and valid", () => {
  it.each<JwtAlgorithm>(["RS256", "RS384", "PS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"])(
    "lets its subject in: %s",
    async (alg) => {
      const key = await signer(alg, "k");
      const { idOf } = checker({ algorithms: [alg], jwks: { keys: [key.jwk] } });
      expect(await idOf(await sign(key))).toBe(anna);
    },
  );

  it.each<[JwtAlgorithm, number]>([
    ["HS256", 32],
    ["HS384", 48],
    ["HS512", 64],
  ])("lets its subject in: %s with %i bytes, and with one less it does not start", async (alg, length) => {
    const secret = crypto.getRandomValues(new Uint8Array(length));
    const { idOf } = checker({ algorithms: [alg], secret });
    const key = {
      alg,
      privateKey: await importJWK({ kty: "oct", k: Buffer.from(secret).toString("base64url") }, alg),
      jwk: { kty: "oct" },
    };
    expect(await idOf(await sign(key as never))).toBe(anna);
    expect(() => checker({ algorithms: [alg], secret: secret.slice(1) })).toThrow(/at least/);
  });

  it("has a subject that no other issuer's can be, in characters that are harmless everywhere", async () => {
    const subject = "a#b c\n\u{1f600}";
    expect(await rs256.idOf(await sign(rsa, { ...goodClaims, sub: subject }))).toBe(
      `${issuer}#a%23b%20c%0A%F0%9F%98%80`,
    );
  });

  it("gets its scopes from `scope` and `scp`, and without them opens nothing", async () => {
    const codes = [];
    for (const more of [
      { scope: "a predict b" },
      { scp: ["predict"] },
      { scp: "predict" },
      {},
      { scope: "predict2" },
      { scp: 7 },
    ]) {
      codes.push(await rs256.idOf(await sign(rsa, { ...goodClaims, scope: undefined, ...more })));
    }
    expect(codes).toEqual([anna, anna, anna, "forbidden", "forbidden", "forbidden"]);
    const mapped = checker({ jwks: { keys: [rsa.jwk] }, scopes: ({ roles }) => (roles === "ml" ? ["predict"] : []) });
    expect(await mapped.idOf(await sign(rsa, { ...goodClaims, scope: "", roles: "ml" }))).toBe(anna);
    const throwing = checker({
      jwks: { keys: [rsa.jwk] },
      scopes: () => {
        throw new Error("no");
      },
    });
    expect(await throwing.idOf(await sign(rsa))).toBe("unauthenticated claims");
  });

  it("may name several audiences, one of several that are ours", async () => {
    const several = checker({ jwks: { keys: [rsa.jwk] }, audience: ["a", "b"] });
    expect(await several.idOf(await sign(rsa, { ...goodClaims, aud: ["x", "b"] }))).toBe(anna);
    expect(await several.idOf(await sign(rsa, { ...goodClaims, aud: ["x", "c"] }))).toBe("unauthenticated claims");
  });
});

describe("claims", () => {
  const near = [
    { exp: now - 59 },
    { nbf: now + 60 },
    { iat: now + 60 },
    { exp: now + 0.5, nbf: now - 1e6, iat: now - 1e6 },
    { aud: [audience] },
    { sub: "s".repeat(255) },
  ];
  it.each(near)("that are just valid pass: %j", async (more) => {
    expect(await rs256.idOf(await sign(rsa, { ...goodClaims, ...more }))).toMatch(`${issuer}#`);
  });

  it.each([
    { exp: now - 60 },
    { exp: now - 61 },
    { exp: 0 },
    { exp: -1 },
    { exp: undefined },
    { exp: null },
    { exp: String(now + 300) },
    { exp: [now + 300] },
    { exp: true },
    { nbf: now + 61 },
    { nbf: String(now) },
    { nbf: null },
    { iat: now + 61 },
    { iat: "now" },
    { iss: "https://login.example.com" },
    { iss: "HTTPS://LOGIN.EXAMPLE.COM/" },
    { iss: [issuer] },
    { iss: undefined },
    { aud: "https://models.example.com/" },
    { aud: [] },
    { aud: [audience, 7] },
    { aud: { 0: audience } },
    { aud: undefined },
    { sub: undefined },
    { sub: "" },
    { sub: 7 },
    { sub: "s".repeat(256) },
    { sub: "\ud800" },
    { token_use: "id" },
    { typ: "ID" },
    { typ: "Refresh" },
  ])("that are not valid are refused: %j", async (more) => {
    expect(await rs256.idOf(await sign(rsa, { ...goodClaims, ...more }))).toBe("unauthenticated claims");
  });

  it.each([
    ["an infinite exp", JSON.stringify({ ...goodClaims, exp: 0 }).replace('"exp":0', '"exp":1e309')],
    ["an infinite exp in a list", JSON.stringify({ ...goodClaims, exp: 0 }).replace('"exp":0', '"exp":[1e309]')],
    ["no JSON", "claims"],
    ["a list", "[]"],
    ["null", "null"],
    ["a text", '"sub"'],
    ["nothing", " "],
    ["a deep list", `${"[".repeat(2_500)}${"]".repeat(2_500)}`],
    [
      "an exp that is said twice, the last one past",
      `{"exp":${now + 300},${JSON.stringify({ ...goodClaims, exp: 1 }).slice(1)}`,
    ],
  ])("that are %s are refused", async (_what, text) => {
    expect(await rs256.idOf(await sign(rsa, text))).toBe("unauthenticated claims");
  });

  it("are held to less skew where less is said, and to no more than 60 seconds", async () => {
    const strict = checker({ jwks: { keys: [rsa.jwk] }, clockSkewSeconds: 0 });
    expect(await strict.idOf(await sign(rsa, { ...goodClaims, exp: now }))).toBe("unauthenticated claims");
    expect(await strict.idOf(await sign(rsa, { ...goodClaims, exp: now + 1 }))).toBe(anna);
    expect(() => checker({ jwks: { keys: [rsa.jwk] }, clockSkewSeconds: 61 })).toThrow(TypeError);
  });
});

describe("a header", () => {
  const none = ["none", "None", "NONE", "nOnE", "none ", "", null, [], ["RS256"], {}, 0, true, undefined];
  it.each(none)("with the algorithm %j is refused, with and without signature", async (alg) => {
    const signed = await sign(rsa);
    const [, , signature] = signed.split(".");
    for (const token of [
      forged({ alg, typ: "at+jwt", kid: "one" }, goodClaims, signature),
      forged({ alg, typ: "at+jwt", kid: "one" }, goodClaims, ""),
      forged({ alg, typ: "at+jwt", kid: "one" }, goodClaims, "").slice(0, -1),
    ]) {
      expect(await rs256.idOf(token)).toMatch(/^unauthenticated (?:header|malformed)$/);
    }
  });

  it.each(["RS384", "PS256", "ES256", "HS256", "EdDSA", "RSA-OAEP", "dir"])(
    "with %s where RS256 is taken is refused",
    async (alg) => {
      expect(await rs256.idOf(forged({ alg, typ: "at+jwt", kid: "one" }))).toBe("unauthenticated header");
    },
  );

  it("that makes a secret of a public key is refused", async () => {
    const { publicKey } = await generateKeyPair("RS256", { extractable: true });
    const texts = [await exportSPKI(publicKey), JSON.stringify(rsa.jwk), rsa.jwk.n ?? ""];
    for (const text of texts) {
      const key = await importJWK({ kty: "oct", k: Buffer.from(text).toString("base64url") }, "HS256");
      const token = await sign({ alg: "HS256", privateKey: key, jwk: { kty: "oct", kid: "one" } } as never);
      expect(await rs256.idOf(token)).toBe("unauthenticated header");
    }
  });

  it.each<[string, object]>([
    ["typ of an ID token", { typ: "JWT" }],
    ["typ of a refresh token", { typ: "refresh+jwt" }],
    ["no typ", { typ: undefined }],
    ["a typ that is no text", { typ: ["at+jwt"] }],
    ["an unknown crit", { crit: ["exp"], exp: 1 }],
    ["an empty crit", { crit: [] }],
    ["b64", { b64: false, crit: ["b64"] }],
    ["a token within", { cty: "JWT" }],
    ["compression", { zip: "DEF" }],
    ["a kid that is no text", { kid: 7 }],
    ["a kid of 1,025 characters", { kid: "k".repeat(1_025) }],
  ])("with %s is refused", async (_what, header) => {
    expect(await rs256.idOf(forged({ alg: "RS256", typ: "at+jwt", kid: "one", ...header }))).toBe(
      "unauthenticated header",
    );
  });

  it("may spell the type in full and in other case; older providers' tokens pass where they are asked for", async () => {
    for (const typ of ["AT+JWT", "application/at+jwt"])
      expect(await rs256.idOf(await sign(rsa, goodClaims, { typ }))).toBe(anna);
    const older = checker({ jwks: { keys: [rsa.jwk] }, typ: "JWT" });
    for (const typ of ["JWT", "jwt", undefined])
      expect(await older.idOf(await sign(rsa, goodClaims, { typ }))).toBe(anna);
    expect(await older.idOf(await sign(rsa, goodClaims, { typ: "at+jwt" }))).toBe("unauthenticated header");
  });

  it.each([
    "../../../../dev/null",
    "one' OR '1'='1",
    "https://attacker.example/key",
    "one\u0000",
    "__proto__",
    "constructor",
    "k".repeat(1_024),
    "",
  ])("with the kid %j finds no key", async (kid) => {
    expect(await rs256.idOf(await sign(rsa, goodClaims, { kid }))).toBe("unauthenticated key");
  });

  it("that names another place for keys is not followed", async () => {
    await using trap = await keyServer((_request, response) => {
      response.end(JSON.stringify({ keys: [other.jwk] }));
    });
    const places = { jku: trap.url, x5u: trap.url, jwk: other.jwk, x5c: ["MIIB"] };
    expect(await rs256.idOf(await sign(other, goodClaims, places))).toBe("unauthenticated signature");
    expect(await rs256.idOf(await sign(rsa, goodClaims, places))).toBe(anna);
    expect(trap.asked).toBe(0);
  });

  it("without kid finds the key where there is one only", async () => {
    const two = checker({ jwks: { keys: [rsa.jwk, { ...(await signer("RS256", "two")).jwk }] } });
    const token = await sign(rsa, goodClaims, { kid: undefined });
    expect(await rs256.idOf(token)).toBe(anna);
    expect(await two.idOf(token)).toBe("unauthenticated key");
  });
});

describe("a token of another form", () => {
  it("is refused: encrypted, nested, with parts too many or too few, or another character anywhere", async () => {
    const token = await sign(rsa);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const wrong = [
      "a.b.c.d.e",
      `${header}..${payload}.${payload}.${signature}`,
      forged({ alg: "dir", enc: "A256GCM", typ: "at+jwt" }),
      forged({ alg: "PBES2-HS256+A128KW", p2c: 2 ** 31, enc: "A128GCM", typ: "at+jwt" }),
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}..${signature}`,
      `.${payload}.${signature}`,
      `${token}.`,
      `${token}.${signature}`,
      `${token}=`,
      `${token}A`,
      token.slice(0, -1),
      ".....",
      "..",
      forged({ alg: "RS256", typ: "at+jwt", kid: "one" }, token, signature),
      `${header}.${payload}.${signature.split("").toReversed().join("")}`,
    ];
    for (const one of wrong) expect(await rs256.idOf(one), one).toMatch(/^unauthenticated/);
    expect(await rs256.idOf(token)).toBe(anna);
  });

  it("is refused in each spelling of its last character that decodes to the same bytes", async () => {
    const token = await sign(rsa);
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const passed = [];
    for (const letter of letters) {
      const answer = await rs256.idOf(token.slice(0, -1) + letter);
      if (answer === anna) passed.push(letter);
    }
    expect(passed).toEqual([token.slice(-1)]);
  });

  it("may have 8,192 characters and not one more", async () => {
    const fill = async (length: number): Promise<string> => sign(rsa, { ...goodClaims, pad: "x".repeat(length) });
    const start = (await fill(0)).length;
    let token = await fill(Math.floor(((8_192 - start) * 3) / 4));
    for (let more = 0; token.length < 8_192; more += 1)
      token = await fill(Math.floor(((8_192 - start) * 3) / 4) + more);
    expect(token).toHaveLength(8_192);
    expect(await rs256.idOf(token)).toBe(anna);
    expect(await rs256.idOf(`${token}A`)).toBe("unauthenticated malformed");
  });

  it("is refused within 20 ms, the worst of them", async () => {
    const hostile = [
      forged({ alg: "PBES2-HS256+A128KW", p2c: 2 ** 31, typ: "at+jwt" }),
      forged("[".repeat(5_000)),
      forged({ alg: "RS256", typ: "at+jwt", kid: "one" }, "[".repeat(5_000)),
      "a.".repeat(4_000),
      "A".repeat(8_192),
    ];
    const times = await Promise.all(
      hostile.map(async (token) => {
        const startedAt = performance.now();
        for (let count = 0; count < 20; count += 1) await rs256.idOf(token);
        return (performance.now() - startedAt) / 20;
      }),
    );
    expect(Math.max(...times)).toBeLessThan(20);
  });
});

describe("options", () => {
  const base: JwtOptions = { issuer, audience, algorithms: ["RS256"], jwks: { keys: [rsa.jwk] } };
  const hs: JwtOptions = { issuer, audience, algorithms: ["HS256"], secret: tokenOf("secret") };
  it.each<[string, object]>([
    ["no algorithm", { ...base, algorithms: [] }],
    ["none", { ...base, algorithms: ["none"] }],
    ["two families", { ...base, algorithms: ["RS256", "HS256"] }],
    ["RS and PS", { ...base, algorithms: ["RS256", "PS256"] }],
    ["no keys", { ...base, jwks: undefined }],
    ["an empty key set", { ...base, jwks: { keys: [] } }],
    ["101 keys", { ...base, jwks: { keys: Array.from({ length: 101 }, () => rsa.jwk) } }],
    ["a private key", { ...base, jwks: { keys: [{ ...rsa.jwk, d: "x" }] } }],
    ["a secret key in a set", { ...base, jwks: { keys: [{ kty: "oct", k: "x" }] } }],
    ["no issuer", { ...base, issuer: "" }],
    ["no audience", { ...base, audience: [] }],
    ["an empty audience", { ...base, audience: [""] }],
    ["an empty typ", { ...base, typ: "" }],
    ["http to another machine", { ...base, jwks: "http://login.example.com/jwks" }],
    ["a file", { ...base, jwks: "file:///etc/jwks.json" }],
    ["a URL with credentials", { ...base, jwks: "https://user:word@login.example.com/jwks" }],
    ["no URL", { ...base, jwks: "jwks.json" }],
    ["a cache of no time", { ...base, jwks: "https://login.example.com/jwks", cacheMs: 0 }],
    ["a secret for RS256", { ...base, secret: tokenOf("secret") }],
    ["keys for HS256", { ...hs, jwks: { keys: [rsa.jwk] } }],
    ["no secret for HS256", { ...hs, secret: undefined }],
    ["a secret of 31 bytes", { ...hs, secret: tokenOf("secret").slice(0, 31) }],
    ["a secret of 32 equal letters", { ...hs, secret: "a".repeat(32) }],
    ["a secret of 32 equal bytes", { ...hs, secret: new Uint8Array(32) }],
    ["a secret from an example", { ...hs, secret: "your-secret-key-your-secret-key-change-me" }],
  ])("that cannot be safe stop the start: %s", (_what, options) => {
    expect(() => jwt(options as JwtOptions)).toThrow(TypeError);
  });

  it("that are safe do not: 32 bytes, 100 keys", () => {
    expect(() => jwt({ ...hs, secret: tokenOf("secret").slice(0, 32) })).not.toThrow();
    expect(() => jwt({ ...base, jwks: { keys: Array.from({ length: 100 }, () => rsa.jwk) } })).not.toThrow();
  });
});

describe("over HTTP, beside static tokens", () => {
  it("both let in, and what is wrong has one answer", async () => {
    const methods = [
      bearerTokens([{ id: "shop", token: tokenOf("shop") }]),
      jwt({ issuer, audience, algorithms: ["RS256"], jwks: { keys: [rsa.jwk] }, now: () => now * 1000 }),
    ];
    const api = serve([adder], { auth: auth({ methods }) });
    await api.ready();
    await using server = await listen(api);
    const ask = (token: string): Promise<Response> =>
      server.post("/predict", four, { authorization: `Bearer ${token}`, "x-request-id": "same" });
    expect((await ask(tokenOf("shop"))).status).toBe(200);
    expect((await ask(await sign(rsa))).status).toBe(200);
    expect((await ask(await sign(rsa, { ...goodClaims, scope: "admin" }))).status).toBe(403);
    const refused = await Promise.all([
      ask(await sign(rsa, { ...goodClaims, exp: 1 })),
      ask(await sign(other)),
      ask(forged({ alg: "none" })),
      ask("x"),
    ]);
    expect(refused.map(({ status, headers }) => `${status} ${headers.get("www-authenticate")}`)).toEqual(
      refused.map(() => "401 Bearer"),
    );
    expect(new Set(await Promise.all(refused.map((one) => one.text()))).size).toBe(1);
  });
});
