// An app that has routes of its own gets models under /ml: `node existing-app.mjs express` or `express-4`.
import assert from "node:assert/strict";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { rateLimit } from "@mlops/serve/rate-limit";

const { default: express } = await import(process.argv[2]);

const iris = defineModel("iris", {
  input: z.object({ petal: z.number() }),
  output: z.object({ species: z.enum(["setosa", "other"]) }),
}).predictOne(({ petal }) => ({ species: petal < 2.45 ? "setosa" : "other" }));

const token = "a-token-of-this-example-0123456789";
const api = serve([iris], {
  protocols: [tensorflow(), openInference()],
  auth: auth({ methods: [bearerTokens([{ id: "example", token }])] }),
  rateLimit: rateLimit({ limit: "1000/minute" }),
});
await api.ready();

const app = express();
app.use(express.json());
app.get("/", (_request, response) => response.send("the host's own page"));
app.use("/ml", api);
app.post("/predict", (request, response) => response.json({ mine: request.body }));
app.use((_request, response) => response.status(404).send("the host's own 404"));
const server = app.listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const url = `http://127.0.0.1:${server.address().port}`;

const ask = async (path, body, more = { authorization: `Bearer ${token}` }) => {
  const headers = { "content-type": "application/json", ...more };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return [response.status, await response.text()];
};
assert.deepEqual(await ask("/ml/predict", { petal: 1 }), [200, '{"species":"setosa"}']);
assert.deepEqual((await ask("/ml/predict", { petal: 1 }, {}))[0], 401);
assert.deepEqual(await ask("/ml/v1/models/iris:predict", { instances: [{ petal: 3 }] }), [
  200,
  '{"predictions":["other"]}',
]);
const inputs = [{ name: "petal", shape: [2], datatype: "FP64", data: [1, 3] }];
const [status, text] = await ask("/ml/v2/models/iris/infer", { inputs });
assert.deepEqual([status, JSON.parse(text).outputs[0].data], [200, ["setosa", "other"]]);
assert.deepEqual(await ask("/predict", { a: 1 }), [200, '{"mine":{"a":1}}']);
assert.equal(await (await fetch(url)).text(), "the host's own page");
assert.equal(await (await fetch(`${url}/ml/elsewhere`)).text(), "the host's own 404");
assert.equal(await (await fetch(`${url}/v2/health/live`)).text(), "the host's own 404");
await api.close();
server.close();
console.log("ok");
process.exit();
