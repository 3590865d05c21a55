import type { PredictionObserver } from "../../core/observer.ts";
import type { ModelRuntime } from "../../core/runtime/model-runtime.ts";

/** How often something happened and how long that took in all, in nanoseconds. */
export interface Duration {
  readonly count: number;
  readonly ns: number;
}

/** What happened with one version of a model since the server started (Triton, extension_statistics.md). */
export interface ModelStatistics {
  readonly name: string;
  readonly version: string;
  /** When a request was last answered, in milliseconds since 1970; 0 where none was. */
  readonly last_inference: number;
  /** Rows that were answered. */
  readonly inference_count: number;
  /** Runs of the model's function that did not throw. */
  readonly execution_count: number;
  /** Requests, by how they ended and by what they did. What is not measured here is 0. */
  readonly inference_stats: Readonly<
    Record<
      "success" | "fail" | "queue" | "compute_input" | "compute_infer" | "compute_output" | "cache_hit" | "cache_miss",
      Duration
    >
  >;
  /** The runs by how many rows they had, the smallest first. */
  readonly batch_stats: readonly (Readonly<Record<"compute_input" | "compute_infer" | "compute_output", Duration>> & {
    readonly batch_size: number;
  })[];
}

/** Counts what happens. */
export interface Statistics {
  readonly observer: PredictionObserver;
  /** What has been counted for a model. */
  of(runtime: ModelRuntime): ModelStatistics;
}

class Sum {
  #count = 0;
  #seconds = 0;

  add(seconds: number): void {
    this.#count += 1;
    this.#seconds += seconds;
  }

  get total(): Duration {
    return { count: this.#count, ns: Math.round(this.#seconds * 1e9) };
  }
}

interface Counts {
  lastInference: number;
  rows: number;
  readonly success: Sum;
  readonly fail: Sum;
  readonly queue: Sum;
  readonly infer: Sum;
  /** By the rows of a run, of which there are at most as many as a batch may have. */
  readonly batches: Map<number, Sum>;
}

const none: Duration = { count: 0, ns: 0 };

/**
 * Counts predictions and runs of all protocols, by model and version.
 *
 * @param now - Milliseconds since 1970.
 */
export function createStatistics(now: () => number = Date.now): Statistics {
  const all = new Map<string, Counts>();
  const countsOf = (model: string, version: string): Counts => {
    const key = `${model}/${version}`;
    const found = all.get(key);
    if (found !== undefined) return found;
    const [success, fail, queue, infer] = [new Sum(), new Sum(), new Sum(), new Sum()];
    const fresh: Counts = { lastInference: 0, rows: 0, success, fail, queue, infer, batches: new Map() };
    all.set(key, fresh);
    return fresh;
  };
  return {
    observer: {
      predicted({ model, version, outcome, rows, seconds, queueSeconds }) {
        const counts = countsOf(model, version);
        counts.lastInference = now();
        if (queueSeconds !== undefined) counts.queue.add(queueSeconds);
        if (outcome === "ok") {
          counts.success.add(seconds);
          counts.rows += rows;
        } else counts.fail.add(seconds);
      },
      ran({ model, version, rows, seconds, failed }) {
        if (failed) return;
        const { infer, batches } = countsOf(model, version);
        infer.add(seconds);
        const batch = batches.get(rows) ?? new Sum();
        batch.add(seconds);
        batches.set(rows, batch);
      },
    },
    of({ model: { name, version } }) {
      const { lastInference, rows, success, fail, queue, infer, batches } = countsOf(name, version);
      return {
        name,
        version,
        last_inference: lastInference,
        inference_count: rows,
        execution_count: infer.total.count,
        inference_stats: {
          success: success.total,
          fail: fail.total,
          queue: queue.total,
          compute_input: none,
          compute_infer: infer.total,
          compute_output: none,
          cache_hit: none,
          cache_miss: none,
        },
        batch_stats: [...batches]
          .toSorted(([one], [other]) => one - other)
          .map(([size, sum]) => ({
            batch_size: size,
            compute_input: none,
            compute_infer: sum.total,
            compute_output: none,
          })),
      };
    },
  };
}
