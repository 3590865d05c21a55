import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, serve, tensor } from "@mlops/serve";
import type { AnyModel } from "@mlops/serve";
import { remoteModel } from "@mlops/serve/remote";
import type { RemoteOptions } from "@mlops/serve/remote";
import { listen, problemOf } from "./support.ts";

// Servers, connections and times are real.
vi.setConfig({ testTimeout: 60_000 });

/** What a server of a test answers to a request for predictions; to all else, that it is ready and says nothing of itself. */
interface Said {
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a model whose remote says one thing, and gives the status with the answer or the code. */
async function told(
  model: (url: string) => AnyModel,
  row: unknown,
  said: Said,
  read: (text: string) => unknown = JSON.parse,
): Promise<readonly [number, unknown]> {
  const ready = JSON.stringify({ ready: true, inputs: [], outputs: [] });
  await using upstream = await listen((request, response) => {
    response.setHeader("content-type", "application/json");
    if (request.method === "GET") response.end(ready);
    else response.writeHead(200, said.headers).end(said.body);
  });
  const api = serve([model(upstream.url)]);
  await api.ready();
  await using server = await listen(api);
  const response = await server.post("/predict", row);
  return [response.status, response.ok ? read(await response.text()) : (await problemOf(response)).code];
}

/** How a server of tensors is asked. */
type TensorWire =
  | { readonly protocol: "openinference"; readonly model: string }
  | { readonly protocol: "tensorflow"; readonly model: string; readonly form?: "row" | "column" };

const contract = {
  inputs: { x: tensor("FP32", "batch", 2) },
  outputs: { y: tensor("FP32", "batch", 2), n: tensor("INT64", "batch") },
};
const row = { x: [1, 2] };

const tensors =
  (wire: TensorWire) =>
  (url: string): AnyModel =>
    defineTensorModel("m", contract).predict(remoteModel({ ...wire, url }));

const oip = tensors({ protocol: "openinference", model: "m" });
const y = { name: "y", shape: [1, 2], datatype: "FP32", data: [1.5, 2] };
const n = { name: "n", shape: [1], datatype: "INT64", data: [3] };
const outputs = (...list: readonly unknown[]): Said => ({ body: JSON.stringify({ model_name: "m", outputs: list }) });
const good = [200, { y: [1.5, 2], n: 3 }];
const bad = [500, "bad-output"];

describe("an answer of the Open Inference Protocol", () => {
  it.each<[string, Said]>([
    ["flat", outputs(y, n)],
    ["nested", outputs({ ...y, data: [[1.5, 2]] }, n)],
    ["in another order, with more", outputs(n, { name: "z", shape: [9], datatype: "FP64", data: [] }, y)],
  ])("is read when it is %s", async (_title, said) => {
    expect(await told(oip, row, said)).toEqual(good);
  });

  it("is read with all digits of its integers", async () => {
    const model = (url: string): AnyModel =>
      defineTensorModel("m", { inputs: contract.inputs, outputs: { n: tensor("INT64", "batch") } }).predict(
        remoteModel({ url, protocol: "openinference", model: "m" }),
      );
    const body = '{"outputs":[{"name":"n","shape":[1],"datatype":"INT64","data":[9007199254740993]}]}';
    expect(await told(model, row, { body }, String)).toEqual([200, '{"n":9007199254740993}']);
  });

  it.each<[string, Said]>([
    ["no outputs", { body: "{}" }],
    ["an output missing", outputs(y)],
    ["an output twice", outputs(y, y, n)],
    ["another datatype", outputs({ ...y, datatype: "FP64" }, n)],
    ["a datatype that there is not", outputs({ ...y, datatype: "FP128" }, n)],
    ["another number of rows", outputs({ ...y, shape: [2, 2], data: [1, 2, 3, 4] }, n)],
    ["another shape", outputs({ ...y, shape: [1, 3], data: [1, 2, 3] }, n)],
    ["a negative size", outputs({ ...y, shape: [1, -2] }, n)],
    ["fewer values than its shape says", outputs({ ...y, data: [1.5] }, n)],
    ["more values than its shape says", outputs({ ...y, data: [1.5, 2, 3] }, n)],
    ["lists that nest too deeply", outputs({ ...y, data: [[[1.5], [2]]] }, n)],
    ["a text in the place of a number", outputs({ ...y, data: [1.5, "2"] }, n)],
    ["half an integer", outputs(y, { ...n, data: [3.5] })],
    [
      "an integer that is too large",
      { body: JSON.stringify({ outputs: [y, n] }).replace("[3]", "[9223372036854775808]") },
    ],
    ["values that are no list", outputs({ ...y, data: { 0: 1 } }, n)],
    ["no values", outputs({ ...y, data: undefined }, n)],
    ["bytes that are not there", outputs({ ...y, data: undefined, parameters: { binary_data_size: 8 } }, n)],
    [
      "a length of its JSON beyond the body",
      { ...outputs(y, n), headers: { "inference-header-content-length": "9999" } },
    ],
    [
      "a length of its JSON that is no number",
      { ...outputs(y, n), headers: { "inference-header-content-length": "-1" } },
    ],
  ])("is held back with %s", async (_title, said) => {
    expect(await told(oip, row, said)).toEqual(bad);
  });

  it("does not take memory that its shape asks for", async () => {
    const open = (url: string): AnyModel =>
      defineTensorModel("m", { inputs: contract.inputs, outputs: { y: tensor("FP64", "batch", "size") } }).predict(
        remoteModel({ url, protocol: "openinference", model: "m" }),
      );
    const huge = { name: "y", shape: [1, 2 ** 40], datatype: "FP64" };
    const before = process.memoryUsage().arrayBuffers;
    expect(await told(open, row, outputs({ ...huge, data: [1] }))).toEqual(bad);
    expect(await told(open, row, outputs({ ...huge, parameters: { binary_data_size: 2 ** 43 } }))).toEqual(bad);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
  });

  it("is read with bytes after its JSON, and held back with one too many or too few", async () => {
    const floats = new Uint8Array(Float32Array.of(1.5, 2).buffer);
    const head = JSON.stringify({ outputs: [{ ...y, data: undefined, parameters: { binary_data_size: 8 } }, n] });
    const headers = {
      "inference-header-content-length": String(head.length),
      "content-type": "application/octet-stream",
    };
    const body = (bytes: Uint8Array): Said => ({ headers, body: Buffer.concat([Buffer.from(head), bytes]) });
    expect(await told(oip, row, body(floats))).toEqual(good);
    expect(await told(oip, row, body(floats.subarray(0, 7)))).toEqual(bad);
    expect(await told(oip, row, body(Buffer.concat([floats, Buffer.of(0)])))).toEqual(bad);
  });
});

describe("an answer of TensorFlow Serving", () => {
  const byRows = tensors({ protocol: "tensorflow", model: "m" });
  const byInputs = tensors({ protocol: "tensorflow", model: "m", form: "column" });
  const body = (value: unknown): Said => ({ body: JSON.stringify(value) });

  it("is read by rows and by outputs", async () => {
    expect(await told(byRows, row, body({ predictions: [{ y: [1.5, 2], n: 3 }] }))).toEqual(good);
    expect(await told(byInputs, row, body({ outputs: { y: [[1.5, 2]], n: [3] } }))).toEqual(good);
  });

  it("is held back with more predictions than rows, also for a model of rows", async () => {
    const rows = (url: string): AnyModel =>
      defineModel("m", { input: z.object({ x: z.number() }), output: z.object({ y: z.number() }) }).predict(
        remoteModel({ url, protocol: "tensorflow", model: "m" }),
      );
    expect(await told(rows, { x: 1 }, body({ predictions: [2] }))).toEqual([200, { y: 2 }]);
    expect(await told(rows, { x: 1 }, body({ predictions: [2, 3] }))).toEqual(bad);
  });

  it("is held back with NaN, which the caller's JSON cannot hold", async () => {
    expect(await told(byRows, row, { body: '{"predictions":[{"y":[NaN,2],"n":3}]}' })).toEqual(bad);
  });

  it.each<[string, Said]>([
    ["no predictions", body({ outputs: [] })],
    [
      "more predictions than rows",
      body({
        predictions: [
          { y: [1, 2], n: 3 },
          { y: [1, 2], n: 3 },
        ],
      }),
    ],
    ["an output missing", body({ predictions: [{ y: [1, 2] }] })],
    ["values without names", body({ predictions: [[1, 2]] })],
    ["a list that is too short", body({ predictions: [{ y: [1], n: 3 }] })],
    ["a text in the place of a number", body({ predictions: [{ y: [1, "2"], n: 3 }] })],
    ["an object in the place of a number", body({ predictions: [{ y: [1, {}], n: 3 }] })],
    ["no list", body({ predictions: "none" })],
  ])("is held back with %s", async (_title, said) => {
    expect(await told(byRows, row, said)).toEqual(bad);
  });

  it("is read with bytes in base64, and held back with what is none", async () => {
    const texts = (url: string): AnyModel =>
      defineTensorModel("m", { inputs: contract.inputs, outputs: { t: tensor("BYTES", "batch") } }).predict(
        remoteModel({ url, protocol: "tensorflow", model: "m" }),
      );
    expect(await told(texts, row, body({ predictions: [{ b64: "aGk=" }] }))).toEqual([200, { t: "hi" }]);
    expect(await told(texts, row, body({ predictions: ["hi"] }))).toEqual([200, { t: "hi" }]);
    expect(await told(texts, row, body({ predictions: [{ b64: "aGk" }] }))).toEqual(bad);
  });
});

describe("an answer of MLflow", () => {
  const output = z.object({ price: z.number() });
  const wire = { protocol: "mlflow" } as const satisfies Omit<RemoteOptions, "url">;
  const price = (url: string): AnyModel =>
    defineModel("m", { input: z.object({ rooms: z.int() }), output }).predict(remoteModel({ ...wire, url }));

  it.each<[string, unknown]>([
    ["records", [{ price: 3 }]],
    ["values of the only output", [3]],
    ["lists by output", { price: [3] }],
  ])("is read as %s", async (_title, predictions) => {
    const said = { body: JSON.stringify({ predictions }) };
    expect(await told(price, { rooms: 1 }, said)).toEqual([200, { price: 3 }]);
  });

  it.each<[string, unknown]>([
    ["too many predictions", [1, 2]],
    ["a list that is too long", { price: [1, 2] }],
    ["another output", [{ cost: 1 }]],
    ["a text", "3"],
    ["nothing", undefined],
  ])("is held back with %s", async (_title, predictions) => {
    expect(await told(price, { rooms: 1 }, { body: JSON.stringify({ predictions }) })).toEqual(bad);
  });
});

describe("an answer of a route", () => {
  const input = z.object({ text: z.string() });
  const output = z.object({ label: z.enum(["good", "bad"]) });
  const route = (url: string): AnyModel =>
    defineModel("m", { input, output }).predict(
      remoteModel({
        url,
        protocol: "json",
        request: (one: z.infer<typeof input>) => ({ documents: [one.text] }),
        answer: z.object({ scores: z.array(z.number()).length(1) }),
        response: ({ scores }) => ({ label: (scores[0] ?? 0) > 0.5 ? "good" : "bad" }) as const,
      }),
    );

  it("is turned into the output that the contract has", async () => {
    expect(await told(route, { text: "a" }, { body: '{"scores":[0.7]}' })).toEqual([200, { label: "good" }]);
  });

  it("is held back where it does not fit its schema", async () => {
    expect(await told(route, { text: "a" }, { body: '{"scores":[]}' })).toEqual(bad);
    expect(await told(route, { text: "a" }, { body: '{"scores":["0.7"]}' })).toEqual(bad);
  });
});
