import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { defineModel, defineTensorModel, serve } from "@mlops/serve";
import type { AnyModel } from "@mlops/serve";
import { remoteContract, remoteModel } from "@mlops/serve/remote";
import type { MlflowTarget, OpenInferenceTarget, TensorFlowTarget } from "@mlops/serve/remote";
import {
  flowerContract,
  setosa,
  setosaVector,
  tensorContract,
  vectorContract,
  virginica,
  virginicaVector,
} from "./remote-models.ts";
import { pythonServer, runsPythonServer } from "./remote-python.ts";
import type { PythonServer } from "./remote-python.ts";
import { listen, problemOf } from "./support.ts";

// Servers, connections and times are real.
vi.setConfig({ testTimeout: 60_000 });

type Wire =
  | ({ readonly protocol: "openinference" } & OpenInferenceTarget)
  | ({ readonly protocol: "tensorflow" } & TensorFlowTarget)
  | ({ readonly protocol: "mlflow" } & MlflowTarget);

/** How the Python server can be asked for vectors. */
const wires: readonly (readonly [string, Wire])[] = [
  ["the Open Inference Protocol with bytes", { protocol: "openinference", model: "iris" }],
  ["the Open Inference Protocol as JSON", { protocol: "openinference", model: "iris", binary: false }],
  ["TensorFlow Serving by rows", { protocol: "tensorflow", model: "iris" }],
  ["TensorFlow Serving by inputs", { protocol: "tensorflow", model: "iris", form: "column" }],
  ["MLflow by inputs", { protocol: "mlflow", form: "inputs" }],
  ["MLflow by instances", { protocol: "mlflow", form: "instances" }],
];

describe.skipIf(!runsPythonServer)("a scikit-learn model in Python", () => {
  let python: PythonServer;
  beforeAll(async () => {
    python = await pythonServer();
  }, 60_000);
  afterAll(() => python[Symbol.asyncDispose]());

  const served = async (model: AnyModel): Promise<Awaited<ReturnType<typeof listen>>> => {
    const api = serve([model]);
    await api.ready();
    return listen(api);
  };

  describe.each(wires)("over %s", (_title, wire) => {
    it("predicts for a model of rows", async () => {
      const model = defineModel("iris", vectorContract).predict(remoteModel({ ...wire, url: python.url }));
      await using server = await served(model);
      const one = await server.post("/predict", virginicaVector);
      expect([one.status, await one.json()]).toEqual([
        200,
        { label: 2, probabilities: [expect.any(Number), expect.any(Number), expect.closeTo(0.997, 2)] },
      ]);
      const many = await server.post("/predict/batch", [setosaVector, { x: [1] }, virginicaVector]);
      expect(await many.json()).toMatchObject({
        predictions: [{ label: 0 }, null, { label: 2 }],
        errors: [{ index: 1, code: "invalid-input" }],
      });
    });

    it("predicts for a model of tensors", async () => {
      const model = defineTensorModel("iris", tensorContract).predict(remoteModel({ ...wire, url: python.url }));
      await using server = await served(model);
      const many = await server.post("/predict/batch", [setosaVector, virginicaVector]);
      expect(await many.json()).toMatchObject({
        predictions: [
          { label: 0, probabilities: [expect.closeTo(0.98, 1), expect.any(Number), expect.any(Number)] },
          { label: 2 },
        ],
      });
    });
  });

  it("predicts as MLflow does for a table", async () => {
    const wire = { url: python.url, protocol: "mlflow" } as const;
    await using server = await served(defineModel("iris", flowerContract).predict(remoteModel(wire)));
    const many = await server.post("/predict/batch", [setosa, virginica]);
    expect(await many.json()).toMatchObject({ predictions: [{ species: "setosa" }, { species: "virginica" }] });
  });

  it("predicts on a route of its own, one row at a time", async () => {
    const remote = remoteModel({ url: python.url, protocol: "json", health: "/health" });
    await using server = await served(defineModel("iris", flowerContract).predict(remote));
    const one = await server.post("/predict", setosa);
    expect([one.status, await one.json()]).toEqual([200, { species: "setosa", confidence: expect.closeTo(0.98, 1) }]);
    const rows = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? setosa : virginica));
    const { predictions } = (await (await server.post("/predict/batch", rows)).json()) as {
      predictions: { species: string }[];
    };
    expect(predictions.map((answer) => answer.species)).toEqual(
      rows.map((row) => (row === setosa ? "setosa" : "virginica")),
    );
  });

  it("fails for the rows that it cannot answer, and for no others, where each is asked for by itself", async () => {
    const remote = remoteModel({ url: python.url, protocol: "json" });
    await using server = await served(defineModel("iris", flowerContract).predict(remote));
    const refused = { ...setosa, petal_width: 66.4 };
    const broken = { ...setosa, petal_width: 66.5 };
    const many = await server.post("/predict/batch", [setosa, refused, virginica, broken]);
    const text = await many.text();
    expect(JSON.parse(text)).toMatchObject({
      predictions: [{ species: "setosa" }, null, { species: "virginica" }, null],
      errors: [
        { index: 1, code: "bad-output" },
        { index: 3, code: "dependency-unavailable" },
      ],
    });
    expect(text).not.toContain("secret-of-the-remote");
    // Where nothing was answered, the request was not.
    const none = await server.post("/predict/batch", [broken, broken]);
    expect([none.status, (await problemOf(none)).code]).toEqual([503, "dependency-unavailable"]);
  });

  it("predicts on its route for many rows", async () => {
    const remote = remoteModel({ url: python.url, protocol: "json", batch: {} });
    await using server = await served(defineModel("iris", flowerContract).predict(remote));
    const many = await server.post("/predict/batch", [setosa, virginica, setosa]);
    expect(await many.json()).toMatchObject({
      predictions: [{ species: "setosa" }, { species: "virginica" }, { species: "setosa" }],
    });
  });

  it("is refused when its tensors are not those of the contract, with every difference", async () => {
    const { x } = tensorContract.inputs;
    const model = defineTensorModel("iris", {
      inputs: { x: { ...x, shape: ["batch", 5] }, y: x },
      outputs: { label: { ...tensorContract.outputs.label, datatype: "INT32" } },
    }).predict(remoteModel({ url: python.url, protocol: "openinference", model: "iris" }));
    const { port } = python;
    await expect(serve([model]).ready()).rejects.toMatchObject({
      code: "remote-contract-mismatch",
      message:
        `127.0.0.1:${port}/v2/models/iris/infer: ` +
        'input "x": expected FP32 [batch, 5], received FP32 [-1, 4]; ' +
        'input "y": expected FP32 [batch, 4]; the remote has "x"; ' +
        'output "label": expected INT32 [batch], received INT64 [-1]',
    });
  });

  it("is refused when the contract lacks an input, or the server the signature", async () => {
    const wire = { url: python.url, protocol: "tensorflow", model: "iris" } as const;
    const other = defineTensorModel("iris", {
      inputs: { z: tensorContract.inputs.x },
      outputs: tensorContract.outputs,
    }).predict(remoteModel(wire));
    await expect(serve([other]).ready()).rejects.toThrow(
      'input "x": the remote wants it; the contract does not have it',
    );
    const named = defineTensorModel("iris", tensorContract).predict(remoteModel({ ...wire, signature: "other" }));
    await expect(serve([named]).ready()).rejects.toThrow('no signature "other"; there are: serving_default');
  });

  it("gives its contract to those who do not know it", async () => {
    const target = { url: python.url, model: "iris" };
    const contract = await remoteContract(target);
    expect(contract).toEqual({
      inputs: { x: { datatype: "FP32", shape: ["batch", 4] } },
      outputs: {
        label: { datatype: "INT64", shape: ["batch"] },
        probabilities: { datatype: "FP64", shape: ["batch", 3] },
      },
    });
    const remote = remoteModel({ ...target, protocol: "openinference" });
    await using server = await served(defineTensorModel("iris", contract).predict(remote));
    expect(await (await server.post("/predict", setosaVector)).json()).toMatchObject({ label: 0 });
  });
});
