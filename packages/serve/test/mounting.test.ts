import express from "express";
import express4 from "express-4";
import { describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import { adder, four, listen, problemOf } from "./support.ts";

describe.each([
  ["5", express],
  ["4", express4],
])("in an Express %s app", (_version, framework) => {
  it("answers under the path it is mounted at and leaves every other path to the host", async () => {
    const app = framework();
    app.use("/ml", serve([adder]));
    app.post("/predict", (request, response) => {
      response.json({ mine: true, body: request.body === undefined });
    });
    app.use("/ml", (_request, response) => {
      response.status(404).send("the host's own 404");
    });
    await using server = await listen(app);
    expect(await (await server.post("/ml/predict", four)).json()).toEqual({ prediction: 10 });
    expect(await (await server.post("/ml/models/adder/predict", four)).json()).toEqual({ prediction: 10 });
    expect(await (await server.post("/predict", four)).json()).toEqual({ mine: true, body: true });
    expect(await (await server.get("/ml/elsewhere")).text()).toBe("the host's own 404");
  });

  it("adds nothing to the app and nothing to the globals", async () => {
    const app = framework();
    const settings = { ...app.settings };
    const locals = { ...app.locals };
    const globals = Object.getOwnPropertyNames(globalThis).toSorted();
    app.use("/ml", serve([adder]));
    await using server = await listen(app);
    await server.post("/ml/predict", four);
    expect(app.settings).toEqual(settings);
    expect(Object.keys(app.locals)).toEqual(Object.keys(locals));
    expect(Object.getOwnPropertyNames(globalThis).toSorted()).toEqual(globals);
  });

  it("takes the body that the host's own parser has read, in every form", async () => {
    for (const parser of [
      framework.json(),
      framework.text({ type: "application/json" }),
      framework.raw({ type: "application/json" }),
    ]) {
      const app = framework();
      app.use(parser);
      app.use(serve([adder]));
      await using server = await listen(app);
      expect(await (await server.post("/predict", four)).json()).toEqual({ prediction: 10 });
      const refused = await server.post("/predict", { features: [1] });
      expect((await problemOf(refused)).code).toBe("invalid-input");
    }
  });

  it("does not hang when something before it has emptied the stream", async () => {
    const app = framework();
    app.use((request, _response, next) => {
      request.resume().on("end", () => {
        next();
      });
    });
    app.use(serve([adder]));
    await using server = await listen(app);
    expect((await problemOf(await server.post("/predict", four))).code).toBe("body-empty");
  });
});

describe("on a bare node:http server", () => {
  it("answers every path itself", async () => {
    await using server = await listen(serve([adder]));
    expect((await server.post("/predict", four)).status).toBe(200);
    const missing = await server.get("/elsewhere");
    expect([missing.status, (await problemOf(missing)).code]).toEqual([404, "not-found"]);
  });
});
