import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createServer, defineModel, serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { corpus } from "./corpora.ts";

const jsonTexts = corpus("corpora", "json-test-suite.json");
const naughtyStrings = corpus("corpora", "naughty-strings.json");

/** Gives back what it gets. */
const echo = defineModel("echo", { input: z.json(), output: z.json() }).predictOne((value) => value);
/** Takes nothing that a corpus has. */
const picky = defineModel("picky", { input: z.strictObject({ feature: z.int() }), output: z.int() }).predictOne(
  () => 1,
);

const api = serve([echo, picky], { metrics: createMetrics(), fallthrough: false, limits: { bodyBytes: 1_000_000 } });
const server = createServer(api);
let url = "";

beforeAll(async () => {
  await api.ready();
  url = await server.listen({ port: 0 });
});
afterAll(async () => {
  server.cutOff();
  await server.close();
});

function post(model: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`${url}/models/${model}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
}

/** Sends a request byte by byte as it is written here; gives the status of the first answer. */
function rawStatus(head: readonly string[], body = ""): Promise<number> {
  const length = Buffer.byteLength(body);
  const text = [...head, "Host: localhost", "Connection: close", `Content-Length: ${length}`, "", body].join("\r\n");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.end(text));
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => {
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(received)?.[1];
      if (status === undefined) reject(new Error(`no answer to ${JSON.stringify(head)}: ${received}`));
      else resolve(Number(status));
    });
  });
}

async function expectHealthy(): Promise<void> {
  const health = await fetch(`${url}/health`);
  expect([health.status, await health.json()]).toMatchObject([200, { status: "healthy", model_loaded: true }]);
}

describe.skipIf(jsonTexts.missing)("the texts of a JSON test suite as bodies", () => {
  const texts =
    jsonTexts.missing === undefined
      ? z
          .array(z.object({ name: z.string(), expect: z.enum(["accept", "reject", "either"]), b64: z.base64() }))
          .min(300)
          .parse(jsonTexts.json())
          .map(({ name, expect: verdict, b64 }) => ({ name, verdict, body: Buffer.from(b64, "base64") }))
      : [];
  const textsThatAre = (verdict: string): typeof texts => texts.filter((text) => text.verdict === verdict);

  it("that are JSON reach the model and come back as they were", async () => {
    for (const { name, body } of textsThatAre("accept")) {
      const response = await post("echo", body);
      if (name.includes("duplicated_key")) {
        // JSON allows it, and every reader makes something else of it.
        expect([name, response.status]).toEqual([name, 400]);
        continue;
      }
      const written: unknown = JSON.parse(JSON.stringify(JSON.parse(body.toString())));
      expect([name, response.status, await response.json()]).toEqual([name, 200, written]);
      expect([name, (await post("picky", body)).status]).toEqual([name, 422]);
    }
    await expectHealthy();
  });

  it("that are not JSON are answered 400", async () => {
    for (const { name, body } of textsThatAre("reject")) {
      expect([name, (await post("echo", body)).status]).toEqual([name, 400]);
    }
    await expectHealthy();
  });

  it("that may be either are taken, or refused for what they are", async () => {
    for (const { name, body } of textsThatAre("either")) {
      const response = await post("echo", body);
      const answer = z.object({ code: z.string() }).safeParse(await response.json());
      const outcome = response.status === 200 ? "ok" : `${response.status} ${answer.data?.code}`;
      expect(
        [
          "ok",
          "422 invalid-input",
          "422 not-finite",
          "400 duplicate-key",
          "400 body-not-json",
          "400 body-not-utf8",
          "400 body-too-deep",
        ],
        name,
      ).toContain(outcome);
    }
    await expectHealthy();
  });
});

describe.skipIf(naughtyStrings.missing)("hostile strings", () => {
  const strings = naughtyStrings.missing === undefined ? z.array(z.string()).min(500).parse(naughtyStrings.json()) : [];
  const inOneLine = strings.map((text) => text.replaceAll(/[\r\n]/g, ""));
  const statuses = async (send: (text: string) => Promise<number>, texts: readonly string[]): Promise<number[]> => {
    const seen = new Set<number>();
    for (const text of texts) seen.add(await send(text));
    await expectHealthy();
    return [...seen].toSorted((one, other) => one - other);
  };

  it("as values come back as they were", async () => {
    for (const text of strings) expect(await (await post("echo", JSON.stringify([text]))).json()).toEqual([text]);
    await expectHealthy();
  });

  it("as whole bodies are JSON or refused, one for a number that no double holds", async () => {
    expect(await statuses(async (text) => (await post("echo", text)).status, strings)).toEqual([200, 400, 422]);
  });

  it("as the name of a model, escaped and raw, are never the server's fault", async () => {
    const escaped = (text: string): string => `/models/${encodeURIComponent(Buffer.from(text).toString())}/predict`;
    const type = "Content-Type: application/json";
    const refusals = [400, 404, 405];
    const send = (path: string): Promise<number> => rawStatus([`POST ${path} HTTP/1.1`, type], "1");
    const seen = [
      ...(await statuses((text) => send(escaped(text)), strings)),
      ...(await statuses((text) => send(`/models/${text}/predict`), inOneLine)),
      ...(await statuses((text) => send(`/${text}`), inOneLine)),
    ];
    expect(seen.filter((status) => !refusals.includes(status))).toEqual([]);
  });

  it.each(["X-Request-Id", "Content-Type", "Content-Encoding", "Accept"])(
    "as the header %s are taken or refused",
    async (name) => {
      const head = [
        "POST /models/echo/predict HTTP/1.1",
        ...(name === "Content-Type" ? [] : ["Content-Type: application/json"]),
      ];
      const seen = await statuses((text) => rawStatus([...head, `${name}: ${text}`], "1"), inOneLine);
      expect(seen.filter((status) => ![200, 400, 415].includes(status))).toEqual([]);
    },
  );
});
