import { serve } from "@mlops/serve";
import type { AnyModel, ServeHandler, ServeOptions } from "@mlops/serve";
import { dataQuality } from "@mlops/serve/data-quality";
import type { DataQualityOptions, FeatureQuality, ModelQuality, ModelQualityOptions } from "@mlops/serve/data-quality";
import { createFakeClock } from "@mlops/serve/testing";
import type { FakeClock } from "@mlops/serve/testing";

/** A server whose models are all watched, its clock, and what the watch says. */
export interface WatchedServer {
  readonly api: ServeHandler;
  readonly clock: FakeClock;
  /** What is said of a model; of the first one that is served unless it is named. */
  readonly report: (model?: string, version?: string) => ModelQuality;
  /** Of which models and versions something is said. */
  readonly versions: () => string[];
}

/**
 * Serves models that are all watched in the same way.
 *
 * @param options - Of the server.
 * @param more - Of the watch.
 */
export async function serveWatched(
  models: readonly AnyModel[],
  how: ModelQualityOptions = {},
  options: ServeOptions = {},
  more: Partial<DataQualityOptions> = {},
): Promise<WatchedServer> {
  const clock = createFakeClock();
  let state = (): readonly ModelQuality[] => [];
  const watch = dataQuality({
    models: Object.fromEntries(models.map(({ name }) => [name, how])),
    observer: {
      watchQuality(given) {
        state = given;
      },
    },
    clock,
    ...more,
  });
  const api = serve(models, { clock, ...options, dataQuality: watch });
  await api.ready();
  return {
    api,
    clock,
    versions: () => state().map((one) => `${one.model} ${one.version}`),
    report(model = models[0]?.name, version) {
      const found = state().find((one) => one.model === model && (version === undefined || one.version === version));
      if (found === undefined) throw new Error(`nothing is said of ${model}`);
      return found;
    },
  };
}

/** The counters of a feature or a part of the output that are not 0. */
export function countersOf(report: ModelQuality, name: string): Partial<FeatureQuality> {
  const found = [...report.features, ...report.predictions].find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return Object.fromEntries(Object.entries(found).filter(([key, value]) => key !== "name" && value !== 0));
}

/** A chance that is the same each time: numbers from 0 to 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
