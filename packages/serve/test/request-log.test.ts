import { describe, expect, it } from "vitest";
import { requestLog, serve } from "@mlops/serve";
import { createFakeClock } from "@mlops/serve/testing";
import { adder, four, listen } from "./support.ts";

function recorder(): { lines: object[]; logger: Parameters<typeof requestLog>[0]["logger"] } {
  const lines: object[] = [];
  const write =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, message, ...fields });
    };
  return { lines, logger: { info: write("info"), warn: write("warn"), error: write("error") } };
}

describe("the request log", () => {
  it("has one line for each request, with its model and without its query", async () => {
    const { lines, logger } = recorder();
    await using server = await listen(serve([adder], { observers: [requestLog({ logger })], fallthrough: false }));
    await server.post("/predict?token=secret", four, { "x-request-id": "r1" });
    await server.post("/predict", { features: [] }, { "x-request-id": "r2" });
    await server.get(`/${"x".repeat(500)}`);
    expect(lines).toMatchObject([
      {
        level: "info",
        requestId: "r1",
        path: "/predict",
        status: 200,
        model: "adder",
        version: "3",
        protocol: "native",
      },
      { level: "info", requestId: "r2", status: 422, code: "invalid-input" },
      { status: 404, path: `/${"x".repeat(199)}` },
    ]);
    expect(JSON.stringify(lines)).not.toContain("secret");
  });

  it("writes as many lines in a second as it may, then says how many it left out", async () => {
    const { lines, logger } = recorder();
    const clock = createFakeClock();
    const log = requestLog({ logger, maxPerSecond: 2, clock });
    await using server = await listen(serve([adder], { observers: [log] }));
    for (let index = 0; index < 5; index += 1) await server.get("/livez");
    expect(lines).toHaveLength(2);
    clock.advance(1_000);
    await server.get("/livez");
    expect(lines.slice(2)).toMatchObject([{ level: "warn", dropped: 3 }, { status: 200 }]);
  });

  it("takes other fields, or none for some requests", async () => {
    const { lines, logger } = recorder();
    const fields = ({ status }: { status: number }): object | undefined => (status === 200 ? undefined : { status });
    await using server = await listen(serve([adder], { observers: [requestLog({ logger, fields })] }));
    await server.get("/livez");
    await server.post("/predict", "[]");
    expect(lines).toEqual([{ level: "info", message: "request answered", status: 422 }]);
  });
});
