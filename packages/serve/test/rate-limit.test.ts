import * as z from "zod";
import { describe, expect, it } from "vitest";
import { defineModel, serve, ServeError } from "@mlops/serve";
import type { Authentication, Exchange, ServeOptions } from "@mlops/serve";
import { memoryRateLimitStore, rateLimit } from "@mlops/serve/rate-limit";
import type { RateLimitEvent, RateLimitOptions, RateLimitStore } from "@mlops/serve/rate-limit";
import { createFakeClock } from "@mlops/serve/testing";
import type { FakeClock } from "@mlops/serve/testing";
import { listen, problemOf } from "./support.ts";
import type { TestServer } from "./support.ts";

const double = defineModel("double", { input: z.number(), output: z.number() }).predictOne((value) => 2 * value);

/** Whoever says a name in `x-name` is that caller. */
const byName: Authentication = {
  async authenticate(exchange) {
    const id = exchange.request.headers["x-name"];
    if (typeof id !== "string") throw new ServeError("unauthenticated", { detail: "no" });
    exchange.principal = { id, scopes: new Set(["predict"]) };
  },
};

interface SetUp extends AsyncDisposable {
  readonly clock: FakeClock;
  /** Posts a row, or a batch of so many rows. */
  ask(headers?: Record<string, string>, rows?: number, path?: string): Promise<Response>;
  readonly server: TestServer;
}

async function setUp(options: Partial<RateLimitOptions> = {}, more: Pick<ServeOptions, "auth"> = {}): Promise<SetUp> {
  const clock = createFakeClock(5_000.5);
  const api = serve([double], { clock, rateLimit: rateLimit({ limit: "3/minute", clock, ...options }), ...more });
  await api.ready();
  const server = await listen(api);
  return {
    clock,
    server,
    ask: (headers = {}, rows, path = "") =>
      rows === undefined
        ? server.post(`/predict${path}`, 1, headers)
        : server.post(
            `/predict/batch${path}`,
            Array.from({ length: rows }, () => 1),
            headers,
          ),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function statuses(answers: readonly Promise<Response>[]): Promise<number[]> {
  return (await Promise.all(answers)).map(({ status }) => status);
}

const fields = ({ headers }: Response): (string | null)[] =>
  ["ratelimit-policy", "ratelimit", "retry-after"].map((name) => headers.get(name));

describe("a limit of n per minute", () => {
  it("lets n requests pass and answers the next 429, with fields that tell the truth on every answer", async () => {
    await using it3 = await setUp();
    const answers = [await it3.ask(), await it3.ask(), await it3.ask(), await it3.ask()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers.map(fields)).toEqual([
      ['"requests";q=3;w=60', '"requests";r=2;t=20', null],
      ['"requests";q=3;w=60', '"requests";r=1;t=20', null],
      ['"requests";q=3;w=60', '"requests";r=0;t=20', null],
      ['"requests";q=3;w=60', '"requests";r=0;t=20', "20"],
    ]);
    expect(await problemOf(answers[3]!)).toMatchObject({ code: "rate-limited", status: 429 });
  });

  it("lets a request pass at the second that retry-after says, and not one before", async () => {
    await using it3 = await setUp({ limit: "7/minute" });
    for (let count = 0; count < 7; count += 1) await it3.ask();
    it3.clock.advance(1_234.5);
    const retryAfter = Number((await it3.ask()).headers.get("retry-after"));
    expect(retryAfter).toBe(8);
    it3.clock.advance((retryAfter - 1) * 1_000);
    expect((await it3.ask()).status).toBe(429);
    it3.clock.advance(1_000);
    expect((await it3.ask()).status).toBe(200);
  });

  it("has the fields on refusals of the input as well, and not on probes", async () => {
    await using it3 = await setUp();
    const refused = await it3.server.post("/predict", "text");
    expect([refused.status, refused.headers.get("ratelimit")]).toEqual([400, '"requests";r=2;t=20']);
    const probe = await it3.server.get("/health");
    expect([probe.status, probe.headers.get("ratelimit")]).toEqual([200, null]);
  });

  it("is one budget for all routes of a caller, and `burst` is another number than the limit", async () => {
    await using it3 = await setUp({ limit: "60/minute", burst: 2 });
    expect((await it3.ask()).headers.get("ratelimit")).toBe('"requests";r=1;t=1');
    expect((await it3.ask({}, 1)).status).toBe(200);
    expect((await it3.ask()).status).toBe(429);
    it3.clock.advance(1_000);
    expect((await it3.ask()).status).toBe(200);
  });
});

describe("who a budget belongs to", () => {
  it("is the principal where there is one, whatever the address", async () => {
    await using it3 = await setUp({ trustProxy: 1 }, { auth: byName });
    const anna = (address: string): Promise<Response> => it3.ask({ "x-name": "anna", "x-forwarded-for": address });
    expect(await statuses(["1.1.1.1", "2.2.2.2", "3.3.3.3"].map(anna))).toEqual([200, 200, 200]);
    expect((await anna("4.4.4.4")).status).toBe(429);
    expect((await it3.ask({ "x-name": "ben", "x-forwarded-for": "1.1.1.1" })).status).toBe(200);
  });

  it("is what `key` says where it is given", async () => {
    const key = ({ request }: Exchange): string => String(request.headers["x-tenant"]);
    await using it3 = await setUp({ key });
    const tenants = ["a", "a", "a", "a", "b", "\u00e4".repeat(500)];
    const answers = [];
    for (const tenant of tenants) answers.push((await it3.ask({ "x-tenant": tenant })).status);
    expect(answers).toEqual([200, 200, 200, 429, 200, 200]);
  });

  it("reaches the store as printable ASCII of at most 200 characters, the same for the same caller", async () => {
    const keys: string[] = [];
    const store: RateLimitStore = {
      take(key) {
        keys.push(key);
        return { isAllowed: true, debt: 0 };
      },
    };
    const limits = rateLimit({ limit: "10000000/day", store, key: ({ requestId }) => requestId });
    // With its kind, a caller's text is 4 characters longer.
    const callers = ["a", "b", "a b", "a\nb", "\u00e4", "x".repeat(124), "x".repeat(125), "x".repeat(5_000), "a"];
    for (const requestId of callers)
      await limits.admit({ requestId, replyHeaders: {} } as unknown as Exchange, "predict");
    expect(keys.filter((key) => !/^[!-~]{1,200}$/.test(key))).toEqual([]);
    expect(new Set(keys).size).toBe(callers.length - 1);
    expect(keys.map((key) => key.includes("sha256:"))).toEqual(callers.map((text) => !/^[!-~]{1,124}$/.test(text)));
    expect(keys[0]).toBe(keys.at(-1));
  });

  it("is the address, which no header, query or cookie changes", async () => {
    await using it3 = await setUp();
    for (let count = 0; count < 3; count += 1) await it3.ask();
    const names = [
      "x-forwarded-for",
      "x-real-ip",
      "x-client-ip",
      "x-forwarded",
      "forwarded-for",
      "x-cluster-client-ip",
      "true-client-ip",
      "cf-connecting-ip",
      "cf-connecting-ipv6",
      "fastly-client-ip",
      "x-appengine-user-ip",
      "x-azure-clientip",
      "x-original-forwarded-for",
      "x-envoy-external-address",
      "x-remote-ip",
      "x-remote-addr",
      "client-ip",
      "remote-addr",
      "x-forwarded-host",
      "x-host",
      "x-tenant-id",
      "x-api-key",
      "x-user-id",
      "x-request-id",
      "user-agent",
      "via",
      "origin",
      "referer",
    ];
    const spoofs: [Record<string, string>, string?][] = [
      ...names.map((name): [Record<string, string>] => [{ [name]: "9.9.9.9" }]),
      [{ forwarded: "for=9.9.9.9" }],
      [{ "x-forwarded-for": "9.9.9.9, 8.8.8.8, 127.0.0.1" }],
      [{ cookie: "ip=9.9.9.9; tenant=b" }],
      [{ authorization: "Bearer whatever" }],
      [{}, "?ip=9.9.9.9&key=b"],
    ];
    expect(spoofs.length).toBeGreaterThanOrEqual(32);
    const answers = await statuses(spoofs.map(([headers, path]) => it3.ask(headers, undefined, path)));
    expect(answers.filter((status) => status !== 429)).toEqual([]);
  });

  it("is the right-most entry behind one proxy, and each IPv6 customer has one", async () => {
    await using it3 = await setUp({ trustProxy: 1 });
    const ask = (forwarded: string): Promise<Response> => it3.ask({ "x-forwarded-for": forwarded });
    for (const first of ["7.7.7.7", "8.8.8.8", "9.9.9.9"]) await ask(`${first}, 1.2.3.4`);
    expect(await statuses(["6.6.6.6, 1.2.3.4", "::ffff:1.2.3.4", "1.2.3.5"].map(ask))).toEqual([429, 429, 200]);
    for (const last of ["::1", "::2", ":aaaa:0:0:1"]) await ask(`2001:db8:0:1${last}`);
    expect(await statuses(["2001:DB8::1:0:0:0:9", "2001:db8:0:2::1"].map(ask))).toEqual([429, 200]);
  });
});

describe("a limit of rows", () => {
  it("takes a unit for each row and tells the truth about when the whole batch passes", async () => {
    await using it3 = await setUp({ limit: "60/minute", burst: 10, cost: "row" });
    const first = await it3.ask({}, 8);
    expect([first.status, ...fields(first)]).toEqual([200, '"rows";q=60;w=60', '"rows";r=2;t=1', null]);
    const refused = await it3.ask({}, 6);
    // One row was paid before the body was read.
    expect([refused.status, ...fields(refused)]).toEqual([429, '"rows";q=60;w=60', '"rows";r=1;t=1', "5"]);
    it3.clock.advance(4_000);
    expect((await it3.ask({}, 6)).headers.get("retry-after")).toBe("2");
    it3.clock.advance(2_000);
    expect((await it3.ask({}, 6)).status).toBe(200);
  });

  it("answers 413 to more rows than the budget ever has, and takes the burst itself", async () => {
    await using it3 = await setUp({ limit: "60/minute", burst: 10, cost: "row" });
    const refused = await it3.ask({}, 11);
    expect(await problemOf(refused)).toMatchObject({
      code: "too-many-rows",
      errors: [{ expected: "at most 10 rows", received: "11 rows" }],
    });
    it3.clock.advance(10_000);
    expect((await it3.ask({}, 10)).status).toBe(200);
  });

  it("is not taken where requests are counted", async () => {
    await using it3 = await setUp();
    const answer = await it3.ask({}, 50);
    expect([answer.status, answer.headers.get("ratelimit")]).toEqual([200, '"requests";r=2;t=20']);
  });
});

describe("failed authentication", () => {
  it("counts per address in a budget of its own: n failures pass, then even good credentials are not looked at", async () => {
    const events: RateLimitEvent[] = [];
    const observer = { taken: (event: RateLimitEvent) => void events.push(event) };
    await using it3 = await setUp({ failures: "2/minute", observer }, { auth: byName });
    expect(await statuses([it3.ask(), it3.ask()])).toEqual([401, 401]);
    const refused = await it3.ask({ "x-name": "anna" });
    expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("ratelimit")]).toEqual([
      429,
      "30",
      null,
    ]);
    it3.clock.advance(30_000);
    expect((await it3.ask({ "x-name": "anna" })).status).toBe(200);
    expect(events.map(({ budget, isAllowed, by }) => `${budget} ${isAllowed} ${by}`)).toEqual([
      "failures true store",
      "failures true store",
      "failures false store",
      "failures true store",
      "requests true store",
    ]);
  });

  it("from one address does not use up the budget of a caller at another", async () => {
    await using it3 = await setUp({ trustProxy: 1, failures: "2/minute" }, { auth: byName });
    const flood = Array.from({ length: 50 }, () => it3.ask({ "x-forwarded-for": "6.6.6.6" }));
    expect((await statuses(flood)).filter((status) => status !== 401 && status !== 429)).toEqual([]);
    const anna = await it3.ask({ "x-name": "anna", "x-forwarded-for": "1.1.1.1" });
    expect([anna.status, anna.headers.get("ratelimit")]).toEqual([200, '"requests";r=2;t=20']);
  });

  it("is not counted for a missing scope or a key server that is down", async () => {
    let code: "forbidden" | "auth-unavailable" = "forbidden";
    const auth: Authentication = {
      authenticate: () => Promise.reject(new ServeError(code, { detail: "no" })),
    };
    await using it3 = await setUp({ failures: "1/minute" }, { auth });
    expect([(await it3.ask()).status, (await it3.ask()).status]).toEqual([403, 403]);
    code = "auth-unavailable";
    expect([(await it3.ask()).status, (await it3.ask()).status]).toEqual([503, 503]);
  });

  it("is never refused when `failures` is false", async () => {
    await using it3 = await setUp({ failures: false }, { auth: byName });
    const answers = await statuses(Array.from({ length: 30 }, () => it3.ask()));
    expect(new Set(answers)).toEqual(new Set([401]));
  });
});

describe("a store that is down", () => {
  const down: RateLimitStore = { take: () => Promise.reject(new Error("ECONNREFUSED 10.1.2.3:6379")) };

  it("leaves predictions under the limit of this process and says nothing of itself", async () => {
    await using it3 = await setUp({ store: down });
    const answers = [await it3.ask(), await it3.ask(), await it3.ask(), await it3.ask()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(await answers[3]!.text()).not.toMatch(/ECONN|6379|store/);
  });

  it("closes the routes of operators, with 503", async () => {
    const clock = createFakeClock();
    const admit = async (store: RateLimitStore | undefined): Promise<unknown> => {
      const limits = rateLimit({ limit: "3/minute", store, clock });
      const exchange = { request: { socket: {}, headers: {} }, replyHeaders: {} } as unknown as Exchange;
      return limits.admit(exchange, "admin");
    };
    await expect(admit(down)).rejects.toMatchObject({
      code: "rate-limit-unavailable",
      status: 503,
      headers: { "retry-after": "1" },
    });
    expect(await admit(memoryRateLimitStore())).toBeUndefined();
    expect(await admit(undefined)).toBeUndefined();
  });
});

describe("an impossible option", () => {
  it.each<[string, object, RegExp]>([
    ["trusting every proxy", { trustProxy: true }, /how many proxies/],
    ["-1 proxies", { trustProxy: -1 }, /0 to 32/],
    ["33 proxies", { trustProxy: 33 }, /0 to 32/],
    ["half a proxy", { trustProxy: 0.5 }, /0 to 32/],
    ["no limit", { limit: "0/minute" }, /limit/],
    ["a limit per fortnight", { limit: "1/fortnight" }, /second, minute, hour, day/],
    ["no burst", { burst: 0 }, /burst/],
    ["another cost", { cost: "token" }, /cost/],
    ["failures without a number", { failures: "many" }, /failures/],
    ["no time for the store", { storeTimeoutMs: 0 }, /storeTimeoutMs/],
    ["more than a minute for the store", { storeTimeoutMs: 60_001 }, /storeTimeoutMs/],
    ["no number of proxies", { trustProxy: "1" }, /0 to 32/],
  ])("is refused at once: %s", (_what, options, message) => {
    expect(() => rateLimit({ limit: "1/minute", ...options })).toThrow(TypeError);
    expect(() => rateLimit({ limit: "1/minute", ...options })).toThrow(message);
  });

  it("is not: 32 proxies, a minute for the store", () => {
    expect(() => rateLimit({ limit: "1/minute", trustProxy: 32, storeTimeoutMs: 60_000 })).not.toThrow();
  });
});
