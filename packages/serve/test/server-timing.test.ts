import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import { openInference } from "@mlops/serve/protocols/openinference";
import { createFakeClock } from "@mlops/serve/testing";
import { adder, four, listen } from "./support.ts";

describe("the header server-timing", () => {
  it("says how long each stage took, in milliseconds, and adds up to what passed", async () => {
    const clock = createFakeClock();
    const schema = z.number().refine((value) => {
      clock.advance(value === 1 ? 5 : 3);
      return true;
    });
    const model = defineModel("m", { input: schema, output: z.number() }).predictOne(() => {
      clock.advance(40);
      return 2;
    });
    const api = serve([model], { clock, serverTiming: true, protocols: [openInference()] });
    await api.ready();
    await using server = await listen(api);
    const response = await server.post("/predict", "1");
    expect(response.headers.get("server-timing")).toBe(
      "read;dur=0, validate;dur=5, queue;dur=0, compute;dur=40, serialise;dur=0",
    );
    const infer = await server.post("/v2/models/m/infer", {
      inputs: [{ name: "input", shape: [2], datatype: "FP64", data: [1, 2] }],
    });
    expect(infer.headers.get("server-timing")).toBe(
      "read;dur=0, validate;dur=8, queue;dur=0, compute;dur=80, serialise;dur=0",
    );
    // Nothing that the contract refuses comes to be computed.
    const refused = await server.post("/predict", '"1"');
    expect([refused.status, refused.headers.get("server-timing")]).toEqual([422, "read;dur=0, validate;dur=0"]);
    expect((await server.post("/predict", "{")).headers.get("server-timing")).toBe(null);
  });

  it("is not sent unless it is asked for", async () => {
    const api = serve([adder], { serverTiming: false });
    await api.ready();
    await using server = await listen(api);
    expect((await server.post("/predict", four)).headers.get("server-timing")).toBe(null);
  });
});
