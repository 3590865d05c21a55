import express from "express";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, defineTensorModel, serve, ServeError, tensor } from "@mlops/serve";
import type { Access, Authentication, ServeErrorCode, TensorModelOptions, TensorSpecs } from "@mlops/serve";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { errorTable } from "../src/core/errors/codes.ts";
import { allLabels } from "./models.ts";
import { listen } from "./support.ts";
import { tensorflowModels } from "./tensorflow-models.ts";

const numbers = { input: z.number(), output: z.number() };

/** A model that is loaded when the test says so. */
function gated(): { model: ReturnType<typeof gatedModel>; succeed: () => void; fail: (error: Error) => void } {
  let settle: { succeed: () => void; fail: (error: Error) => void } = { succeed: () => {}, fail: () => {} };
  const loading = new Promise<{ predict: (rows: readonly number[]) => readonly number[] }>((resolve, reject) => {
    settle = {
      succeed: () => {
        resolve({ predict: (rows) => rows });
      },
      fail: reject,
    };
  });
  return { model: gatedModel(() => loading), ...settle };
}

const gatedModel = (load: () => Promise<{ predict: (rows: readonly number[]) => readonly number[] }>) =>
  defineModel("gated", numbers).predict({ load });

const stateOf = async (response: Response): Promise<unknown> => {
  const body = (await response.json()) as { model_version_status: { state: string; status: unknown }[] };
  return [response.status, body.model_version_status[0]?.state, body.model_version_status[0]?.status];
};
const ok = { error_code: "OK", error_message: "" };

describe("the status of a model", () => {
  it("is LOADING, then AVAILABLE, and END once the server is closed, always with 200", async () => {
    const { model, succeed } = gated();
    const api = serve([model], { protocols: [tensorflow()] });
    await using server = await listen(api);
    expect(await stateOf(await server.get("/v1/models/gated"))).toEqual([200, "LOADING", ok]);
    const early = await server.post("/v1/models/gated:predict", { instances: [1] });
    expect([early.status, early.headers.get("retry-after"), await early.json()]).toEqual([
      503,
      "1",
      { error: "The model gated is loading." },
    ]);
    expect((await server.get("/v1/models/gated/metadata")).status).toBe(200);
    succeed();
    await api.ready();
    expect(await stateOf(await server.get("/v1/models/gated"))).toEqual([200, "AVAILABLE", ok]);
    expect((await server.post("/v1/models/gated:predict", { instances: [1] })).status).toBe(200);

    await api.close();
    expect(await stateOf(await server.get("/v1/models/gated"))).toEqual([200, "END", ok]);
    const late = await server.post("/v1/models/gated:predict", { instances: [1] });
    expect([late.status, await late.json()]).toEqual([503, { error: "Ask another replica." }]);
  });

  it("is UNLOADING, and not ready in KServe's meaning, while a prediction is still under way", async () => {
    for (const meaning of ["tensorflow", "kserve"] as const) {
      let finish: (rows: readonly number[]) => void = () => {};
      let started = (): void => {};
      const running = new Promise<void>((resolve) => {
        started = resolve;
      });
      const slow = defineModel("slow", numbers).predict(() => {
        started();
        return new Promise((resolve) => {
          finish = resolve;
        });
      });
      const api = serve([slow], { protocols: [tensorflow({ meaning })] });
      await using server = await listen(api);
      await api.ready();
      const answer = server.post("/v1/models/slow:predict", { instances: [1] });
      await running;
      const closing = api.close();
      const status = await server.get("/v1/models/slow");
      if (meaning === "tensorflow") expect(await stateOf(status)).toEqual([200, "UNLOADING", ok]);
      else expect(status.status).toBe(503);
      finish([5]);
      expect(await (await answer).json()).toEqual({ predictions: [5] });
      expect(await closing).toBe(true);
    }
  });

  it("is END with an error that says nothing of its inside when the model does not load", async () => {
    const { model, fail } = gated();
    const api = serve([model], { protocols: [tensorflow()] });
    await using server = await listen(api);
    fail(new Error("no file /secret/model.onnx"));
    await expect(api.ready()).rejects.toThrow("no file");
    const failed = { error_code: "INTERNAL", error_message: "The model could not be loaded." };
    expect(await stateOf(await server.get("/v1/models/gated"))).toEqual([200, "END", failed]);
    expect((await server.post("/v1/models/gated:predict", { instances: [1] })).status).toBe(503);
  });

  it("is not ready in KServe's meaning until the model is loaded, and from the moment the server closes", async () => {
    const { model, succeed } = gated();
    const api = serve([model], { protocols: [tensorflow({ meaning: "kserve" })] });
    await using server = await listen(api);
    const notReady = { error: "Model with name gated is not ready." };
    const early = await server.get("/v1/models/gated");
    expect([early.status, await early.json()]).toEqual([503, notReady]);
    succeed();
    await api.ready();
    expect(await (await server.get("/v1/models/gated")).json()).toEqual({ name: "gated", ready: true });
    await api.close();
    const late = await server.get("/v1/models/gated");
    expect([late.status, await late.json()]).toEqual([503, notReady]);
  });
});

/** Refuses with a code, or notes what access was asked for. */
function gatekeeper(code?: ServeErrorCode): Authentication & { readonly asked: Access[] } {
  const asked: Access[] = [];
  return {
    asked,
    async authenticate(_exchange, access) {
      asked.push(access);
      if (code === undefined) return;
      throw new ServeError(code, {
        detail: "No.",
        headers: code === "unauthenticated" ? { "www-authenticate": "Bearer" } : { "retry-after": "9" },
      });
    },
  };
}

describe("access", () => {
  it("is predict for calls and metadata for the rest; paths and methods that are none are refused before", async () => {
    const auth = gatekeeper();
    await using server = await listen(serve(tensorflowModels, { auth, protocols: [tensorflow()] }));
    await server.post("/v1/models/doubler:predict", {});
    await server.post("/v1/models/doubler:classify", {});
    await server.post("/v1/models/doubler:regress", {});
    await server.get("/v1/models/doubler");
    await server.get("/v1/models/doubler/metadata");
    await server.get("/v1/models/doubler/other");
    await server.post("/v1/models/doubler", {});
    expect(auth.asked).toEqual(["predict", "predict", "predict", "metadata", "metadata"]);
  });

  it("is the same in KServe's meaning", async () => {
    const auth = gatekeeper();
    const protocols = [tensorflow({ meaning: "kserve" })];
    await using server = await listen(serve(tensorflowModels, { auth, protocols }));
    await server.post("/v1/models/doubler:predict", {});
    await server.post("/v1/models/doubler:explain", {});
    await server.get("/v1/models/doubler");
    await server.get("/v1/models");
    expect(auth.asked).toEqual(["predict", "predict", "metadata", "metadata"]);
  });
});

/** Statuses of TensorFlow Serving and of KServe for what the kit's codes stand for. */
const kept: readonly number[] = [401, 403, 409, 429];
const statusesOf = (code: ServeErrorCode): [tensorflow: number, kserve: number] => {
  const { status } = errorTable[code];
  if (status >= 500 || kept.includes(status)) return [status, status];
  if (code === "model-not-found" || code === "version-not-found") return [404, 404];
  return [400, status === 404 || status === 405 ? status : 400];
};

describe("a fault", () => {
  it.each(Object.keys(errorTable) as ServeErrorCode[])("%s has a status that the protocols have", async (code) => {
    const statuses: number[] = [];
    for (const meaning of ["tensorflow", "kserve"] as const) {
      const api = serve(tensorflowModels, { auth: gatekeeper(code), protocols: [tensorflow({ meaning })] });
      await using server = await listen(api);
      const response = await server.post("/v1/models/doubler:predict", {});
      expect(Object.keys((await response.json()) as object)).toEqual(["error"]);
      expect(response.headers.get(code === "unauthenticated" ? "www-authenticate" : "retry-after")).toBeTruthy();
      statuses.push(response.status);
    }
    expect(statuses).toEqual(statusesOf(code));
  });

  it("tells three places and how many more there are", async () => {
    const model = defineTensorModel("strict", {
      inputs: { x: tensor("FP32", "batch") },
      outputs: { x: tensor("FP32", "batch") },
      rules: { x: { name: "weight", max: 1 } },
    }).predict(({ x }) => ({ x }));
    await using server = await listen(serve([model], { protocols: [tensorflow()] }));
    const response = await server.post("/v1/models/strict:predict", { instances: [2, 3, 0, 4, 5, 6] });
    expect([response.status, await response.json()]).toEqual([
      400,
      {
        error:
          "5 values are not as they should be. " +
          "/x/0: The feature weight is out of its range; expected at most 1, received integer. " +
          "/x/1: The feature weight is out of its range; expected at most 1, received integer. " +
          "/x/3: The feature weight is out of its range; expected at most 1, received integer. And 2 more.",
      },
    ]);
  });

  it("tells a place up to where the request has names of its own", async () => {
    const model = defineModel("keyed", {
      input: z.object({ weights: z.record(z.string(), z.number()) }),
      output: z.number(),
    }).predictOne(() => 1);
    await using server = await listen(serve([model], { protocols: [tensorflow()] }));
    const weights = JSON.stringify({ good: 1, hunter2: "heavy" });
    const response = await server.post("/v1/models/keyed:predict", {
      instances: [{ weights: '{"good":1}' }, { weights }],
    });
    expect(await response.json()).toEqual({
      error: "Row 1: One value is not as it should be. /1/weights: Invalid input: expected number, received string.",
    });
  });

  it("never quotes the request, wherever a text stands in it", async () => {
    const secret = "hunter2";
    const bodies = [
      secret,
      `"${secret}"`,
      `{"${secret}":1}`,
      `{"${secret}":1,"${secret}":1}`,
      `{"signature_name":"${secret}"}`,
      `{"signature_name":["${secret}"]}`,
      `{"instances":"${secret}"}`,
      `{"instances":["${secret}"]}`,
      `{"instances":[["${secret}",1]]}`,
      `{"instances":[{"${secret}":1}]}`,
      `{"instances":[{"x":{"${secret}":1}}]}`,
      `{"instances":[{"x":[1,2]},{"${secret}":1}]}`,
      `{"inputs":{"${secret}":1}}`,
      `{"inputs":{"x":"${secret}"}}`,
      `{"instances":[[1,2]]${secret}`,
      `{"${secret}":{"a":1,"a":2}}`,
      `{"${secret}":${"[".repeat(101)}`,
    ];
    await using server = await listen(serve(tensorflowModels, { labels: allLabels, protocols: [tensorflow()] }));
    const paths = ["doubler:predict", "flowers:predict", "flowers:classify", `doubler/labels/${secret}:predict`];
    for (const path of [...paths, `${secret}:predict`]) {
      for (const body of bodies) {
        const response = await server.post(`/v1/models/${path}`, body);
        const text = await response.text();
        expect([response.status >= 400 && response.status < 500, text], body).toEqual([true, text]);
        expect(JSON.parse(text)).toEqual({ error: expect.any(String) });
        expect(text).not.toContain(secret);
      }
    }
  });
});

describe("signatures that cannot be answered", () => {
  const x = tensor("FP32", "batch");
  const outputs = {
    y: x,
    pair: tensor("FP32", "batch", 2),
    text: tensor("BYTES", "batch"),
    flag: tensor("BOOL", "batch"),
  };
  it.each<[string, NonNullable<TensorModelOptions<TensorSpecs, TensorSpecs>["signatures"]>[string]]>([
    ["leaves out the input x, which is not optional", { method: "predict", inputs: ["z"] }],
    ["needs numbers in text", { method: "regress", value: "text" }],
    ["needs numbers in flag", { method: "regress", value: "flag" }],
    ["needs one number for each row in pair", { method: "regress", value: "pair" }],
    ["needs numbers in text", { method: "classify", scores: "text" }],
    ["needs texts in y", { method: "classify", classes: "y", scores: "pair" }],
    ["has not as many classes as scores", { method: "classify", classes: "text", scores: "pair" }],
  ])("are refused when the server is made: %s", (message, signature) => {
    const model = defineTensorModel("broken", {
      inputs: { x, z: { ...x, optional: true } },
      outputs,
      signatures: { own: signature },
    }).predict(() => {
      throw new Error("never run");
    });
    expect(() => serve([model], { protocols: [tensorflow()] })).toThrow(
      new TypeError(`The signature own of broken ${message}`),
    );
    expect(() => serve([model])).not.toThrow();
  });

  it("are one thing; a meaning that there is not is another", () => {
    // @ts-expect-error -- no such meaning
    expect(() => tensorflow({ meaning: "seldon" })).toThrow('The meaning is "tensorflow" or "kserve", not "seldon"');
  });
});

describe("in an app", () => {
  it("answers everything under /v1/models under the path it is mounted at, and leaves the rest to the host", async () => {
    const app = express();
    app.use(express.json({ type: () => true }));
    app.use("/ml", serve(tensorflowModels, { protocols: [tensorflow()] }));
    app.use((_request, response) => {
      response.status(418).send("the host's");
    });
    await using server = await listen(app);
    const answer = await server.post("/ml/v1/models/doubler:predict", { instances: [[1, 2]] });
    expect(await answer.json()).toEqual({ predictions: [[2, 4]] });
    expect((await server.post("/ml/v1/models/doubler:predict", [])).status).toBe(400);
    expect((await server.get("/ml/v1/models/doubler/other")).status).toBe(400);
    expect((await server.get("/ml/v1/models")).status).toBe(400);
    for (const path of ["/ml/v1/modelsx", "/ml/v1", "/ml/", "/v1/models/doubler"]) {
      expect((await server.get(path)).status).toBe(418);
    }
  });

  it("leaves GET / to the host in KServe's meaning too, and is off where nobody asked for it", async () => {
    await using kserve = await listen(serve(tensorflowModels, { protocols: [tensorflow({ meaning: "kserve" })] }));
    expect((await kserve.get("/")).status).toBe(404);
    await using off = await listen(serve(tensorflowModels));
    expect((await off.get("/v1/models/doubler")).headers.get("content-type")).toBe("application/problem+json");
  });
});
