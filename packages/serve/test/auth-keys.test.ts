import { mkdtempSync, rmSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Principal } from "@mlops/serve";
import { apiKeys, auth, bearerTokens } from "@mlops/serve/auth";
import type { ApiKeyOptions, AuthMethod, BearerToken } from "@mlops/serve/auth";
import { createFakeClock } from "@mlops/serve/testing";
import { assertStrongSecret, findSecret, secretEntry } from "../src/auth/secrets.ts";
import { ask, sha256, tokenOf } from "./auth-support.ts";

const folder = mkdtempSync(join(tmpdir(), "keys-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const anna = tokenOf("anna");
const ben = tokenOf("ben");
const bearer = (token: string): string[] => ["Authorization", `Bearer ${token}`];

describe("scopes", () => {
  const all = auth({
    methods: [
      bearerTokens([
        { id: "plain", token: anna },
        { id: "operator", sha256: sha256(ben), scopes: ["admin"] },
        { id: "nothing", token: tokenOf("nothing"), scopes: [] },
      ]),
    ],
  });
  it.each([
    ["plain", anna, ["plain", "plain", "forbidden"]],
    ["operator", ben, ["forbidden", "forbidden", "operator"]],
    ["nothing", tokenOf("nothing"), ["forbidden", "forbidden", "forbidden"]],
  ])("of %s open what they name and no more", async (_name, token, wanted) => {
    const answers = [];
    for (const access of ["predict", "metadata", "admin"] as const) {
      const answer = await ask(all, bearer(token), access);
      answers.push(typeof answer === "string" ? answer : answer.id);
    }
    expect(answers).toEqual(wanted);
  });

  it("are not asked for by probes and by the scraping of metrics, which have no principal", async () => {
    expect([await ask(all, [], "probe"), await ask(all, [], "metrics")]).toEqual(["nobody", "nobody"]);
  });
});

describe("methods together", () => {
  const method = (header: string, identify: AuthMethod["identify"]): AuthMethod => ({
    header,
    challenge: "X",
    identify,
  });
  const someone: Principal = { id: "someone", scopes: new Set(["predict"]) };
  const broken = method("authorization", () => Promise.reject(new Error("postgres://db")));

  it("are tried in their order until one knows the caller", async () => {
    const first = method("authorization", () => undefined);
    const second = method("authorization", async () => someone);
    expect(await ask(auth({ methods: [first, second] }), bearer("x"))).toBe(someone);
  });

  it("are answered 503 when one cannot tell and no other knows, never let in", async () => {
    const all = auth({ methods: [broken, bearerTokens([{ id: "anna", token: anna }])] });
    expect(await ask(all, bearer(ben))).toBe("auth-unavailable");
    expect(await ask(all, bearer(anna))).toMatchObject({ id: "anna" });
    expect(await ask(all, [])).toBe("unauthenticated");
  });

  it("have to be there", () => {
    expect(() => auth({ methods: [] })).toThrow(TypeError);
  });
});

describe("a key in a file", () => {
  const setUp = async (content: unknown) => {
    const file = join(folder, `${Math.random()}.json`);
    const write = (value: unknown): Promise<void> =>
      writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
    await write(content);
    const clock = createFakeClock();
    const lines: string[] = [];
    const log = (level: string) => (_fields: object, message: string) => void lines.push(`${level} ${message}`);
    const logger = { info: log("info"), warn: log("warn"), error: log("error") };
    const all = auth({ methods: [apiKeys({ file, clock, logger })] });
    const idOf = async (key: string): Promise<string> => {
      const answer = await ask(all, ["X-API-Key", key]);
      return typeof answer === "string" ? answer : answer.id;
    };
    return { file, write, clock, lines, idOf };
  };
  const keys = (...names: string[]): object => ({
    keys: names.map((id) => ({ id, sha256: sha256(tokenOf(id)), scopes: ["predict"] })),
  });

  it("is refused within a second of being taken out, and another is known as soon", async () => {
    const { write, clock, idOf, lines } = await setUp(keys("anna"));
    expect([await idOf(anna), await idOf(ben)]).toEqual(["anna", "unauthenticated"]);
    await write(keys("ben"));
    clock.advance(999);
    expect(await idOf(anna)).toBe("anna");
    clock.advance(1);
    expect([await idOf(anna), await idOf(ben)]).toEqual(["unauthenticated", "ben"]);
    expect(lines).toEqual(["info the file of keys was read again"]);
  });

  it("is looked up in what the file says now, also by all that come while it is read", async () => {
    const { write, clock, idOf } = await setUp(keys("anna"));
    await write({ keys: [] });
    clock.advance(1_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => idOf(anna)));
    expect(new Set(answers)).toEqual(new Set(["unauthenticated"]));
  });

  it.each<[string, unknown]>([
    ["half a file", '{"keys":[{"id":"ben"'],
    ["an empty file", ""],
    ["another shape", { keys: {} }],
    ["another member", { keys: [], more: 1 }],
    ["a key in clear", { keys: [{ id: "ben", key: ben }] }],
    ["a digest in upper case", { keys: [{ id: "ben", sha256: sha256(ben).toUpperCase() }] }],
    ["an impossible id", { keys: [{ id: "", sha256: sha256(ben) }] }],
    [
      "two equal keys",
      {
        keys: [
          { id: "ben", sha256: sha256(ben) },
          { id: "eve", sha256: sha256(ben) },
        ],
      },
    ],
    ["too large a file", " ".repeat(4 * 1024 * 1024 + 1)],
  ])("stays known while the file is faulty, which is logged once: %s", async (_what, content) => {
    const { write, clock, lines, idOf } = await setUp(keys("anna"));
    await write(content);
    for (let count = 0; count < 3; count += 1) {
      clock.advance(1_000);
      expect(await idOf(anna)).toBe("anna");
    }
    expect(lines).toEqual(["error the file of keys cannot be used: the keys from before stay"]);
    await write(keys("ben"));
    clock.advance(1_000);
    expect([await idOf(anna), await idOf(ben)]).toEqual(["unauthenticated", "ben"]);
  });

  it("is read in a file of 4 MiB", async () => {
    const { write, clock, idOf } = await setUp(keys("anna"));
    const text = JSON.stringify(keys("ben"));
    await write(text + " ".repeat(4 * 1024 * 1024 - text.length));
    clock.advance(1_000);
    expect(await idOf(ben)).toBe("ben");
  });

  it("stays known while the file is gone, and follows one that is moved into its place", async () => {
    const { file, clock, idOf } = await setUp(keys("anna"));
    await rm(file);
    clock.advance(1_000);
    expect(await idOf(anna)).toBe("anna");
    await writeFile(`${file}.new`, JSON.stringify(keys("ben")));
    await rename(`${file}.new`, file);
    clock.advance(1_000);
    expect([await idOf(anna), await idOf(ben)]).toEqual(["unauthenticated", "ben"]);
  });

  it("has to be readable at the start", async () => {
    expect(() => apiKeys({ file: join(folder, "none.json") })).toThrow(TypeError);
    const file = join(folder, "bad.json");
    await writeFile(file, '{"keys":[{"id":"a","key":"hunter2-hunter2-hunter2"}]}');
    expect(() => apiKeys({ file })).toThrow(/see \/keys\/0/);
    expect(() => apiKeys({ file })).not.toThrow(/hunter2/);
  });
});

describe("a secret", () => {
  const strong = "dGhpcyBpcyByYW5kb20";

  it.each([
    "",
    "secret",
    "a".repeat(32),
    "abcabcabcabcabcabcabc",
    "your-secret-token",
    "my-secret-api-key-change-me",
    "changeme-changeme-changeme",
    "Password-Password-1",
    "0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyz",
    "1212121212121212121",
    strong.slice(0, 15),
  ])("that can be guessed stops the start: %j", (token) => {
    expect(() => bearerTokens([{ id: "a", token }])).toThrow(TypeError);
    expect(() => bearerTokens([{ id: "a", token }])).toThrow(/tokens\[0\] is too weak/);
  });

  it.each(["", "secret", "your-secret-token"])("that is well known stops the start by its digest: %j", (text) => {
    expect(() => apiKeys({ keys: [{ id: "a", sha256: sha256(text) }] })).toThrow(/well-known/);
  });

  it("of 16 random characters will do", () => {
    expect(() => {
      assertStrongSecret("it", strong.slice(0, 16));
    }).not.toThrow();
    for (let index = 0; index < 500; index += 1) assertStrongSecret("it", tokenOf(String(index)).slice(0, 22));
  });

  it("is compared with every entry, whatever the lengths", () => {
    const entries = ["a", "b", "c"].map((id) => secretEntry("it", tokenOf(id), { id }));
    for (const text of ["", "x", tokenOf("a").repeat(100), "\u{1f511}", "\ud800"]) {
      expect(findSecret(entries, text)).toBeUndefined();
    }
    expect(["a", "b", "c"].map((id) => findSecret(entries, tokenOf(id))?.id)).toEqual(["a", "b", "c"]);
  });

  it.each<[string, () => unknown]>([
    ["no tokens", () => bearerTokens([])],
    ["no keys", () => apiKeys({ keys: [] })],
    ["neither keys nor file", () => apiKeys({} as ApiKeyOptions)],
    ["neither token nor digest", () => bearerTokens([{ id: "a" } as unknown as BearerToken])],
    ["both", () => bearerTokens([{ id: "a", token: anna, sha256: sha256(anna) } as unknown as BearerToken])],
    ["a token that no header can have", () => bearerTokens([{ id: "a", token: `${anna} ${ben}` }])],
    ["a token of 8,193 characters", () => bearerTokens([{ id: "a", token: (anna + ben).repeat(200).slice(0, 8_193) }])],
    [
      "two equal tokens",
      () =>
        bearerTokens([
          { id: "a", token: anna },
          { id: "b", sha256: sha256(anna) },
        ]),
    ],
    ["an id with a space", () => bearerTokens([{ id: "a b", token: anna }])],
    ["an id with a #, as those of other issuers have", () => bearerTokens([{ id: "a#b", token: anna }])],
    ["an id of 129 characters", () => bearerTokens([{ id: "a".repeat(129), token: anna }])],
    ["a scope with a space", () => bearerTokens([{ id: "a", token: anna, scopes: ["a b"] }])],
    ["an empty scope", () => bearerTokens([{ id: "a", token: anna, scopes: [""] }])],
    ["half a digest", () => apiKeys({ keys: [{ id: "a", sha256: sha256(anna).slice(1) }] })],
    ["keys in authorization", () => apiKeys({ header: "Authorization", keys: [{ id: "a", sha256: sha256(anna) }] })],
    ["keys in a cookie", () => apiKeys({ header: "cookie", keys: [{ id: "a", sha256: sha256(anna) }] })],
    ["an impossible header", () => apiKeys({ header: "x key", keys: [{ id: "a", sha256: sha256(anna) }] })],
  ])("configured like this stops the start: %s", (_what, make) => {
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(anna);
  });

  it("has an id of 128 characters, and a header of another name", async () => {
    const all = auth({
      methods: [apiKeys({ header: "X-Key", keys: [{ id: "a".repeat(128), sha256: sha256(anna) }] })],
    });
    expect(await ask(all, ["x-key", anna])).toMatchObject({ id: "a".repeat(128) });
    expect(await ask(all, ["x-api-key", anna])).toBe("unauthenticated");
  });
});
