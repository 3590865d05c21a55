// The same for a CommonJS program: `require` of ES modules.
const assert = require("node:assert/strict");
const { createServer } = require("node:http");
const z = require("zod");
const { grade } = require("@mlops/quiz");
const { parseLesson } = require("@mlops/content");
const { lessonSchemaVersion } = require("@mlops/schema");
const { lessonSchema } = require("@mlops/schema/zod");
const { defineModel, serve } = require("@mlops/serve");
const { createMetrics } = require("@mlops/serve/metrics");
const { auth, bearerTokens } = require("@mlops/serve/auth");
const { jwt } = require("@mlops/serve/auth/jwt");
const { rateLimit } = require("@mlops/serve/rate-limit");
const { OnnxError } = require("@mlops/serve-onnx");
const { encodeModel } = require("@mlops/serve-onnx/writer");
const { serveGrpc } = require("@mlops/serve-grpc");
const { redisRateLimitStore } = require("@mlops/serve-redis");

const start = { line: 1, column: 1, offset: 0 };
const position = { start, end: start };
const text = (markdown) => ({ markdown, nodes: [], position });
const options = ["a", "b"].map((id) => ({ id, content: text(id) }));
const question = {
  type: "choice",
  id: "q",
  version: "1",
  prompt: text("?"),
  options,
  key: { correct: "b" },
  points: 1,
  position,
};
assert.equal(grade(question, "b").points, 1);
assert.equal(lessonSchema.parse(parseLesson("A page").lesson).schemaVersion, lessonSchemaVersion);
for (const one of [createMetrics, OnnxError, encodeModel, jwt, redisRateLimitStore, serveGrpc])
  assert.equal(typeof one, "function");

const model = defineModel("double", { input: z.number(), output: z.number() }).predictOne((value) => value * 2);
const token = "0f8d61b3a7c24e95-of-a-consumer";
const methods = [bearerTokens([{ id: "consumer", token }])];
const api = serve([model], { auth: auth({ methods }), rateLimit: rateLimit({ limit: "10/minute" }) });
const server = createServer(api);
server.listen(0, "127.0.0.1", () => {
  void expectPrediction(`http://127.0.0.1:${server.address().port}/predict`);
});

async function expectPrediction(url) {
  await api.ready();
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const answer = await fetch(url, { method: "POST", headers, body: "21" });
  assert.deepEqual([answer.status, await answer.json()], [200, 42]);
  await api.close();
  server.close(() => console.log("ok"));
}
