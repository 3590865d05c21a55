import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, serve, tensor } from "@mlops/serve";
import type { AnyModel, ServeOptions } from "@mlops/serve";
import { mlflow } from "@mlops/serve/protocols/mlflow";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { remoteContract, remoteModel } from "@mlops/serve/remote";
import type { RemoteSource } from "@mlops/serve/remote";
import { allLabels, allModels, doubler, echo, flowers } from "./models.ts";
import { binaryAnswer, binaryBody, openInferenceServer } from "./openinference-models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

// Servers, connections and times are real.
vi.setConfig({ testTimeout: 60_000 });

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 50) };

/** A row that is no object, and an output of every kind of field. */
const mean = defineModel("mean", {
  input: z.array(z.number()).min(1),
  output: z.object({ mean: z.number(), big: z.boolean(), parts: z.array(z.int()), name: z.string().nullable() }),
}).predictOne((row) => {
  const value = row.reduce((sum, one) => sum + one, 0) / row.length;
  const name = value > 5 ? "großzügig" : null;
  return { mean: value, big: value > 10, parts: row.map((one) => Math.round(one)), name };
});

/** A number for a number. */
const square = defineModel("square", { input: z.number(), output: z.number() }).predictOne((x) => x * x);

const upstreamModels = [...allModels, mean, square];

/** How the same server can be asked for one of its models. */
const wires = {
  "the Open Inference Protocol": (model: string) => ({ protocol: "openinference", model }) as const,
  "the same without bytes": (model: string) => ({ protocol: "openinference", model, binary: false }) as const,
  "TensorFlow Serving": (model: string) => ({ protocol: "tensorflow", model }) as const,
  "the same by inputs": (model: string) => ({ protocol: "tensorflow", model, form: "column" }) as const,
  "the kit's own routes": (model: string) =>
    ({
      protocol: "json",
      path: `/models/${model}/predict`,
      batch: { path: `/models/${model}/predict/batch` },
    }) as const,
};
type Wire = ReturnType<(typeof wires)[keyof typeof wires]> | { readonly protocol: "mlflow" };

/** The same contract before a remote. */
function gatewayTo(model: AnyModel, url: string, wire: Wire): AnyModel {
  const { name } = model;
  const remote: RemoteSource<unknown, never> = remoteModel({ url, ...wire });
  if (model.kind === "rows") {
    const { input, output } = model;
    return defineModel(name, { input, output }).predict(remote);
  }
  const { inputs, outputs } = model;
  return defineTensorModel(name, { inputs, outputs }).predict(remote);
}

async function served(model: AnyModel, options: ServeOptions = {}): Promise<TestServer> {
  const api = serve([model], options);
  await api.ready();
  return listen(api);
}

const rowsOf: Readonly<Record<string, readonly unknown[]>> = {
  flowers: [{ petal: 1 }, { petal: 4, count: 3 }, { petal: 1, note: "ü" }, { petal: 2.5, count: 2, note: "" }],
  mean: [[1, 2, 3], [7.5], [20, 40], [0.1, 0.2, 0.3]],
  square: [3, -0.5, 1e150],
  doubler: [{ x: [1, 2] }, { x: [0.1, -1e38] }],
  echo: [
    { i: 3, bool: true, u8: [0, 255], f64: [0.1, 1e308], text: "ü\u0000" },
    { i: -1, u64: 18, f64: [] },
  ],
};

describe.each(Object.entries(wires))("a server of the kit over %s", (_title, wire) => {
  let upstream: TestServer;
  beforeAll(async () => {
    const protocols = [tensorflow(), openInference()];
    const api = serve(upstreamModels, { labels: allLabels, protocols });
    await api.ready();
    upstream = await listen(api);
  });
  afterAll(() => upstream[Symbol.asyncDispose]());

  it.each([flowers, mean, square, doubler, echo].map((model) => [model.name, model] as const))(
    "answers for %s as it does itself, row by row and all at once",
    async (name, model) => {
      await using gateway = await served(gatewayTo(model, upstream.url, wire(name)));
      for (const row of rowsOf[name] ?? []) {
        const [near, far] = await Promise.all([
          upstream.post(`/models/${name}/predict`, row),
          gateway.post("/predict", row),
        ]);
        expect([far.status, await far.text()]).toEqual([near.status, await near.text()]);
      }
      const [near, far] = await Promise.all([
        upstream.post(`/models/${name}/predict/batch`, rowsOf[name]),
        gateway.post("/predict/batch", rowsOf[name]),
      ]);
      expect([far.status, await far.text()]).toEqual([200, await near.text()]);
    },
  );
});

describe("a server of the kit", () => {
  it("is a remote over MLflow for its default model", async () => {
    await using upstream = await served(flowers, { protocols: [mlflow()] });
    await using gateway = await served(gatewayTo(flowers, upstream.url, { protocol: "mlflow" }));
    const rows = [
      { petal: 1, count: 1, note: "a" },
      { petal: 4, count: 3, note: "b" },
    ];
    const [near, far] = await Promise.all([
      upstream.post("/predict/batch", rows),
      gateway.post("/predict/batch", rows),
    ]);
    expect(await far.json()).toEqual(await near.json());
  });

  it("is a remote over KServe's first protocol, which has no metadata", async () => {
    await using upstream = await served(doubler, { protocols: [tensorflow({ meaning: "kserve" })] });
    await using gateway = await served(gatewayTo(doubler, upstream.url, { protocol: "tensorflow", model: "doubler" }));
    expect(await (await gateway.post("/predict", { x: [1, 2] })).json()).toEqual({ y: [2, 4] });
  });

  it("is asked for the version, or the label, that is meant", async () => {
    const api = serve(allModels, { labels: allLabels, protocols: [tensorflow(), openInference()] });
    await api.ready();
    await using upstream = await listen(api);
    const contract = {
      inputs: { x: tensor("INT32", "batch") },
      outputs: { version: tensor("INT32", "batch") },
    };
    const model = "versioned";
    for (const [wire, version] of [
      [{ protocol: "tensorflow", model, label: "stable" }, 1],
      [{ protocol: "tensorflow", model, label: "canary" }, 2],
      [{ protocol: "tensorflow", model, version: "1" }, 1],
      [{ protocol: "tensorflow", model }, 2],
      [{ protocol: "openinference", model, version: "1" }, 1],
      [{ protocol: "openinference", model }, 2],
    ] as const) {
      const remote = remoteModel({ url: upstream.url, ...wire });
      await using gateway = await served(defineTensorModel("versioned", contract).predict(remote));
      expect(await (await gateway.post("/predict", { x: 0 })).json()).toEqual({ version });
    }
  });

  it("gets tensors of every datatype through two servers byte for byte", async () => {
    await using upstream = await listen(openInferenceServer());
    const target = { url: upstream.url, model: "mirror" };
    const contract = await remoteContract(target);
    expect(Object.keys(contract.inputs)).toHaveLength(14);
    const optional = Object.entries(contract.inputs).map(([name, spec]) => [name, { ...spec, optional: true }]);
    const model = defineTensorModel("mirror", {
      inputs: Object.fromEntries(optional),
      outputs: contract.outputs,
    }).predict(remoteModel({ ...target, protocol: "openinference" }));
    await using gateway = await served(model, { protocols: [openInference()] });
    const sizes = { BOOL: 1, UINT8: 1, INT16: 2, FP16: 2, BF16: 2, FP32: 4, INT64: 8, UINT64: 8, FP64: 8 };
    const tensors = fc
      .tuple(fc.constantFrom(...Object.entries(sizes)), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }))
      .chain(([[datatype, size], rows, width]) => {
        const length = rows * width * size;
        const bytes = fc.uint8Array({ minLength: length, maxLength: length, max: datatype === "BOOL" ? 1 : 255 });
        return fc.record({ datatype: fc.constant(datatype), shape: fc.constant([rows, width]), bytes });
      });
    await fc.assert(
      fc.asyncProperty(tensors, async ({ datatype, shape, bytes }) => {
        const input = { name: datatype, shape, datatype, parameters: { binary_data_size: bytes.length } };
        const outputs = [{ name: datatype, parameters: { binary_data: true } }];
        const { body, headers } = binaryBody({ inputs: [input], outputs }, bytes);
        const answer = await binaryAnswer(await gateway.post("/v2/models/mirror/infer", body, headers));
        expect(answer.json.outputs).toMatchObject([{ name: datatype, datatype, shape }]);
        expect(answer.bytes.get(datatype)?.equals(bytes)).toBe(true);
      }),
      runs,
    );
  });

  it("refuses a contract that it cannot be asked for without bytes", async () => {
    const contract = { inputs: { x: tensor("FP16", "batch") }, outputs: { x: tensor("BF16", "batch") } };
    const halves = defineTensorModel("halves", contract);
    const model = halves.predict(({ x }) => ({ x: x.data }));
    await using upstream = await served(model, { protocols: [openInference(), tensorflow(), mlflow()] });
    const target = { url: upstream.url, model: "halves" };
    for (const wire of [
      { ...target, protocol: "openinference", binary: false },
      { ...target, protocol: "tensorflow" },
      { url: upstream.url, protocol: "mlflow" },
    ] as const) {
      await expect(serve([halves.predict(remoteModel(wire))]).ready()).rejects.toThrow(
        /"x": FP16 has no form in JSON.*"x": BF16 has no form in JSON/,
      );
    }
    await using gateway = await served(halves.predict(remoteModel({ ...target, protocol: "openinference" })));
    expect((await gateway.get("/ready")).status).toBe(200);
  });

  it("is not sent what JSON cannot hold", async () => {
    const { inputs, outputs } = doubler;
    const api = serve([doubler], { protocols: [openInference()] });
    await api.ready();
    await using upstream = await listen(api);
    const remote = remoteModel({ url: upstream.url, protocol: "openinference", model: "doubler", binary: false });
    const model = defineTensorModel("doubler", { inputs, outputs }).predict(remote);
    await using gateway = await served(model, { protocols: [openInference()] });
    const x = { name: "x", shape: [1, 2], datatype: "FP32", parameters: { binary_data_size: 8 } };
    const floats = (...values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
    const ask = async (bytes: Uint8Array): Promise<number> => {
      const { body, headers } = binaryBody({ inputs: [x] }, bytes);
      return (await gateway.post("/v2/models/doubler/infer", body, headers)).status;
    };
    expect([await ask(floats(1, 2)), await ask(floats(1, Number.NaN))]).toEqual([200, 500]);
  });

  it("refuses a contract whose numbers it cannot hold", async () => {
    const protocols = [openInference()];
    await using upstream = await served(
      defineTensorModel("ints", {
        inputs: { n: tensor("INT8", "batch") },
        outputs: { n: tensor("INT8", "batch") },
      }).predict(({ n }) => ({ n: n.data })),
      { protocols },
    );
    const remote = remoteModel({ url: upstream.url, protocol: "openinference", model: "ints" });
    const number = defineModel("ints", { input: z.object({ n: z.number() }), output: z.object({ n: z.int() }) });
    await expect(serve([number.predict(remote)]).ready()).rejects.toThrow(
      'input "n": expected FP64 [batch], received INT8 [-1]',
    );
    // Whole numbers can be sent as far as they fit; one that does not is a fault of the contract.
    const whole = defineModel("ints", { input: z.object({ n: z.int() }), output: z.object({ n: z.int() }) });
    await using gateway = await served(whole.predict(remote));
    expect(await (await gateway.post("/predict", { n: -128 })).json()).toEqual({ n: -128 });
    expect((await gateway.post("/predict", { n: 128 })).status).toBe(500);
  });
});
