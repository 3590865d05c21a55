import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ServeError } from "@mlops/serve";
import type { Exchange } from "@mlops/serve";
import { apiKeys, auth, bearerTokens } from "@mlops/serve/auth";
import type { ApiKeyOptions, AuthMethod } from "@mlops/serve/auth";
import { createFakeClock } from "@mlops/serve/testing";
import { assertStrongSecret } from "../src/auth/secrets.ts";
import { checker, goodClaims, issuer, keyServer, now, sign, signer, withKeys } from "./auth-jwt-support.ts";
import { ask, sha256, tokenOf } from "./auth-support.ts";

const folder = mkdtempSync(join(tmpdir(), "edges-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const token = tokenOf("anna");
const key = await signer("ES256", "one");
const good = await sign(key);
const anna = `${issuer}#anna`;
const set = { algorithms: ["ES256"] as const, jwks: { keys: [key.jwk] } };

/** What a refusal says in its headers. */
async function headersOf(methods: readonly AuthMethod[], headers: readonly string[]): Promise<unknown> {
  const exchange = { request: { rawHeaders: headers }, principal: undefined } as unknown as Exchange;
  const error: unknown = await auth({ methods })
    .authenticate(exchange, "predict")
    .catch((thrown: unknown) => thrown);
  return error instanceof ServeError ? [error.code, error.headers] : undefined;
}

describe("a method", () => {
  const seen: string[] = [];
  const method: AuthMethod = {
    header: "x-own",
    challenge: "Own",
    identify(value) {
      seen.push(value);
      return { id: "own", scopes: new Set(["predict"]) };
    },
  };

  it("is shown its own header and no other, up to 8,192 characters and a scheme", async () => {
    const all = auth({ methods: [bearerTokens([{ id: "anna", token }]), method] });
    expect(await ask(all, ["X-Own", "x".repeat(8_256)])).toMatchObject({ id: "own" });
    expect(await ask(all, ["X-Own", "x".repeat(8_257)])).toBe("unauthenticated");
    expect(await ask(all, ["Authorization", "Bearer other"])).toBe("unauthenticated");
    expect(seen.map(({ length }) => length)).toEqual([8_256]);
    const keys = apiKeys({ keys: [{ id: "key", sha256: sha256(tokenOf("key")) }] });
    const tokens = bearerTokens([{ id: "anna", token }]);
    expect(await ask(auth({ methods: [tokens, keys] }), ["x-api-key", `Bearer ${token}`])).toBe("unauthenticated");
  });

  it("that cannot tell says when to ask again, or what it wants to", async () => {
    const failing = (error: Error): AuthMethod => ({
      ...method,
      identify() {
        throw error;
      },
    });
    expect(await headersOf([failing(new Error("down"))], ["x-own", "x"])).toEqual([
      "auth-unavailable",
      { "retry-after": "1" },
    ]);
    const own = new ServeError("overloaded", { detail: "no", headers: { "retry-after": "7" } });
    expect(await headersOf([failing(own)], ["x-own", "x"])).toEqual(["overloaded", { "retry-after": "7" }]);
  });

  it("of keys is not told of with the scheme of tokens when a scope is missing", async () => {
    const keys = apiKeys({ keys: [{ id: "key", sha256: sha256(token), scopes: ["admin"] }] });
    expect(await headersOf([keys], ["x-api-key", token])).toEqual(["forbidden", {}]);
  });
});

describe("a key", () => {
  it("has at most 8,192 characters, and at least one", async () => {
    const keys = ["k".repeat(8_192), "k".repeat(8_193)].map((text, index) => ({
      id: `k${index}`,
      sha256: sha256(text),
    }));
    const all = auth({ methods: [apiKeys({ keys })] });
    expect(await ask(all, ["x-api-key", "k".repeat(8_192)])).toMatchObject({ id: "k0" });
    expect(await ask(all, ["x-api-key", "k".repeat(8_193)])).toBe("unauthenticated");
    expect(await ask(all, ["x-api-key", ""])).toBe("unauthenticated");
  });

  it("comes from a list or from a file, never both", () => {
    const both = { keys: [{ id: "a", sha256: sha256(token) }], file: "keys.json" } as unknown as ApiKeyOptions;
    expect(() => apiKeys(both)).toThrow(/either/);
  });

  it("in a file is told of each time that the file breaks and each time that it changes, with what is wrong", async () => {
    const file = join(folder, "keys.json");
    const keys = (id: string): string => JSON.stringify({ keys: [{ id, sha256: sha256(tokenOf(id)) }] });
    await writeFile(file, keys("anna"));
    const clock = createFakeClock(50_000);
    const lines: [string, object][] = [];
    const log = (level: string) => (fields: object) => void lines.push([level, fields]);
    const logger = { info: log("info"), warn: log("warn"), error: log("error") };
    const all = auth({ methods: [apiKeys({ file, clock, logger })] });
    const asked = async (): Promise<void> => {
      clock.advance(1_000);
      await ask(all, ["x-api-key", token]);
    };
    await asked();
    expect(lines).toEqual([]);
    for (const text of ["{", keys("ben"), `${keys("anna")}${" ".repeat(4 * 1024 * 1024)}`]) {
      await writeFile(file, text);
      await asked();
      await asked();
    }
    expect(lines).toEqual([
      ["error", { err: expect.any(TypeError) }],
      ["info", { keys: 1 }],
      ["error", { err: expect.any(TypeError) }],
    ]);
    expect(await ask(all, ["x-api-key", tokenOf("ben")])).toMatchObject({ id: "ben" });
  });
});

describe("the strength of a secret", () => {
  const passes = (secret: string): boolean => {
    try {
      assertStrongSecret("it", secret);
      return true;
    } catch {
      return false;
    }
  };

  it("counts what is left without the words of examples: 12 characters, 6 of them different", () => {
    expect([passes("secret-a1b2c3d4e5f6"), passes("secret-a1b2c3d4e5f")]).toEqual([true, false]);
    expect([passes("aabbccddeffedcbaa"), passes("aabbccddeedcbaabc")]).toEqual([true, false]);
  });

  it("is none in a text that repeats itself", () => {
    expect(["x7Kq9Zx7Kq9Z", "x7Kq9ZpLx7Kq9ZpL", "x7Kq9Zx7Kq9Zx7Kq9Z"].map(passes)).toEqual([false, false, false]);
  });

  it("is asked of every scope and entry", () => {
    expect(() => bearerTokens([{ id: "a", token, scopes: ["predict", "a b"] }])).toThrow(/scopes/);
    const different = ["a", "b", "c"].map((id) => ({ id, token: tokenOf(id) }));
    expect(() => bearerTokens(different)).not.toThrow();
  });
});

describe("a signed token", () => {
  it("may say that it is an access token, in the ways of several providers", async () => {
    const { idOf } = checker(set);
    for (const more of [{ token_use: "access" }, { typ: "Bearer" }, { typ: "DPoP" }, { nbf: 0, iat: 0 }]) {
      expect(await idOf(await sign(key, { ...goodClaims, ...more }))).toBe(anna);
    }
    for (const more of [{ nbf: -1 }, { iat: -1 }, { exp: true }, { nbf: true }]) {
      expect(await idOf(await sign(key, { ...goodClaims, ...more }))).toBe("unauthenticated claims");
    }
  });

  it("has a payload in UTF-8", async () => {
    const { idOf } = checker(set);
    const [start = "", end = ""] = JSON.stringify({ ...goodClaims, sub: "|" }).split("|");
    const text = Buffer.concat([Buffer.from(start), Buffer.from([0xff]), Buffer.from(end)]);
    expect(await idOf(await sign(key, text))).toBe("unauthenticated claims");
  });

  it("has the type that is asked for, and one is needed where it is not the old one", async () => {
    const { idOf } = checker({ ...set, typ: "application/own+jwt" });
    expect(await idOf(await sign(key, goodClaims, { typ: "own+jwt" }))).toBe(anna);
    expect(await idOf(await sign(key, goodClaims, { typ: undefined }))).toBe("unauthenticated header");
    expect(await idOf(await sign(key, goodClaims, { typ: "own+jwtapplication/" }))).toBe("unauthenticated header");
  });

  it.each<[string, () => unknown]>([
    [
      "an HS512 secret of 32 bytes beside HS256",
      () => checker({ algorithms: ["HS256", "HS512"], secret: randomBytes(32), jwks: undefined }),
    ],
    [
      "a secret of 7 different bytes",
      () => checker({ algorithms: ["HS256"], secret: Uint8Array.from({ length: 32 }, (_, index) => index % 7) }),
    ],
    ["a machine whose name only ends like this one's", () => checker({ ...set, jwks: "http://not-localhost/jwks" })],
    [
      "a machine whose name only begins like this one's",
      () => checker({ ...set, jwks: "http://localhost.example.com/jwks" }),
    ],
    ["ftp to this machine", () => checker({ ...set, jwks: "ftp://localhost/jwks" })],
    ["a skew below nothing", () => checker({ ...set, clockSkewSeconds: -1 })],
    ["one empty audience of two", () => checker({ ...set, audience: ["a", ""] })],
    ["one key of two that is none", () => checker({ ...set, jwks: { keys: [key.jwk, { kid: "x" }] } })],
    ["a key that is null", () => checker({ ...set, jwks: { keys: [null] as unknown as object[] } })],
    ["a cache of 999 ms", () => checker({ ...set, jwks: "https://login.example.com/jwks", cacheMs: 999 })],
  ])("is not waited for with %s", (_what, make) => {
    expect(make).toThrow(TypeError);
  });

  it("is waited for with 8 different bytes, a cache of a second, and keys on this machine under each of its names", () => {
    const secret = Uint8Array.from({ length: 32 }, (_, index) => index % 8);
    expect(() => checker({ algorithms: ["HS256"], secret })).not.toThrow();
    for (const name of ["localhost", "127.0.0.1", "[::1]"]) {
      expect(() => checker({ ...set, jwks: `http://${name}:1/jwks`, cacheMs: 1_000 })).not.toThrow();
    }
  });
});

describe("a key server", () => {
  const connected = async (answer: Parameters<typeof keyServer>[0]) => {
    const server = await keyServer(answer);
    const clock = createFakeClock();
    const lines: [string, object][] = [];
    const log = (level: string) => (fields: object) => void lines.push([level, fields]);
    const logger = { info: log("info"), warn: log("warn"), error: log("error") };
    const { idOf } = checker({ algorithms: ["ES256"], jwks: server.url, clock, logger, now: () => now * 1000 });
    return { server, clock, lines, idOf, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  };

  it.each<[string, Parameters<typeof keyServer>[0]]>([
    ["a fault", (_request, response) => void response.writeHead(500).end(JSON.stringify({ keys: [key.jwk] }))],
    [
      "bytes that are no UTF-8",
      (_request, response) => {
        const [start = "", end = ""] = JSON.stringify({ keys: [key.jwk], note: "|" }).split("|");
        response.end(Buffer.concat([Buffer.from(start), Buffer.from([0xff]), Buffer.from(end)]));
      },
    ],
  ])("that sends good keys as %s is not believed; that is logged once, with its reason", async (_what, answer) => {
    await using it2 = await connected(answer);
    for (let count = 0; count < 3; count += 1) {
      expect(await it2.idOf(good)).toBe("auth-unavailable");
      it2.clock.advance(1_000);
    }
    expect(it2.server.asked).toBe(3);
    expect(it2.lines).toEqual([["warn", { err: expect.any(Error) }]]);
  });

  it("may send its answer in pieces that cut through a character", async () => {
    await using it2 = await connected((request, response) => {
      expect(request.headers.accept).toBe("application/jwk-set+json, application/json");
      const bytes = Buffer.from(JSON.stringify({ keys: [{ ...key.jwk, note: "\u{1f511}" }] }));
      const middle = bytes.indexOf(0xf0) + 2;
      response.write(bytes.subarray(0, middle), () => response.end(bytes.subarray(middle)));
    });
    expect(await it2.idOf(good)).toBe(anna);
  });

  it("is not asked again for a token that fits several keys", async () => {
    const second = await signer("ES256", "two");
    await using it2 = await connected(withKeys(key.jwk, second.jwk));
    const token2 = await sign(key, goodClaims, { kid: undefined });
    expect(await it2.idOf(token2)).toBe("unauthenticated key");
    it2.clock.advance(30_000);
    expect([await it2.idOf(token2), it2.server.asked]).toEqual(["unauthenticated key", 1]);
  });
});
