import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { RegistryContentType } from "prom-client";
import { errorTable } from "../core/errors/codes.ts";
import type { CacheObserver } from "../core/cache-observer.ts";
import type { PredictionObserver, RequestObserver, ServeState } from "../core/observer.ts";
import type { QualityObserver } from "../core/quality-observer.ts";
import type { RateLimitObserver } from "../core/rate-limit-observer.ts";
import type { RemoteObserver } from "../core/remote-observer.ts";
import { processMetrics } from "./process-metrics.ts";
import { cacheMetrics } from "./cache-metrics.ts";
import { qualityMetrics } from "./quality-metrics.ts";
import { remoteMetrics } from "./remote-metrics.ts";

/** What the metrics are made with. */
export interface MetricsOptions {
  /**
   * Where the metrics are registered, for an app that has a registry already. A name that is taken there throws.
   *
   * @default a registry of its own
   */
  registry?: Registry | undefined;
  /**
   * Whether the text is OpenMetrics 1.0, in which `prediction_latency_seconds` has exemplars: the trace of a prediction in
   * each bucket, where `serve` has `tracing`. A registry that is given decides that by its own content type.
   *
   * @default false
   */
  openMetrics?: boolean | undefined;
  /**
   * The upper bounds of the buckets of all durations in seconds.
   *
   * @default [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
   */
  buckets?: readonly number[] | undefined;
  /**
   * Whether the process is measured as well: memory, processor time and how far the event loop lags behind.
   *
   * @default true for a registry of its own, false for one that is given
   */
  process?: boolean | undefined;
}

/**
 * The metrics of a server: hand it to `serve` as its `metrics`, and to `rateLimit`, `responseCache`, `remoteModel` and
 * `dataQuality` as their `observer`.
 */
export interface Metrics
  extends
    Required<Pick<RateLimitObserver, "taken" | "storeChanged">>,
    Required<RemoteObserver>,
    Required<CacheObserver>,
    Required<QualityObserver>,
    PredictionObserver,
    RequestObserver {
  readonly registry: Registry;
  /** The text that Prometheus scrapes, with its content type. */
  expose(): Promise<{ text: string; contentType: string }>;
}

const defaultBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const rowBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const model = ["model", "version"] as const;

/**
 * Measures a server with prom-client, never on its global registry.
 *
 * | metric | what it is |
 * |---|---|
 * | `predictions_total{model,version,outcome}` | predictions asked for, by how they ended |
 * | `prediction_latency_seconds{model,version}` | from the arrival of the request to its answer |
 * | `prediction_queue_seconds{model,version}` | how long a prediction waited for its turn |
 * | `model_run_seconds{model,version}` | how long the model's own function took |
 * | `model_run_rows{model,version}` | rows in one run of it |
 * | `model_running{model,version}`, `model_queued{model,version}` | requests that it works on, and that wait for it |
 * | `model_ready{model,version}` | 1 when it can predict |
 * | `http_requests_total{protocol,status}` | requests answered, by protocol and status |
 * | `http_requests_in_flight` | requests under way |
 * | `refusals_total{code}` | requests answered with a fault, by its code |
 * | `rate_limit_takes_total{budget,outcome,by}` | looks at budgets: what came of them, and who kept them |
 * | `rate_limit_store_up` | 1 while the store of limits answers |
 * | `remote_calls_total{remote,outcome}` | calls to remote models, by how they ended |
 * | `remote_call_seconds{remote}` | how long they took, with all their tries |
 * | `remote_retries_total{remote}` | calls that were made once more |
 * | `remote_circuit_state{remote}` | 0 while calls go through, 1 while one tries, 2 while none is made |
 * | `cache_lookups_total{model,version,outcome}` | answers looked for in the cache, by what was found |
 * | `cache_bytes`, `cache_entries` | what it keeps in this process |
 * | `cache_store_up` | 1 while the store of the cache answers |
 * | `model_quality_rows{model,version}` | rows in the window of the quality of data |
 * | `model_feature_psi{model,version,feature}` | the population stability index of a feature; none with too few rows |
 * | `model_feature_missing_ratio`, `…_nonfinite_ratio`, `…_out_of_range_ratio`, `…_unseen_ratio` | the part of its rows |
 * | `model_prediction_psi{model,version,output}` | the index of a part of the output |
 *
 * All label values come from the served models and fixed lists, so no request can add a series beyond these.
 *
 * @example
 * const metrics = createMetrics();
 * const api = serve([iris], { metrics, rateLimit: rateLimit({ limit: "100/minute", observer: metrics }) });
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry: Registry = options.registry ?? createRegistry(options.openMetrics);
  const contentType: string = registry.contentType;
  const enableExemplars = contentType === Registry.OPENMETRICS_CONTENT_TYPE;
  const registers = [registry];
  const buckets = [...(options.buckets ?? defaultBuckets)];
  const predictions = new Counter({
    name: "predictions_total",
    help: "Predictions asked for, by model, version and how they ended.",
    labelNames: [...model, "outcome"],
    registers,
  });
  const duration = (name: string, help: string): Histogram<"model" | "version"> =>
    new Histogram({ name, help, labelNames: model, buckets, registers });
  const latency = new Histogram<(typeof model)[number] | "trace_id" | "span_id">({
    name: "prediction_latency_seconds",
    help: "From the arrival of a prediction request to its answer, in seconds.",
    labelNames: model,
    buckets,
    registers,
    enableExemplars,
  });
  const queue = duration("prediction_queue_seconds", "How long a prediction waited for its turn, in seconds.");
  const compute = duration("model_run_seconds", "How long the model's own function took, in seconds.");
  const rows = new Histogram({
    name: "model_run_rows",
    help: "Rows in one run of the model.",
    labelNames: model,
    buckets: rowBuckets,
    registers,
  });
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests answered, by protocol and status.",
    labelNames: ["protocol", "status"],
    registers,
  });
  const refusals = new Counter({
    name: "refusals_total",
    help: "Requests answered with a fault, by its code.",
    labelNames: ["code"],
    registers,
  });
  // From the start there is a series for each code, so that an alert sees the first fault as a rise.
  for (const code of Object.keys(errorTable)) refusals.inc({ code }, 0);
  const takes = new Counter({
    name: "rate_limit_takes_total",
    help: "Looks at budgets, by budget, what came of them and who kept them.",
    labelNames: ["budget", "outcome", "by"],
    registers,
  });
  const storeUp = new Gauge({
    name: "rate_limit_store_up",
    help: "1 while the store of limits answers, else 0.",
    registers,
  });
  storeUp.set(1);
  const remotes = remoteMetrics(registry, buckets);
  const caches = cacheMetrics(registry);
  const states: (() => ServeState)[] = [];
  registerStates(registry, states);
  if (options.process ?? options.registry === undefined) processMetrics(registry);

  return {
    registry,
    predicted({ model: name, version, outcome, seconds, queueSeconds, trace }) {
      const labels = { model: name, version };
      predictions.inc({ ...labels, outcome });
      if (!enableExemplars || trace === undefined) latency.observe(labels, seconds);
      else {
        const exemplarLabels = { trace_id: trace.traceId, span_id: trace.spanId };
        latency.observe({ labels, value: seconds, exemplarLabels });
      }
      if (queueSeconds !== undefined) queue.observe({ model: name, version }, queueSeconds);
    },
    ran({ model: name, version, rows: count, seconds }) {
      compute.observe({ model: name, version }, seconds);
      rows.observe({ model: name, version }, count);
    },
    answered({ dialect, status, code }) {
      requests.inc({ protocol: dialect, status: String(status) });
      if (code !== undefined) refusals.inc({ code });
    },
    taken({ budget, isAllowed, by }) {
      takes.inc({ budget, outcome: isAllowed ? "allowed" : "refused", by });
    },
    storeChanged(isUp) {
      storeUp.set(Number(isUp));
    },
    ...remotes,
    ...caches,
    ...qualityMetrics(registry),
    watch(state) {
      states.push(state);
    },
    async expose() {
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}

function createRegistry(openMetrics = false): Registry {
  const registry = new Registry<RegistryContentType>();
  if (openMetrics) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  // Which text it makes is part of its type, and no part of what is done with it here.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return registry as Registry;
}

/** What is looked at when somebody asks, instead of being counted. */
function registerStates(registry: Registry, states: readonly (() => ServeState)[]): void {
  const perModel = (
    name: string,
    help: string,
    read: (one: ServeState["models"][number]) => number,
  ): Gauge<"model" | "version"> =>
    new Gauge({
      name,
      help,
      labelNames: model,
      registers: [registry],
      collect() {
        // A model that has been taken away is none any more.
        this.reset();
        for (const one of states.flatMap((state) => state().models)) {
          this.set({ model: one.model, version: one.version }, read(one));
        }
      },
    });
  perModel("model_running", "Requests that the model works on.", ({ running }) => running);
  perModel("model_queued", "Requests that wait for the model.", ({ queued }) => queued);
  perModel("model_ready", "1 when the model can predict, else 0.", ({ isReady }) => Number(isReady));
  // Registering is what makes it a metric; nobody else needs the object.
  void new Gauge({
    name: "http_requests_in_flight",
    help: "Requests under way.",
    registers: [registry],
    collect() {
      this.set(states.reduce((sum, state) => sum + state().inFlight, 0));
    },
  });
}
