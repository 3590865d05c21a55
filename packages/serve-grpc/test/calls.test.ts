import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "./client.ts";
import { refusalOf, scorerRequest, startServer } from "./support.ts";
import type { TestServer } from "./support.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const call = async (name: string, message: Message) => (await server.client.call(name, message)).response;

describe("a server", () => {
  it("is live and ready", async () => {
    expect(await call("ServerLive", {})).toEqual({ live: true });
    expect(await call("ServerReady", {})).toEqual({ ready: true });
  });

  it("tells its name, its version and what it speaks beyond the protocol", async () => {
    expect(await call("ServerMetadata", {})).toEqual({
      name: "tests",
      version: "1.2.3",
      extensions: ["classification"],
    });
  });

  it("lists its models with their versions and states", async () => {
    const { models } = await call("RepositoryIndex", {});
    expect(models).toContainEqual({ name: "iris", version: "2", state: "READY", reason: "" });
    expect(models).toContainEqual({ name: "iris", version: "1", state: "READY", reason: "" });
    expect(models).toHaveLength(7);
    expect(await call("RepositoryIndex", { ready: true })).toEqual({ models });
  });

  it("has no repository of another name", async () => {
    expect(await refusalOf(call("RepositoryIndex", { repository_name: "s3" }))).toMatchObject({
      status: 5,
      code: "not-found",
    });
  });
});

describe("a model", () => {
  it("is ready, by its name and by a version", async () => {
    expect(await call("ModelReady", { name: "iris" })).toEqual({ ready: true });
    expect(await call("ModelReady", { name: "iris", version: "1" })).toEqual({ ready: true });
  });

  it("tells its inputs and outputs, of the greatest version where none is named", async () => {
    expect(await call("ModelMetadata", { name: "iris" })).toEqual({
      name: "iris",
      versions: ["1", "2"],
      platform: "mlops_function",
      inputs: [
        { name: "petalLength", datatype: "FP64", shape: ["-1"] },
        { name: "petalWidth", datatype: "FP64", shape: ["-1"] },
      ],
      outputs: [
        { name: "species", datatype: "BYTES", shape: ["-1"] },
        { name: "width", datatype: "FP64", shape: ["-1"] },
      ],
    });
    const { inputs } = await call("ModelMetadata", { name: "iris", version: "1" });
    expect(inputs).toEqual([{ name: "petalLength", datatype: "FP64", shape: ["-1"] }]);
  });

  it.each(["ModelReady", "ModelMetadata"])(
    "that is not served is NOT_FOUND to %s, as is another version",
    async (name) => {
      const unknown = await refusalOf(call(name, { name: "tulip" }));
      expect(unknown).toMatchObject({ status: 5, code: "model-not-found" });
      expect(unknown.text).not.toContain("tulip");
      expect(await refusalOf(call(name, { name: "iris", version: "3" }))).toMatchObject({
        status: 5,
        code: "version-not-found",
      });
      expect(await refusalOf(call(name, {}))).toMatchObject({ status: 5, code: "model-required" });
    },
  );
});

describe("a prediction", () => {
  it("of a model of rows takes its fields as tensors, in any datatype of numbers", async () => {
    const { response, headers } = await server.client.call("ModelInfer", {
      model_name: "iris",
      id: "42",
      inputs: [
        { name: "petalLength", datatype: "FP32", shape: [2], contents: { fp32_contents: [1.5, 5.25] } },
        { name: "petalWidth", datatype: "INT64", shape: [2], contents: { int64_contents: [1, -2] } },
      ],
    });
    expect(response).toMatchObject({ model_name: "iris", model_version: "2", id: "42", raw_output_contents: [] });
    const [species, width] = response.outputs;
    expect(species).toMatchObject({ name: "species", datatype: "BYTES", shape: ["2"] });
    expect(species.contents.bytes_contents.map(String)).toEqual(["setosa", "other"]);
    expect(width.contents.fp64_contents).toEqual([1, -2]);
    expect(headers).toMatchObject({ "x-model-name": "iris", "x-model-version": "2", "x-model-release": "1.4.0" });
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("names the version that it is asked of", async () => {
    const inputs = [{ name: "petalLength", datatype: "FP64", shape: [1], contents: { fp64_contents: [1] } }];
    const response = await call("ModelInfer", { model_name: "iris", model_version: "1", inputs });
    expect(response).toMatchObject({ model_version: "1", id: "" });
  });

  it("gives the outputs that are asked for, in their order, and all where none is", async () => {
    const inputs = ["petalLength", "petalWidth"].map((name) => {
      return { name, datatype: "FP64", shape: [1], contents: { fp64_contents: [1] } };
    });
    const names = async (outputs: string[]): Promise<string[]> => {
      const request = { model_name: "iris", inputs, outputs: outputs.map((name) => ({ name })) };
      const response = await call("ModelInfer", request);
      return response.outputs.map(({ name }: { name: string }) => name);
    };
    expect(await names(["width", "species"])).toEqual(["width", "species"]);
    expect(await names(["species"])).toEqual(["species"]);
    expect(await names([])).toEqual(["species", "width"]);
  });

  it("has bytes where the request has bytes", async () => {
    const raw = Buffer.from(Float32Array.of(2, 4, 6).buffer);
    const inputs = [{ name: "x", datatype: "FP32", shape: [1, 3] }];
    const response = await call("ModelInfer", scorerRequest([], { inputs, raw_input_contents: [raw] }));
    expect(response.outputs).toEqual([
      { name: "scores", datatype: "FP32", shape: ["1", "3"], parameters: {}, contents: null },
    ]);
    expect(response.raw_output_contents).toEqual([Buffer.from(Float32Array.of(1, 2, 3).buffer)]);
  });

  it("has bytes for all of its outputs where one of them has no contents", async () => {
    const outputs = [{ name: "half" }, { name: "scores" }];
    const response = await call("ModelInfer", scorerRequest([2, 4, 6], { outputs }));
    expect(response.raw_output_contents).toEqual([Buffer.of(0x00, 0x3c), Buffer.from(Float32Array.of(1, 2, 3).buffer)]);
    expect(response.outputs.map(({ datatype }: { datatype: string }) => datatype)).toEqual(["FP16", "FP32"]);
  });

  it("gives classes where it is asked for them", async () => {
    const outputs = [{ name: "scores", parameters: { classification: { int64_param: 2 } } }];
    const response = await call("ModelInfer", scorerRequest([1, 6, 2], { outputs }));
    expect(response.outputs[0]).toMatchObject({ datatype: "BYTES", shape: ["1", "2"] });
    expect(response.outputs[0].contents.bytes_contents.map(String)).toEqual(["3:1:middle", "1:2:high"]);
  });

  it("tells in a header which values were clipped", async () => {
    const inputs = [{ name: "x", datatype: "FP64", shape: [1, 2], contents: { fp64_contents: [30, 5000] } }];
    const { response, headers } = await server.client.call("ModelInfer", { model_name: "bounded", inputs });
    expect(response.outputs[0].contents.fp64_contents).toEqual([30, 1000]);
    expect(headers["x-clipped"]).toBe("/x/0/1");
  });

  it("keeps every digit of whole numbers of 64 bits, in both forms", async () => {
    const values = ["9007199254740993", "-9223372036854775808", "9223372036854775807"];
    const inputs = [{ name: "INT64", datatype: "INT64", shape: [1, 3], contents: { int64_contents: values } }];
    const typed = await call("ModelInfer", { model_name: "mirror", inputs, outputs: [{ name: "INT64" }] });
    expect(typed.outputs[0].contents.int64_contents).toEqual(values);
    const unsigned = [
      { name: "UINT64", datatype: "UINT64", shape: [1, 1], contents: { uint64_contents: ["18446744073709551615"] } },
    ];
    const most = await call("ModelInfer", { model_name: "mirror", inputs: unsigned, outputs: [{ name: "UINT64" }] });
    expect(most.outputs[0].contents.uint64_contents).toEqual(["18446744073709551615"]);
  });

  it("keeps the id of the request that the caller sends", async () => {
    const settings = { metadata: { "x-request-id": "order-7" } };
    const { headers } = await server.client.call("ModelInfer", scorerRequest([1, 2, 3]), settings);
    expect(headers["x-request-id"]).toBe("order-7");
    const refusal = await refusalOf(server.client.call("ModelInfer", scorerRequest([1]), settings));
    expect(refusal.trailers["x-request-id"]).toBe("order-7");
  });

  it("of a model that fails says nothing of why", async () => {
    const inputs = [{ name: "input", datatype: "FP64", shape: [1], contents: { fp64_contents: [1] } }];
    const {
      inputs: [{ name }],
    } = (await call("ModelMetadata", { name: "broken" })) as { inputs: [{ name: string }] };
    const refusal = await refusalOf(
      call("ModelInfer", { model_name: "broken", inputs: inputs.map((one) => ({ ...one, name })) }),
    );
    expect(refusal).toMatchObject({ status: 13, code: "prediction-failed", text: "The model could not answer." });
    expect(JSON.stringify(refusal)).not.toMatch(/secret|ENOENT/);
  });
});

describe("two hundred calls at once", () => {
  it("each get their own answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const response = await call("ModelInfer", scorerRequest([index, 2 * index, 3], { id: `call-${index}` }));
        return [response.id, response.outputs[0].contents.fp32_contents];
      }),
    );
    expect(answers).toEqual(Array.from({ length: 200 }, (_, index) => [`call-${index}`, [index / 2, index, 1.5]]));
  });
});
