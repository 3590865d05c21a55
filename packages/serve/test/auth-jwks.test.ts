import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { createFakeClock } from "@mlops/serve/testing";
import type { FakeClock } from "@mlops/serve/testing";
import { checker, goodClaims, issuer, keyServer, sign, signer, withKeys } from "./auth-jwt-support.ts";
import type { KeyServer } from "./auth-jwt-support.ts";

const one = await signer("ES256", "one");
const two = await signer("ES256", "two");
const anna = `${issuer}#anna`;
const good = await sign(one);
const rotated = await sign(two);

interface SetUp extends AsyncDisposable {
  readonly server: KeyServer;
  readonly clock: FakeClock;
  readonly lines: string[];
  readonly idOf: (token: string) => Promise<string>;
}

async function setUp(answer: RequestListener): Promise<SetUp> {
  const server = await keyServer(answer);
  const clock = createFakeClock();
  const lines: string[] = [];
  const log = (level: string) => (_fields: object, message: string) => void lines.push(`${level} ${message}`);
  const logger = { info: log("info"), warn: log("warn"), error: log("error") };
  const { idOf } = checker({ algorithms: ["ES256"], jwks: server.url, clock, logger });
  return { server, clock, lines, idOf, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Lets what is under way on the network come to its end. */
async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setImmediate(resolve));
}

const refuse: RequestListener = (request) => {
  request.socket.destroy();
};

/** Answers that are no key set. */
const faulty: [string, RequestListener][] = [
  ["is down", refuse],
  ["answers 500", (_request, response) => void response.writeHead(500).end("{}")],
  ["answers 204", (_request, response) => void response.writeHead(204).end()],
  ["answers with a redirect", (_request, response) => void response.writeHead(302, { location: "/other" }).end()],
  ["answers no JSON", (_request, response) => void response.end("<html>")],
  ["answers no UTF-8", (_request, response) => void response.end(Buffer.from([0x7b, 0xff, 0x7d]))],
  ["answers nothing", (_request, response) => void response.end()],
  ["answers another shape", (_request, response) => void response.end('{"keys":{}}')],
  ["answers no keys", withKeys()],
  ["answers a secret key", withKeys(one.jwk, { kty: "oct", k: "c2VjcmV0" })],
  ["answers 101 keys", withKeys(...Array.from({ length: 101 }, () => one.jwk))],
  [
    "answers more than 256 KiB",
    (_request, response) => void response.end(JSON.stringify({ keys: [one.jwk], pad: "x".repeat(262_144) })),
  ],
];

describe("a key server", () => {
  it("is asked when a token first needs a key, once however many come", async () => {
    await using it2 = await setUp(withKeys(one.jwk));
    expect(await it2.idOf("no.token.c2ln")).toMatch(/^unauthenticated/);
    expect(it2.server.asked).toBe(0);
    const answers = await Promise.all(Array.from({ length: 50 }, () => it2.idOf(good)));
    expect([new Set(answers), it2.server.asked]).toEqual([new Set([anna]), 1]);
  });

  it("is asked for an unknown key at most once in 30 seconds, however many keys are made up", async () => {
    await using it2 = await setUp(withKeys(one.jwk));
    await it2.idOf(good);
    const flood = async (): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 40 }, async (_, index) =>
          it2.idOf(await sign(two, goodClaims, { kid: `made-up-${index}` })),
        ),
      );
    await flood();
    it2.clock.advance(29_999);
    await flood();
    expect(it2.server.asked).toBe(1);
    it2.clock.advance(1);
    await flood();
    await flood();
    expect(it2.server.asked).toBe(2);
    expect(await it2.idOf(good)).toBe(anna);
  });

  it("may rotate its keys: the new one is known within 30 seconds, the old one no longer", async () => {
    await using it2 = await setUp(withKeys(one.jwk));
    expect(await it2.idOf(good)).toBe(anna);
    it2.server.answer = withKeys(two.jwk);
    expect(await it2.idOf(rotated)).toBe("unauthenticated key");
    it2.clock.advance(30_000);
    expect([await it2.idOf(rotated), await it2.idOf(good)]).toEqual([anna, "unauthenticated key"]);
  });

  it("is asked again after 10 minutes, and nobody waits for it", async () => {
    await using it2 = await setUp(withKeys(one.jwk));
    await it2.idOf(good);
    it2.clock.advance(599_999);
    await it2.idOf(good);
    expect(it2.server.asked).toBe(1);
    let answer = (): void => {};
    it2.server.answer = (request, response) => {
      answer = () => {
        withKeys(two.jwk)(request, response);
      };
    };
    it2.clock.advance(1);
    expect([await it2.idOf(good), await it2.idOf(good)]).toEqual([anna, anna]);
    await until(() => it2.server.asked === 2);
    answer();
    // A key that was taken away is refused as soon as the answer is here.
    let last = anna;
    while (last === anna) last = await it2.idOf(good);
    expect(last).toBe("unauthenticated key");
  });

  it.each(faulty)("that %s at first is 503 until it answers, and is tried once a second", async (_what, answer) => {
    await using it2 = await setUp(answer);
    expect([await it2.idOf(good), await it2.idOf(good)]).toEqual(["auth-unavailable", "auth-unavailable"]);
    expect(it2.server.asked).toBe(1);
    it2.server.answer = withKeys(one.jwk);
    it2.clock.advance(999);
    expect(await it2.idOf(good)).toBe("auth-unavailable");
    it2.clock.advance(1);
    expect(await it2.idOf(good)).toBe(anna);
    expect(it2.lines).toEqual(["warn the key set cannot be fetched", "info the key set can be fetched again"]);
  });

  it.each(faulty)("that %s later leaves the keys that are known, and unknown ones 401", async (_what, answer) => {
    await using it2 = await setUp(withKeys(one.jwk));
    await it2.idOf(good);
    it2.server.answer = answer;
    it2.clock.advance(30_000);
    expect([await it2.idOf(rotated), await it2.idOf(good)]).toEqual(["unauthenticated key", anna]);
    expect([it2.server.asked, it2.lines]).toEqual([2, ["warn the key set cannot be fetched"]]);
  });

  it("is not followed when it redirects, not even to itself", async () => {
    await using it2 = await setUp((request, response) => {
      if (request.url === "/other") withKeys(one.jwk)(request, response);
      else response.writeHead(307, { location: "/other" }).end();
    });
    expect(await it2.idOf(good)).toBe("auth-unavailable");
    expect(it2.server.asked).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ["never answers", () => {}],
    ["never ends its answer", (_request, response) => void response.write('{"keys":[')],
  ])("that %s is given up after 3 seconds", async (_what, answer) => {
    await using it2 = await setUp(answer);
    const waiting = Promise.all([it2.idOf(good), it2.idOf(good)]);
    await until(() => it2.server.asked === 1);
    it2.clock.advance(2_999);
    expect(await Promise.race([waiting, Promise.resolve("waits")])).toBe("waits");
    it2.clock.advance(1);
    expect(await waiting).toEqual(["auth-unavailable", "auth-unavailable"]);
    expect(it2.clock.waiting).toBe(0);
  });

  it("may be down for a day, and no longer", async () => {
    await using it2 = await setUp(withKeys(one.jwk));
    await it2.idOf(good);
    it2.server.answer = refuse;
    it2.clock.advance(86_399_999);
    expect(await it2.idOf(good)).toBe(anna);
    await until(() => it2.lines.length === 1);
    it2.clock.advance(1_000);
    expect(await it2.idOf(good)).toBe("auth-unavailable");
    it2.server.answer = withKeys(one.jwk);
    it2.clock.advance(1_000);
    expect(await it2.idOf(good)).toBe(anna);
  });

  it("has up to 256 KiB and 100 keys", async () => {
    const keys = [...Array.from({ length: 99 }, (_, index) => ({ ...two.jwk, kid: `k${index}` })), one.jwk];
    const text = JSON.stringify({ keys, pad: "" });
    await using it2 = await setUp((_request, response) => {
      response.end(text.replace('"pad":""', `"pad":"${"x".repeat(262_144 - text.length)}"`));
    });
    expect(await it2.idOf(good)).toBe(anna);
  });

  it("whose key is broken is no fault of the server: the token is refused", async () => {
    await using it2 = await setUp(withKeys({ ...one.jwk, x: "AA", y: "AA" }));
    expect(await it2.idOf(good)).toBe("unauthenticated key");
  });
});
