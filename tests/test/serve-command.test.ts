import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../support/apps.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const command = "packages/cli/bin/mlops.js";
const iris = "my_model=apps/model-server/models/iris/1/model.onnx";

// Debian has requests for its own Python; another one on the path may lack it.
const python = ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["-c", "import requests"]).status === 0);

/** The client of the course, with another address: a POST of JSON text without a content type. */
const pythonClient = `
import json, sys
import requests

data = json.dumps({"signature_name": "serving_default", "instances": [[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]]})
response = requests.post(sys.argv[1] + "/v1/models/my_model:predict", data=data)
print(response.status_code, json.dumps(response.json()))
`;

describe("mlops serve", () => {
  // Where tests have to be complete, the client has to be there.
  it.skipIf(python === undefined && process.env["CI"] !== "true")(
    "answers the Python client of TensorFlow Serving from an ONNX file",
    async () => {
      await using serving = run([command, "serve", iris, "--port", "0"], {});
      const [, url = ""] = await serving.printed(/^my_model\/1 on (\S+)$/m);
      const client = spawnSync(python ?? "python3", ["-c", pythonClient, url], { encoding: "utf8" });
      expect(client.stderr).toBe("");
      const [, status, json = ""] = /^(\d+) (.*)$/m.exec(client.stdout) ?? [];
      expect(status).toBe("200");
      const { predictions } = JSON.parse(json) as { predictions: number[][] };
      expect(predictions.map((row) => row.indexOf(Math.max(...row)))).toEqual([0, 2]);
      expect(predictions.map((row) => row.reduce((sum, one) => sum + one, 0).toFixed(4))).toEqual(["1.0000", "1.0000"]);
    },
  );

  it("speaks the three protocols on one port, and stops in order when it is told to", async () => {
    await using serving = run([command, "serve", iris, "--port", "0", "--delay", "1"], {});
    const [, url = ""] = await serving.printed(/ on (\S+)$/m);
    const post = async (path: string, body: unknown): Promise<unknown> => {
      const response = await fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return [response.status, Object.keys((await response.json()) as object)];
    };
    const features = [5.1, 3.5, 1.4, 0.2];
    expect(await post("/predict", { features })).toEqual([200, ["probabilities"]]);
    expect(await post("/v1/models/my_model:predict", { instances: [features] })).toEqual([200, ["predictions"]]);
    const inputs = [{ name: "features", shape: [1, 4], datatype: "FP32", data: features }];
    expect(await post("/v2/models/my_model/infer", { inputs })).toEqual([
      200,
      ["model_name", "model_version", "outputs"],
    ]);

    serving.process.kill("SIGTERM");
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(503);
    expect(await post("/predict", { features })).toEqual([200, ["probabilities"]]);
    expect(await serving.ended()).toBe(0);
  });

  it("serves the models that a module exports", async () => {
    await using folder = await temporaryFolder();
    const module = join(folder.path, "models.mjs");
    const kit = new URL("../../packages/serve/dist/index.js", import.meta.url).href;
    await writeFile(
      module,
      `import { defineTensorModel, tensor } from ${JSON.stringify(kit)};
       const x = { x: tensor("FP64", "batch") };
       export const one = defineTensorModel("one", { inputs: x, outputs: x }).predict(({ x }) => ({ x: x.data }));
       export const two = defineTensorModel("two", { version: "7", inputs: x, outputs: x }).predict(({ x }) => ({ x: x.data }));
       export const other = 7;`,
    );
    await using serving = run([command, "serve", module, "--port", "0", "--default", "two", "--protocol", "none"], {});
    const [line, url = ""] = await serving.printed(/^.* on (\S+)$/m);
    expect(line).toContain("one/1, two/7 on ");
    const response = await fetch(`${url}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"x":1.5}',
    });
    expect([response.headers.get("x-model-name"), await response.json()]).toEqual(["two", { x: 1.5 }]);
    expect((await fetch(`${url}/v2`)).status).toBe(404);
    serving.process.kill("SIGINT");
    expect(await serving.ended()).toBe(0);
  });
});
