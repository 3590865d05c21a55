import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { PredictContext } from "@mlops/serve";
import { responseCache } from "@mlops/serve/cache";
import { createMetrics } from "@mlops/serve/metrics";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tracing } from "@mlops/serve/tracing";
import { listen } from "./support.ts";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const contract = { input: z.number(), output: z.number() };
const traceId = "0af7651916cd43dd8448eb211c80319c";
const caller = "b7ad6b7169203331";
const traceparent = `00-${traceId}-${caller}-01`;

/** The spans that have ended, by name. */
function spans(): Record<string, ReadableSpan> {
  return Object.fromEntries(exporter.getFinishedSpans().map((span) => [span.name, span]));
}
const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId;
const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;

describe("tracing", () => {
  beforeAll(() => {
    provider.register();
  });
  beforeEach(() => {
    exporter.reset();
  });
  afterAll(async () => {
    await provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
  });

  it("makes a span of each prediction under the caller's, with its wait and its run, and the model's own under that", async () => {
    let seen: PredictContext | undefined;
    const model = defineModel("m", { ...contract, version: "7" }).predict((rows, given) => {
      seen = given;
      trace.getTracer("own").startSpan("own").end();
      return [...rows];
    });
    const api = serve([model], { tracing: tracing() });
    await api.ready();
    await using server = await listen(api);
    const response = await server.post("/predict/batch", [1, 2], { traceparent });
    const { "predict m": predict, "infer m": infer, queue, own } = spans();
    expect(predict?.spanContext().traceId).toBe(traceId);
    expect([parentOf(predict), parentOf(queue), parentOf(infer), parentOf(own)]).toEqual([
      caller,
      idOf(predict),
      idOf(predict),
      idOf(infer),
    ]);
    expect(predict?.kind).toBe(SpanKind.SERVER);
    expect(predict?.attributes).toEqual({
      "mlops.model.name": "m",
      "mlops.model.version": "7",
      "mlops.request.id": response.headers.get("x-request-id"),
      "mlops.rows": 2,
    });
    expect(infer?.attributes).toMatchObject({ "mlops.model.name": "m", "mlops.rows": 2 });
    expect(predict?.status.code).toBe(SpanStatusCode.UNSET);
    expect(seen?.traceparent).toBe(`00-${traceId}-${idOf(predict)}-01`);
  });

  it("begins a trace where the caller has none, and is within the span that is active", async () => {
    const model = defineModel("m", contract).predictOne((x) => x);
    const api = serve([model], { tracing: tracing() });
    await api.ready();
    const tracer = trace.getTracer("http");
    await using server = await listen((request, response) => {
      if (request.headers["x-active"] === undefined) {
        api(request, response);
        return;
      }
      const outer = tracer.startSpan("outer");
      context.with(trace.setSpan(context.active(), outer), () => {
        api(request, response);
      });
      outer.end();
    });
    await server.post("/predict", "1");
    expect(parentOf(spans()["predict m"])).toBe(undefined);
    exporter.reset();
    await server.post("/predict", "1", { "x-active": "1", traceparent });
    const { "predict m": predict, outer } = spans();
    expect([parentOf(predict), predict?.kind]).toEqual([idOf(outer), SpanKind.INTERNAL]);
  });

  it("tells faults by their code, and calls an error only what is the server's fault", async () => {
    const model = defineModel("m", contract).predictOne((x) => {
      if (x === 1) throw new RangeError("a secret of the model");
      return x === 2 ? ("text" as never) : x;
    });
    const api = serve([model], { tracing: tracing(), protocols: [openInference()] });
    await api.ready();
    await using server = await listen(api);
    const ask = async (data: unknown): Promise<unknown> => {
      exporter.reset();
      await server.post("/v2/models/m/infer", {
        inputs: [{ name: "input", shape: [1], datatype: "FP64", data: [data] }],
      });
      const { "predict m": predict, "infer m": infer } = spans();
      return [predict, infer].map((span) => span && [span.status.code, span.attributes["error.type"]]);
    };
    expect(await ask(1)).toEqual([
      [SpanStatusCode.ERROR, "prediction-failed"],
      [SpanStatusCode.ERROR, "RangeError"],
    ]);
    expect(
      JSON.stringify(exporter.getFinishedSpans().map(({ attributes, events, status }) => [attributes, events, status])),
    ).not.toContain("secret");
    expect(await ask(2)).toEqual([
      [SpanStatusCode.ERROR, "bad-output"],
      [SpanStatusCode.UNSET, undefined],
    ]);
    expect(await ask("text")).toEqual([[SpanStatusCode.UNSET, "invalid-input"], undefined]);
    // Of a model that is not served there is no prediction.
    exporter.reset();
    await server.post("/models/none/predict", "1");
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it("says what came of the cache, and has no run where there was none", async () => {
    const model = defineModel("m", contract).predictOne((x) => x);
    const cache = responseCache({ models: { m: { ttlMs: 60_000 } } });
    const api = serve([model], { tracing: tracing(), cache });
    await api.ready();
    await using server = await listen(api);
    const outcomes: unknown[] = [];
    for (const body of ["1", "1", "1.0"]) {
      exporter.reset();
      await server.post("/predict", body);
      const { "predict m": predict, "infer m": infer } = spans();
      outcomes.push([predict?.attributes["mlops.cache"], infer !== undefined]);
    }
    expect(outcomes).toEqual([
      ["miss", true],
      ["hit", false],
      ["hit", false],
    ]);
  });

  it("puts the trace of a prediction into the buckets of the latency, where the metrics are OpenMetrics", async () => {
    const model = defineModel("m", contract).predictOne((x) => x);
    const metrics = createMetrics({ openMetrics: true });
    const api = serve([model], { tracing: tracing(), metrics });
    await api.ready();
    await using server = await listen(api);
    await server.post("/predict", "1", { traceparent });
    const response = await server.get("/metrics");
    expect(response.headers.get("content-type")).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    const text = await response.text();
    const id = idOf(spans()["predict m"]);
    const exemplar = new RegExp(
      `^prediction_latency_seconds_bucket\\{le="[^"]+",model="m",version="1"\\} 1 # \\{trace_id="${traceId}",span_id="${id}"\\} [0-9.e-]+ [0-9.]+$`,
      "m",
    );
    expect(text).toMatch(exemplar);
    expect(text.endsWith("# EOF\n")).toBe(true);
    // In OpenMetrics, `_total` belongs to the sample and not to the family.
    expect(text).toMatch(/^# TYPE predictions counter$/m);
    expect(text).toMatch(/^predictions_total\{[^}]*\} 1$/m);
  });

  it("has no exemplars in the text of Prometheus, and none for what is not recorded", async () => {
    const model = defineModel("m", contract).predictOne((x) => x);
    const plain = createMetrics();
    const open = createMetrics({ openMetrics: true });
    const api = serve([model], { tracing: tracing(), metrics: plain, observers: [open] });
    await api.ready();
    await using server = await listen(api);
    await server.post("/predict", "1", { traceparent: `00-${traceId}-${caller}-00` });
    expect((await plain.expose()).text).not.toContain("trace_id");
    expect((await open.expose()).text).not.toContain("trace_id");
  });
});

describe("tracing without a provider", () => {
  it("records nothing and changes no answer; the caller's trace goes on to other servers", async () => {
    let seen: PredictContext | undefined;
    const model = defineModel("m", contract).predict((rows, given) => {
      seen = given;
      return [...rows];
    });
    const api = serve([model], { tracing: tracing() });
    await api.ready();
    await using server = await listen(api);
    const response = await server.post("/predict", "1", { traceparent });
    expect([response.status, seen?.traceparent]).toEqual([200, traceparent]);
  });
});
