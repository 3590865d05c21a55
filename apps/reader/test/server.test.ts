import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createApp } from "../src/server/app.ts";
import { ConfigError, readConfig } from "../src/server/config.ts";
import { listening } from "./support.ts";

/** The reader with a small site, in front of a model server that the test plays. */
async function reader(modelServer: RequestListener, timeoutMs?: number): Promise<AsyncDisposable & { url: string }> {
  const site = await mkdtemp(join(tmpdir(), "reader-"));
  await mkdir(join(site, "assets"));
  await writeFile(join(site, "index.html"), "<!doctype html><title>home</title>");
  await writeFile(join(site, "404.html"), "<!doctype html><title>nothing</title>");
  await writeFile(join(site, "assets", "a.js"), "1");
  await writeFile(join(site, ".secret"), "hidden");
  const upstream = await listening(modelServer);
  const app = createApp({ site, modelServerUrl: upstream.url, ...(timeoutMs !== undefined && { timeoutMs }) });
  const server = await listening(app);
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
      await rm(site, { recursive: true });
    },
  };
}

const nobody: RequestListener = (_request, response) => response.end();
const ask = (url: string, body = '{"features":[1]}', path = "/api/models/iris/predict"): Promise<Response> =>
  fetch(url + path, { method: "POST", headers: { "content-type": "application/json", cookie: "a=b" }, body });

describe("the reader's server", () => {
  it("sends pages that can load nothing from elsewhere and be framed by nobody", async () => {
    await using server = await reader(nobody);
    const { headers } = await fetch(server.url);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("lets browsers keep assets for good and ask about pages", async () => {
    await using server = await reader(nobody);
    const cache = async (path: string): Promise<string | null> =>
      (await fetch(server.url + path)).headers.get("cache-control");
    expect(await cache("/assets/a.js")).toBe("public, max-age=31536000, immutable");
    expect(await cache("/")).toBe("no-cache");
  });

  it.each(["/nope", "/.secret", "/../package.json", "/%2e%2e%2fpackage.json", "/..%5cpackage.json", "/assets/"])(
    "shows its own 404 page for %s",
    async (path) => {
      await using server = await reader(nobody);
      const response = await fetch(server.url + path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("<title>nothing</title>");
    },
  );

  it.each(["/%zz", "/%00"])("answers %s without a word about its inside", async (path) => {
    await using server = await reader(nobody);
    const response = await fetch(server.url + path);
    expect([400, 404]).toContain(response.status);
    expect(await response.text()).not.toMatch(/node_modules|at |URIError|\/tmp/);
  });
});

describe("the way to the model server", () => {
  it("passes the body on and the answer back, with the headers that say which model gave it", async () => {
    const seen: unknown[] = [];
    await using server = await reader((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push(request.method, request.url, request.headers.cookie, request.headers["content-type"], body);
        response.writeHead(422, {
          "content-type": "application/problem+json",
          "x-model-name": "iris",
          "set-cookie": "x=1",
        });
        response.end('{"detail":"no"}');
      });
    });
    const response = await ask(server.url);
    expect(seen).toEqual(["POST", "/models/iris/predict", undefined, "application/json", '{"features":[1]}']);
    expect([response.status, await response.text()]).toEqual([422, '{"detail":"no"}']);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("x-model-name")).toBe("iris");
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("keeps a hostile model name in its place in the path", async () => {
    const seen: (string | undefined)[] = [];
    await using server = await reader((request, response) => {
      seen.push(request.url);
      response.end("{}");
    });
    await ask(server.url, "{}", "/api/models/..%2f..%2fadmin%3fx/predict");
    expect(seen).toEqual(["/models/..%2F..%2Fadmin%3Fx/predict"]);
  });

  it("passes nothing else on", async () => {
    let isReached = false;
    await using server = await reader((_request, response) => {
      isReached = true;
      response.end();
    });
    const statuses = [
      (await fetch(`${server.url}/api/models/iris/predict`)).status,
      (await ask(server.url, "{}", "/api/metrics")).status,
      (await ask(server.url, "{}", "/api/MODELS/iris/predict")).status,
      (await ask(server.url, "{}", "/api/models/iris/predict/")).status,
    ];
    expect(statuses).toEqual([404, 404, 404, 404]);
    expect(isReached).toBe(false);
  });

  it("takes a body of 16 KiB and not one byte more", async () => {
    await using server = await reader((request, response) => {
      request.resume().on("end", () => response.end("{}"));
    });
    expect((await ask(server.url, "x".repeat(16_384))).status).toBe(200);
    const refused = await ask(server.url, "x".repeat(16_385));
    expect([refused.status, await refused.json()]).toMatchObject([413, { code: "body-too-large" }]);
  });

  it("says 502 when there is no model server, and nothing of where it should be", async () => {
    await using server = await reader((request) => request.socket.destroy());
    const response = await ask(server.url);
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toMatchObject([502, { code: "model-server-unreachable", status: 502 }]);
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN|fetch/);
  });

  it("says 504 when the answer takes too long", async () => {
    await using server = await reader(() => {}, 50);
    expect((await ask(server.url)).status).toBe(504);
  });

  it("follows no redirect and takes no endless answer", async () => {
    await using redirecting = await reader((_request, response) =>
      response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
    );
    expect((await ask(redirecting.url)).status).toBe(502);
    await using endless = await reader((_request, response) => response.end("x".repeat(1_048_577)));
    expect((await ask(endless.url)).status).toBe(502);
    await using long = await reader((_request, response) => response.end("x".repeat(1_048_576)));
    expect((await ask(long.url)).status).toBe(200);
  });
});

describe("readConfig", () => {
  it("looks for the model server beside the reader unless it is told where it is", () => {
    expect(readConfig({})).toEqual({ host: "127.0.0.1", port: 3000, modelServerUrl: "http://127.0.0.1:8080" });
    expect(readConfig({ HOST: "0.0.0.0", MODEL_SERVER_PORT: "9" }).modelServerUrl).toBe("http://127.0.0.1:9");
    expect(readConfig({ HOST: "::1" }).modelServerUrl).toBe("http://[::1]:8080");
    expect(readConfig({ MODEL_SERVER_URL: "https://models.test/a/" }).modelServerUrl).toBe("https://models.test/a");
  });

  it.each([{ READER_PORT: "65536" }, { READER_PORT: "x" }, { MODEL_SERVER_URL: "file:///etc/passwd" }])(
    "refuses %o and names the variable",
    (environment) => {
      expect(() => readConfig(environment)).toThrow(ConfigError);
      expect(() => readConfig(environment)).toThrow(Object.keys(environment)[0]);
    },
  );
});
