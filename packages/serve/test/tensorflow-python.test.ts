import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { defineTensorModel, serve, tensor } from "@mlops/serve";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { listen } from "./support.ts";
import { python, runsPython } from "./tensorflow-python.ts";

const run = promisify(execFile);

/** The client of the course, word for word but for the port. */
const client = (port: string): string => `
import json
import requests

data = json.dumps({"signature_name": "serving_default", "instances": [[1.0, 2.0], [3.0, 4.5]]})
response = requests.post("http://localhost:${port}/v1/models/my_model:predict", data=data)
predictions = json.loads(response.text)["predictions"]
print(response.status_code, predictions)
`;

describe("the Python client of the course", () => {
  it.skipIf(!runsPython)("gets its predictions, posting text without a content type", async () => {
    expect(spawnSync(python, ["-c", "import requests"]).stderr.toString()).toBe("");
    const model = defineTensorModel("my_model", {
      inputs: { x: tensor("FP32", "batch", 2) },
      outputs: { y: tensor("FP32", "batch", 1) },
    }).predict(({ x }) => ({ y: x.data.filter((_value, index) => index % 2 === 0) }));
    const contentTypes: unknown[] = [];
    const api = serve([model], { protocols: [tensorflow()] });
    await using server = await listen((request, response) => {
      contentTypes.push(request.headers["content-type"]);
      api(request, response);
    });
    const { stdout, stderr } = await run(python, ["-c", client(new URL(server.url).port)]);
    expect([stdout, stderr]).toEqual(["200 [[1.0], [3.0]]\n", ""]);
    expect(contentTypes).toEqual([undefined]);
  });
});
