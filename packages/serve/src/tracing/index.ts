/**
 * Traces predictions with OpenTelemetry.
 *
 * @module
 */
export type { PredictionSpan, TracedEnd, TraceIds, Tracing } from "../core/tracing.ts";
export { tracing } from "./tracing.ts";
export type { TracingOptions } from "./tracing.ts";
