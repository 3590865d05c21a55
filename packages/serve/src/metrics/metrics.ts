import { Counter, Histogram, Registry } from "prom-client";
import type { PredictionObserver } from "../core/observer.ts";

/** What the metrics are made with. */
export interface MetricsOptions {
  /**
   * Where the metrics are registered, for an app that has a registry already. A name that is taken there throws.
   *
   * @default a registry of its own
   */
  registry?: Registry | undefined;
  /**
   * The upper bounds of the latency histogram's buckets in seconds.
   *
   * @default [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
   */
  buckets?: readonly number[] | undefined;
}

/** The metrics of a server: hand it to `serve` as its `metrics`. */
export interface Metrics extends PredictionObserver {
  readonly registry: Registry;
  /** The text that Prometheus scrapes, with its content type. */
  expose(): Promise<{ text: string; contentType: string }>;
}

const defaultBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Counts predictions with prom-client, never on its global registry.
 *
 * - `predictions_total{model,version,outcome}`: predictions asked for, by how they ended.
 * - `prediction_latency_seconds{model,version}`: from the arrival of the request to its answer.
 *
 * All label values come from the served models and a fixed list, so no request can add a series.
 *
 * @example
 * const api = serve([iris], { metrics: createMetrics() });
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = options.registry ?? new Registry();
  const predictions = new Counter({
    name: "predictions_total",
    help: "Predictions asked for, by model, version and how they ended.",
    labelNames: ["model", "version", "outcome"],
    registers: [registry],
  });
  const latency = new Histogram({
    name: "prediction_latency_seconds",
    help: "From the arrival of a prediction request to its answer, in seconds.",
    labelNames: ["model", "version"],
    buckets: [...(options.buckets ?? defaultBuckets)],
    registers: [registry],
  });
  return {
    registry,
    predicted({ model, version, outcome, seconds }) {
      predictions.inc({ model, version, outcome });
      latency.observe({ model, version }, seconds);
    },
    async expose() {
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
