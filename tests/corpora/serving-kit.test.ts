import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createServer, defineTensorModel, serve, tensor } from "@mlops/serve";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { corpus } from "./corpora.ts";

const jsonTexts = corpus("corpora", "json-test-suite.json");
const naughtyStrings = corpus("corpora", "naughty-strings.json");
const httpTexts = corpus("corpora", "llhttp-cases.json");

const x = { x: tensor("FP64", "batch"), text: { ...tensor("BYTES", "batch"), optional: true } };
const echo = defineTensorModel("echo", { inputs: x, outputs: { x: x.x, text: tensor("BYTES", "batch") } }).predict(
  ({ x: values, text }) => ({ x: values.data, text: text?.data ?? Array.from(values.data, () => new Uint8Array()) }),
);
const api = serve([echo], { protocols: [tensorflow(), openInference()], fallthrough: false });
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

const routes = ["/v1/models/echo:predict", "/v1/models/echo:classify", "/v2/models/echo/infer", "/predict/batch"];

async function post(path: string, body: string | Uint8Array<ArrayBuffer>): Promise<{ status: number; text: string }> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url + path, { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
}

async function expectHealthy(): Promise<void> {
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
}

describe.skipIf(jsonTexts.missing)("the texts of a JSON test suite", () => {
  const texts =
    jsonTexts.missing === undefined
      ? z
          .array(z.object({ name: z.string(), b64: z.base64() }))
          .min(300)
          .parse(jsonTexts.json())
      : [];

  it.each(routes)("as bodies of %s are refused as the caller's fault, in strict JSON", async (path) => {
    for (const { name, b64 } of texts) {
      const { status, text } = await post(path, Buffer.from(b64, "base64"));
      const isRefused = status >= 400 && status < 500;
      // A list is a batch, and each of its rows is refused for itself.
      const isBatch = status === 200 && /"count":0|"errors":/.test(text);
      expect([name, isRefused || isBatch]).toEqual([name, true]);
      expect(() => JSON.parse(text), name).not.toThrow();
    }
    await expectHealthy();
  });

  it("in the place of the values of a tensor are refused or taken, never the server's fault", async () => {
    for (const { name, b64 } of texts) {
      const value = Buffer.from(b64, "base64").toString("latin1");
      for (const [path, body] of [
        ["/v1/models/echo:predict", `{"instances":${value}}`],
        ["/v1/models/echo:predict", `{"inputs":{"x":${value}}}`],
        ["/v2/models/echo/infer", `{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":${value}}]}`],
        ["/v2/models/echo/infer", `{"inputs":[{"name":"x","shape":${value},"datatype":"FP64","data":[1]}]}`],
        ["/v2/models/echo/infer", `{"id":${value},"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]}]}`],
      ] as const) {
        const { status, text } = await post(path, body);
        expect([name, body.slice(0, 100), status === 200 || (status >= 400 && status < 500)]).toEqual([
          name,
          body.slice(0, 100),
          true,
        ]);
        expect(text.length).toBeLessThan(2_000_000);
      }
    }
    await expectHealthy();
  });
});

describe.skipIf(naughtyStrings.missing)("hostile strings", () => {
  const strings = naughtyStrings.missing === undefined ? z.array(z.string()).min(500).parse(naughtyStrings.json()) : [];

  it("come back through every protocol as they were", async () => {
    for (const text of strings) {
      if (/\p{Surrogate}/u.test(text)) continue;
      const json = JSON.stringify(text);
      const native = await post("/predict", `{"x":1,"text":${json}}`);
      expect(JSON.parse(native.text)).toEqual({ x: 1, text });
      const rows = await post("/v1/models/echo:predict", `{"instances":[{"x":1,"text":${json}}]}`);
      expect(JSON.parse(rows.text)).toEqual({ predictions: [{ x: 1, text }] });
      const tensors = await post(
        "/v2/models/echo/infer",
        `{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]},{"name":"text","shape":[1],"datatype":"BYTES","data":[${json}]}]}`,
      );
      expect(JSON.parse(tensors.text)).toMatchObject({ outputs: [{ data: [1] }, { data: [text] }] });
    }
    await expectHealthy();
  });

  it("in every other place of a request are the caller's fault and do not come back", async () => {
    for (const text of strings) {
      const json = JSON.stringify(text);
      const name = encodeURIComponent(Buffer.from(text).toString());
      for (const [path, body] of [
        ["/v1/models/echo:predict", `{"signature_name":${json},"instances":[1]}`],
        ["/v1/models/echo:predict", `{${json}:1,"instances":[{"x":1}]}`],
        [`/v1/models/${name}:predict`, '{"instances":[1]}'],
        [`/v1/models/echo/labels/${name}:predict`, '{"instances":[1]}'],
        ["/v2/models/echo/infer", `{"inputs":[{"name":${json},"shape":[1],"datatype":"FP64","data":[1]}]}`],
        ["/v2/models/echo/infer", `{"inputs":[{"name":"x","shape":[1],"datatype":${json},"data":[1]}]}`],
        [`/v2/models/${name}/infer`, "{}"],
        [`/v2/${name}`, "{}"],
      ] as const) {
        const { status, text: answer } = await post(path, body);
        expect([text, path, status === 200 || (status >= 400 && status < 500)]).toEqual([text, path, true]);
        if (status !== 200 && text.length > 40) expect(answer).not.toContain(text);
      }
    }
    await expectHealthy();
  });
});

describe.skipIf(httpTexts.missing)("the cases of an HTTP parser", () => {
  const cases =
    httpTexts.missing === undefined
      ? z
          .array(
            z.object({
              file: z.string(),
              name: z.string(),
              kind: z.string(),
              meta: z.record(z.string(), z.unknown()),
              b64: z.base64(),
              expect: z.enum(["ok", "error"]),
            }),
          )
          .min(200)
          .parse(httpTexts.json())
      : [];

  it("that it calls errors get no good answer, and every connection ends", async () => {
    const wrong: string[] = [];
    for (const { file, name, kind, meta, b64, expect: verdict } of cases) {
      // Its lenient modes take what the strict one refuses, and are not those of Node.
      if (kind !== "request" || verdict !== "error" || Object.keys(meta).some((key) => key.startsWith("mode")))
        continue;
      const received = await new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.end(Buffer.from(b64, "base64")));
        let text = "";
        socket.on("data", (chunk) => (text += chunk.toString("latin1")));
        socket.on("error", () => {});
        socket.on("close", () => {
          resolve(text);
        });
      });
      const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      if (statuses.some((status) => status < 400 || status >= 500)) wrong.push(`${file} ${name}: ${statuses.join()}`);
    }
    expect(wrong).toEqual([]);
    await expectHealthy();
  });
});
