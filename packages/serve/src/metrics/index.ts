/**
 * Prometheus metrics for a model server. Needs the optional peer `prom-client`.
 *
 * @module
 */
export { createMetricsHandler } from "./handler.ts";
export { createMetrics } from "./metrics.ts";
export type { Metrics, MetricsOptions } from "./metrics.ts";
