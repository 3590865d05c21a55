import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Context, Span, Tracer } from "@opentelemetry/api";
import type { PredictionSpan, Tracing } from "../core/tracing.ts";

/** How predictions are traced. */
export interface TracingOptions {
  /** What makes the spans. Default: the tracer `@mlops/serve` of the provider that the process has registered. */
  tracer?: Tracer | undefined;
}

/**
 * Traces predictions with OpenTelemetry: `predict <model>` for each, in it `queue` for the wait and `infer <model>` for each
 * run of the model's function, within which the function's own spans are. Give it to `serve` as its `tracing`.
 *
 * The parent is the span that is active, such as that of the HTTP instrumentation, else what the request's headers say, as
 * far as a propagator is registered. Without a registered provider nothing is recorded, and it costs next to nothing.
 *
 * | attribute | on | what it is |
 * |---|---|---|
 * | `mlops.model.name`, `mlops.model.version` | all | what is served |
 * | `mlops.request.id` | `predict` | the answer's `x-request-id` |
 * | `mlops.rows` | `predict`, `infer` | rows asked for; rows of the run |
 * | `mlops.cache` | `predict` | `hit`, `miss`, `stale` or `off`, where there is a cache |
 * | `error.type` | all | the code of the fault; of the model's function, the name of what it threw |
 *
 * Faults of the caller are no errors of the span. What callers send and what models throw is not recorded.
 *
 * @example
 * serve([iris], { tracing: tracing() });
 */
export function tracing({ tracer = trace.getTracer("@mlops/serve") }: TracingOptions = {}): Tracing {
  return {
    begin({ request, requestId }, { name, version }) {
      const active = context.active();
      const isInner = trace.getSpan(active) !== undefined;
      const parent = isInner ? active : propagation.extract(active, request.headers);
      const model = { "mlops.model.name": name, "mlops.model.version": version };
      const span = tracer.startSpan(
        `predict ${name}`,
        {
          kind: isInner ? SpanKind.INTERNAL : SpanKind.SERVER,
          attributes: { ...model, "mlops.request.id": requestId },
        },
        parent,
      );
      const within = trace.setSpan(parent, span);
      const child = (title: string): Span => tracer.startSpan(title, { attributes: model }, within);
      return {
        ids: span.isRecording() ? span.spanContext() : undefined,
        traceparent: traceparentIn(within),
        queue() {
          const wait = child("queue");
          return () => {
            wait.end();
          };
        },
        infer: (rows, run) => infer(child(`infer ${name}`).setAttribute("mlops.rows", rows), within, run),
        end({ outcome, rows, cache, error }) {
          span.setAttribute("mlops.rows", rows);
          if (cache !== undefined) span.setAttribute("mlops.cache", cache);
          if (error !== undefined) span.setAttribute("error.type", error.code);
          if (outcome === "server_error") span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      } satisfies PredictionSpan;
    },
  };
}

async function infer<Result>(span: Span, parent: Context, run: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await context.with(trace.setSpan(parent, span), run);
  } catch (error) {
    span.setAttribute("error.type", error instanceof Error ? error.name : typeof error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** What a propagator of W3C Trace Context writes; `undefined` where another one, or none, is registered. */
function traceparentIn(within: Context): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(within, carrier);
  return carrier.traceparent;
}
