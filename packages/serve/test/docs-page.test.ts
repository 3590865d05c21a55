import { gunzipSync, gzipSync } from "node:zlib";
import { request } from "node:http";
import type { IncomingHttpHeaders, RequestListener } from "node:http";
import express from "express";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { AnyModel, ServeHandler, ServeOptions } from "@mlops/serve";
import { auth, apiKeys, bearerTokens } from "@mlops/serve/auth";
import { createMetrics } from "@mlops/serve/metrics";
import { mlflow } from "@mlops/serve/protocols/mlflow";
import { openInference } from "@mlops/serve/protocols/openinference";
import { seldon } from "@mlops/serve/protocols/seldon";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { rateLimit } from "@mlops/serve/rate-limit";
import { readAssets } from "../src/docs/assets.ts";
import { parseContracts } from "../src/docs/browser/contracts.ts";
import { sha256, tokenOf } from "./auth-support.ts";
import { compilePrograms, house, pixels } from "./docs-support.ts";
import { adder, four, listen, problemOf } from "./support.ts";
import type { TestServer } from "./support.ts";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'none'; " +
  "base-uri 'none'; frame-ancestors 'none'";
const token = tokenOf("shop");
const key = tokenOf("key of shop");
const methods = [
  bearerTokens([
    { id: "shop", token },
    { id: "caller", token: tokenOf("caller"), scopes: ["predict"] },
  ]),
  apiKeys({ keys: [{ id: "shop", sha256: sha256(key) }] }),
];

beforeAll(compilePrograms, 60_000);

/** The handler as if it had been reached over the network. */
const overNetwork =
  (handler: ServeHandler): RequestListener =>
  (incoming, response) => {
    Object.defineProperty(incoming.socket, "localAddress", { value: "10.0.0.7", configurable: true });
    handler(incoming, response);
  };

async function pageOf(server: TestServer, path = "/docs"): Promise<string> {
  const response = await server.get(path);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  return response.text();
}

/** The words of a page, with one space between them. */
const wordsOf = (page: string): string =>
  page
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

/** Asks without unpacking what comes. */
function askRaw(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    asked.on("error", reject).end();
  });
}

describe("the docs page", () => {
  it("runs only its own programs, is kept nowhere and stands in no other page", async () => {
    await using server = await listen(serve([adder]));
    const { headers } = await server.get("/docs");
    const names = ["content-security-policy", "x-content-type-options", "referrer-policy", "cache-control"];
    expect(names.map((name) => headers.get(name))).toEqual([policy, "nosniff", "no-referrer", "no-store"]);
  });

  it("has no program, style or handler in itself, and names no other server", async () => {
    await using server = await listen(serve([adder, house, pixels], { protocols: [tensorflow(), openInference()] }));
    const page = await pageOf(server);
    expect(page.match(/<script\b[^>]*>[^<]/g)).toBeNull();
    expect(page.match(/<style|\sstyle=|\son\w+=/g)).toBeNull();
    const links = [...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link = ""]) => link);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !/^(?:#[\w.-]+|docs\/[\w.-]+|openapi\.json|health)$/.test(link))).toEqual([]);
  });

  it("says what each model is, takes and gives", async () => {
    const api = serve([house, adder, pixels], { defaultModel: "adder", labels: { house: { stable: "2" } } });
    await api.ready();
    await using server = await listen(api);
    const words = wordsOf(await pageOf(server));
    for (const text of [
      "Model server ready",
      "house stable → version 2 Version 2 release 2024-11 rows ready POST /models/house/predict POST /models/house/predict/batch",
      "adder default model Version 3 release 3.1.4 rows ready",
      "address object city text at most 60 characters zip text optional",
      "[0] front number 0 to 10 cm",
      "rooms whole number at least 1 clipped to at most 12",
      "garden true or false",
      "heating one of 2 optional gas heat pump",
      "notes text or null What the seller says.",
      "price number in EUR",
      "pixels Version 1 tensors ready",
      "image list of 8 lists of 8 numbers FP32 [batch, 8, 8]",
      "scores list of 3 numbers FP32 [batch, 3] low middle high",
      "Body of one row 100 KiB",
      "Rows in a batch 1,000",
      "Time for an answer 30 s",
    ]) {
      expect(words).toContain(text);
    }
  });

  it("has every version, the greatest first, each with its own route", async () => {
    const versions = ["1", "10", "2"].map((version) =>
      defineModel("one", { version, input: z.number(), output: z.number() }).predictOne((row) => row),
    );
    await using server = await listen(serve(versions));
    const routes = [...(await pageOf(server)).matchAll(/<code>(\/models[^<]*predict)<\/code>/g)].map(
      ([, path]) => path,
    );
    expect(routes).toEqual(["/models/one/predict", "/models/one/versions/2/predict", "/models/one/versions/1/predict"]);
  });

  it("names the protocols with the routes that they have", async () => {
    const protocols = [tensorflow(), openInference(), mlflow(), seldon()];
    await using server = await listen(serve([adder], { protocols }));
    const words = wordsOf(await pageOf(server));
    expect(words).toMatch(/TensorFlow Serving \d+ routes .*POST \/v1\/models\/\{model\}:predict/);
    expect(words).toMatch(/Open Inference Protocol, version 2 \d+ routes .*POST \/v2\/models\/\{model\}\/infer/);
    expect(words).toMatch(/MLflow \d+ routes .*POST \/invocations/);
    expect(words).toMatch(/Seldon Core, first protocol \d+ routes .*POST \/api\/v1.0\/predictions/);
  });

  it("links to the documents that its reader may read", async () => {
    const links = async (
      options: ServeOptions<"adder">,
      handler?: (api: ServeHandler) => RequestListener,
    ): Promise<string[]> => {
      const api = serve([adder], { docs: "always", ...options });
      await using server = await listen(handler?.(api) ?? api);
      const [navigation = ""] = /<nav aria-label="Documents">.*?<\/nav>/s.exec(await pageOf(server)) ?? [];
      return [...navigation.matchAll(/href="([^"]*)"/g)].map(([, path = ""]) => path);
    };
    const metrics = createMetrics();
    expect(await links({})).toEqual(["openapi.json", "health"]);
    expect(await links({ openapi: false })).toEqual(["health"]);
    expect(await links({ metrics })).toEqual(["openapi.json", "health", "metrics"]);
    expect(await links({ metrics, exposeMetrics: "never" })).toEqual(["openapi.json", "health"]);
    expect(await links({ metrics }, overNetwork)).toEqual(["openapi.json", "health"]);
    expect(await links({ metrics, exposeMetrics: "always" }, overNetwork)).toEqual([
      "openapi.json",
      "health",
      "metrics",
    ]);
  });

  it("says how the server is while models load, when one does not, and while it closes", async () => {
    let finish = (): void => {};
    const slow = defineModel("slow", { input: z.number(), output: z.number() }).predict({
      load: () =>
        new Promise((resolve) => {
          finish = () => {
            resolve({ predict: (rows) => rows });
          };
        }),
    });
    const broken = defineModel("broken", { input: z.number(), output: z.number() }).predict({
      load: () => Promise.reject(new Error("hunter2")),
    });
    const api = serve([slow, adder]);
    await using server = await listen(api);
    expect(wordsOf(await pageOf(server))).toMatch(/Model server starting .* slow Version 1 rows loading/);
    finish();
    await api.ready();
    expect(wordsOf(await pageOf(server))).toMatch(/Model server ready .* slow Version 1 rows ready/);
    await api.close();
    expect(wordsOf(await pageOf(server))).toMatch(/Model server shutting down .* slow Version 1 rows closed/);
    const failing = serve([broken, adder]);
    await expect(failing.ready()).rejects.toThrow("hunter2");
    await using other = await listen(failing);
    const page = await pageOf(other);
    expect(wordsOf(page)).toMatch(/Model server a model did not load .* broken Version 1 rows not loaded/);
    expect(page).not.toContain("hunter2");
  });

  it("follows the models that come, go and are replaced, and their labels", async () => {
    const version = (one: string): AnyModel =>
      defineModel("changing", { version: one, input: z.number(), output: z.number() }).predictOne((row) => row);
    const api = serve([adder, version("1")], { labels: { changing: { stable: "1" } } });
    await using server = await listen(api);
    const versionsOf = async (): Promise<string[]> =>
      parseContracts(await (await server.get("/docs/contracts.json")).json()).models.map(
        (one) => `${one.name} ${one.version}`,
      );
    expect(await versionsOf()).toEqual(["adder 3", "changing 1"]);
    await api.add(version("2"));
    expect(await versionsOf()).toEqual(["adder 3", "changing 2", "changing 1"]);
    await api.replace(version("3"), "1");
    expect(await versionsOf()).toEqual(["adder 3", "changing 3", "changing 2"]);
    expect(wordsOf(await pageOf(server))).toContain("changing stable → version 3");
    await api.remove("changing", "2");
    expect(await versionsOf()).toEqual(["adder 3", "changing 3"]);
  });

  it("shows hostile texts as texts", async () => {
    const hostile = `</script><img src=x onerror=alert(1)>"'&\u2028<!--`;
    const model = defineModel("a.b-c_d", {
      release: `<b>"1"</b>`,
      input: z.object({
        [hostile]: z.number().meta({ title: hostile, description: hostile, unit: hostile, examples: [1] }),
        label: z.enum([hostile, "b"]).meta({ examples: [hostile] }),
        pattern: z
          .string()
          .regex(/<img src=x onerror=alert\(1\)>/)
          .optional(),
      }),
      output: z.object({ [hostile]: z.literal(hostile) }),
    }).predictOne(() => ({ [hostile]: hostile }));
    const api = serve([model], {
      labels: { "a.b-c_d": { [hostile]: "1" } },
      openapi: { title: hostile, description: hostile },
    });
    await using server = await listen(api);
    const page = await pageOf(server);
    expect(page.match(/<(?:img|b|!--)\b/gi)).toBeNull();
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(
      page.split("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\u2028&lt;!--").length,
    ).toBeGreaterThan(9);
  });

  it("holds no secret of the configuration", async () => {
    const api = serve([adder, house], {
      docs: { requireAuth: false },
      auth: auth({ methods }),
      rateLimit: rateLimit({ limit: "1000/minute", key: () => "budget-of-nobody" }),
      openapi: { title: "Models" },
    });
    await using server = await listen(api);
    const all = (await pageOf(server)) + (await (await server.get("/docs/contracts.json")).text());
    for (const secret of [
      token,
      key,
      sha256(token),
      sha256(key),
      "shop",
      "budget-of-nobody",
      process.cwd(),
      "node_modules",
    ]) {
      expect(all).not.toContain(secret);
    }
    expect(all).toContain('"header":"x-api-key"');
  });

  it("works under any path of an app", async () => {
    const api = serve([adder]);
    const app = express().use("/a%20b/ml", api).use("/c", api);
    await using server = await listen(app);
    for (const [page, base] of [
      ["/c/docs", "/c/"],
      ["/c/docs?x=1", "/c/"],
    ] as const) {
      const text = await pageOf(server, page);
      const [, program = ""] = /<script type="module" src="([^"]*)"/.exec(text) ?? [];
      const url = new URL(program, server.url + page);
      expect(url.pathname).toBe(`${base}docs/page.js`);
      expect((await fetch(url)).status).toBe(200);
      const { models } = parseContracts(await (await fetch(new URL("docs/contracts.json", server.url + page))).json());
      const asked = await fetch(new URL(models[0]?.path ?? "", server.url + page), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(four),
      });
      expect(await asked.json()).toEqual({ prediction: 10 });
    }
  });
});

describe("who may read the docs page", () => {
  it.each<[ServeOptions["docs"], here: number, elsewhere: number]>([
    [undefined, 200, 404],
    ["loopback", 200, 404],
    [{}, 200, 404],
    ["always", 200, 200],
    [{ exposure: "always" }, 200, 200],
    ["never", 404, 404],
    [{ exposure: "never" }, 404, 404],
  ])("is decided by %j: %i here, %i elsewhere", async (docs, here, elsewhere) => {
    const api = serve([adder], { docs });
    await using near = await listen(api);
    await using far = await listen(overNetwork(api));
    for (const path of ["/docs", "/docs/contracts.json", "/docs/page.js", "/docs/style.css"]) {
      expect([path, (await near.get(path)).status, (await far.get(path)).status]).toEqual([path, here, elsewhere]);
    }
  });

  it("leaves the path to the host where there is no page", async () => {
    const app = express().use(serve([adder], { docs: "never" }));
    app.get("/docs", (_request, response) => {
      response.send("the host's own");
    });
    await using server = await listen(app);
    expect(await (await server.get("/docs")).text()).toBe("the host's own");
  });

  it("is who has the scope metadata, where the server asks who is there", async () => {
    await using server = await listen(serve([adder], { auth: auth({ methods }) }));
    for (const path of ["/docs", "/docs/contracts.json"]) {
      const status = async (headers: Record<string, string>): Promise<number> =>
        (await server.get(path, { headers })).status;
      expect([
        await status({}),
        await status({ authorization: "Bearer nothing-of-the-kind" }),
        await status({ authorization: `Bearer ${tokenOf("caller")}` }),
        await status({ authorization: `Bearer ${token}` }),
        await status({ "x-api-key": key }),
      ]).toEqual([401, 401, 403, 200, 200]);
    }
    const refused = await server.get("/docs");
    expect([(await problemOf(refused.clone())).code, refused.headers.get("www-authenticate")]).toEqual([
      "unauthenticated",
      'Bearer, ApiKey header="x-api-key"',
    ]);
    // They are the same everywhere, and say nothing of this server.
    expect((await server.get("/docs/page.js")).status).toBe(200);
  });

  it("may be everybody although predictions are not", async () => {
    await using server = await listen(serve([adder], { auth: auth({ methods }), docs: { requireAuth: false } }));
    const statuses = [
      (await server.get("/docs")).status,
      (await server.get("/docs/contracts.json")).status,
      (await server.get("/openapi.json")).status,
      (await server.post("/predict", four)).status,
    ];
    expect(statuses).toEqual([200, 200, 401, 401]);
  });

  it("gets told of times where nothing else is said", async () => {
    const told = async (
      options: ServeOptions<"adder">,
      handler?: (api: ServeHandler) => RequestListener,
    ): Promise<boolean> => {
      const api = serve([adder], options);
      await api.ready();
      await using server = await listen(handler?.(api) ?? api);
      return (await server.post("/predict", four)).headers.has("server-timing");
    };
    expect([
      await told({}),
      await told({}, overNetwork),
      await told({ docs: "always" }, overNetwork),
      await told({ docs: "never" }),
      await told({ serverTiming: false }),
      await told({ docs: "never", serverTiming: true }, overNetwork),
    ]).toEqual([true, false, true, false, false, true]);
  });
});

describe("the routes of the docs page", () => {
  it.each(["/docs", "/docs/contracts.json", "/docs/style.css"])(
    "%s answers GET, HEAD and OPTIONS alone",
    async (path) => {
      await using server = await listen(serve([adder]));
      const [whole, head] = [await server.get(path), await server.get(path, { method: "HEAD" })];
      const length = Number(whole.headers.get("content-length"));
      expect([head.status, await head.text(), head.headers.get("content-type")]).toEqual([
        200,
        "",
        whole.headers.get("content-type"),
      ]);
      expect(length).toBeGreaterThan(0);
      const options = await server.get(path, { method: "OPTIONS" });
      expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
      for (const method of ["POST", "PUT", "DELETE"]) {
        const refused = await server.get(path, { method });
        expect([(await problemOf(refused.clone())).code, refused.headers.get("allow")]).toEqual([
          "method-not-allowed",
          "GET, HEAD, OPTIONS",
        ]);
      }
    },
  );

  it("lead from a slash at the end to the page", async () => {
    await using server = await listen(express().use("/ml", serve([adder])));
    const response = await server.get("/ml/docs/");
    expect([response.redirected, response.url, response.status]).toEqual([true, `${server.url}/ml/docs`, 200]);
  });

  it("have nothing but their own files", async () => {
    await using server = await listen(serve([adder]));
    for (const name of [
      "page.ts",
      "page.d.ts",
      ".tsbuildinfo",
      "..%2froutes.js",
      "..%2f..%2f..%2fpackage.json",
      "%2fetc%2fpasswd",
      "page.js%00",
      "__proto__",
      "constructor",
    ]) {
      const { status } = await askRaw(`${server.url}/docs/${name}`, {});
      expect([name, status]).toEqual([name, 404]);
    }
  });

  it("give a file once, as long as it is the same", async () => {
    await using server = await listen(serve([adder]));
    const types = {
      "page.js": "text/javascript; charset=utf-8",
      "style.css": "text/css; charset=utf-8",
      "icon.svg": "image/svg+xml",
    };
    for (const [name, type] of Object.entries(types)) {
      const url = `${server.url}/docs/${name}`;
      const plain = await askRaw(url, {});
      const { etag = "" } = plain.headers;
      expect([plain.status, plain.headers["content-type"], plain.headers["cache-control"]]).toEqual([
        200,
        type,
        "no-cache",
      ]);
      expect(etag).toMatch(/^"[\w-]{27}"$/);
      for (const given of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
        const again = await askRaw(url, { "if-none-match": given });
        expect([given, again.status, again.body.length, again.headers.etag]).toEqual([given, 304, 0, etag]);
      }
      expect((await askRaw(url, { "if-none-match": '"other"' })).status).toBe(200);

      const zipped = await askRaw(url, { "accept-encoding": "br, gzip;q=0.5" });
      expect([zipped.headers["content-encoding"], zipped.headers.vary]).toEqual(["gzip", "accept-encoding, origin"]);
      expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
      expect(zipped.headers.etag).not.toBe(etag);
      expect((await askRaw(url, { "accept-encoding": "gzip", "if-none-match": etag })).status).toBe(200);
      const refused = await askRaw(url, { "accept-encoding": "gzip;q=0, br" });
      expect([refused.headers["content-encoding"], refused.body.equals(plain.body)]).toEqual([undefined, true]);
    }
  });

  it("weigh 14 KiB at most, compressed: programs and style together", async () => {
    await using server = await listen(serve([adder]));
    const names = [...(await pageOf(server)).matchAll(/href="docs\/([^"]+\.(?:js|css))"/g)].map(
      ([, name = ""]) => name,
    );
    expect(names).toEqual(expect.arrayContaining(["page.js", "style.css"]));
    const files = await Promise.all(names.map(async (name) => (await askRaw(`${server.url}/docs/${name}`, {})).body));
    expect(gzipSync(Buffer.concat(files), { level: 9 }).length).toBeLessThanOrEqual(14 * 1024);
  });

  it("have style and icon also where no program was compiled", async () => {
    const assets = await readAssets(new URL("nowhere/", import.meta.url));
    expect([...assets.keys()]).toEqual(["style.css", "icon.svg"]);
  });

  it("give the contracts in a form that the page's own reader takes whole", async () => {
    await using server = await listen(
      serve([house, pixels], { auth: auth({ methods }), docs: { requireAuth: false } }),
    );
    const json: unknown = await (await server.get("/docs/contracts.json")).json();
    const contracts = parseContracts(json);
    expect(contracts.credentials).toEqual([
      { label: "Bearer token", header: "authorization", scheme: "Bearer " },
      { label: "Key (x-api-key)", header: "x-api-key", scheme: "" },
    ]);
    expect(
      contracts.models.map((one) => [one.name, one.version, one.path, one.input.kind, one.examples.length]),
    ).toEqual([
      ["house", "2", "models/house/predict", "object", 1],
      ["pixels", "1", "models/pixels/predict", "object", 0],
    ]);
  });
});
