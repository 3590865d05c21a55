// A program of a consumer's: an ES module that uses the packages as they were installed from their tarballs.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import * as z from "zod";
import { parseLesson } from "@mlops/content";
import { grade } from "@mlops/quiz";
import { plainText } from "@mlops/schema";
import { lessonResultSchema } from "@mlops/schema/zod";
import { defineModel, serve } from "@mlops/serve";
import { createMetrics } from "@mlops/serve/metrics";
import { onnx, tensor } from "@mlops/serve-onnx";
import { encodeModel } from "@mlops/serve-onnx/writer";

const lines = [
  "Releases",
  "---QUIZ---",
  "Q: Which is careful?",
  "A: A canary",
  "A: All at once",
  "CORRECT: 0",
  "---END-QUIZ---",
];
const result = parseLesson(lines.join("\n"));
assert.deepEqual(lessonResultSchema.parse(JSON.parse(JSON.stringify(result))), result);
const quiz = result.lesson.pages.flatMap((page) => page.blocks).find((block) => block.kind === "quiz");
const [question] = quiz.questions;
assert.equal(plainText(question.prompt), "Which is careful?");
assert.equal(grade(question, question.options[0].id).status, "correct");
assert.equal(grade(question, question.options[1].id).status, "incorrect");

const model = defineModel("double", { input: z.number(), output: z.number() }).predictOne((value) => value * 2);
const api = serve([model], { metrics: createMetrics() });
await api.ready();
const server = createServer(api);
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const headers = { "content-type": "application/json" };
const answer = await fetch(`${url}/predict`, { method: "POST", headers, body: "21" });
assert.deepEqual([answer.status, await answer.json()], [200, 42]);
assert.match(await (await fetch(`${url}/metrics`)).text(), /^predictions_total\{.*outcome="ok"\} 1$/m);
await api.close();
server.close();

// A model file from the writer, run by the native library.
const file = join(import.meta.dirname, "linear.onnx");
const weights = { name: "weights", shape: [2, 1], values: [3, 0.5] };
const node = { operator: "MatMul", name: "y", inputs: ["x", "weights"], outputs: ["y"] };
const graph = {
  inputs: [{ name: "x", shape: ["batch", 2] }],
  outputs: [{ name: "y", shape: ["batch", 1] }],
  nodes: [node],
};
await writeFile(file, encodeModel({ producer: "p", opset: 13, graphName: "g", initializers: [weights], ...graph }));
const linear = onnx(file, {
  inputs: { x: tensor("FP32", "batch", 2) },
  outputs: { y: tensor("FP32", "batch", 1) },
  encode: (rows) => ({ x: Float32Array.from(rows.flat()) }),
  decode: ({ y }) => [...y],
});
const loaded = await linear.load();
assert.deepEqual(await loaded.predict([[2, 80]], {}), [46]);
await loaded.close();
console.log("ok");
