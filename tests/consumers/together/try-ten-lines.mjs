// A function and an ONNX file, served in ten lines, asked over three protocols.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { encodeModel } from "@mlops/serve-onnx/writer";

await writeFile(
  "linear.onnx",
  encodeModel({
    producer: "p",
    opset: 13,
    graphName: "g",
    inputs: [{ name: "x", shape: ["batch", 2] }],
    outputs: [{ name: "y", shape: ["batch", 1] }],
    initializers: [{ name: "weights", shape: [2, 1], values: [3, 0.5] }],
    nodes: [{ operator: "MatMul", name: "y", inputs: ["x", "weights"], outputs: ["y"] }],
  }),
);
const { api, url } = await import("./ten-lines.mjs");
await api.ready();

const post = async (path, body) => {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(response.status, 200, path);
  return response.json();
};
const inputs = (name, shape, datatype, data) => ({ inputs: [{ name, shape, datatype, data }] });

assert.deepEqual(await post("/models/sum/predict", { a: 1, b: 2 }), 3);
assert.deepEqual(await post("/v1/models/sum:predict", { instances: [{ a: 1, b: 2 }] }), { predictions: [3] });
const { outputs: sums } = await post("/v2/models/sum/infer", {
  inputs: [...inputs("a", [1], "FP64", [1]).inputs, ...inputs("b", [1], "FP64", [2]).inputs],
});
assert.deepEqual(sums[0].data, [3]);

assert.deepEqual(await post("/models/linear/predict", { x: [2, 80] }), { y: [46] });
assert.deepEqual(await post("/v1/models/linear:predict", { instances: [[2, 80]] }), { predictions: [[46]] });
const { outputs: lines } = await post("/v2/models/linear/infer", inputs("x", [1, 2], "FP32", [2, 80]));
assert.deepEqual(lines[0].data, [46]);
console.log("ok");
process.exit();
