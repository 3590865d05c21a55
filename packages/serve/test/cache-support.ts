import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import type { Model, ServeHandler, ServeOptions } from "@mlops/serve";
import { responseCache } from "@mlops/serve/cache";
import type { CacheObserver, CacheStore, ResponseCacheOptions } from "@mlops/serve/cache";
import { createFakeClock } from "@mlops/serve/testing";

/** Counts what a cache tells. */
export function createTally(): CacheObserver & {
  readonly counts: Record<string, number>;
  bytes(): number;
  entries(): number;
} {
  const counts: Record<string, number> = {};
  let state = (): { bytes: number; entries: number } => ({ bytes: 0, entries: 0 });
  return {
    counts,
    lookedUp({ outcome, count }) {
      counts[outcome] = (counts[outcome] ?? 0) + count;
    },
    watchCache(given) {
      state = given;
    },
    bytes: () => state().bytes,
    entries: () => state().entries,
  };
}

/** A model that tells how often it was run, for how many rows. */
export interface CountedModel {
  readonly model: Model<"m">;
  /** The rows of each run. */
  readonly runs: unknown[][];
}

/** A model that answers a row with its text and the number of the run. */
export function countedModel(version = "1"): CountedModel {
  const runs: unknown[][] = [];
  const output = z.strictObject({ run: z.int(), text: z.string() });
  const model = defineModel("m", { version, input: z.json(), output }).predict((rows) => {
    const run = runs.push([...rows]);
    return rows.map((row) => ({ run, text: JSON.stringify(row) }));
  });
  return { model, runs };
}

/** A server of one model with a cache, its clock and its tally. */
export async function serveCached(
  model: Model<"m">,
  cache: Partial<ResponseCacheOptions<"m">> & { readonly store?: CacheStore | undefined } = {},
  options: ServeOptions<"m"> = {},
): Promise<{
  api: ServeHandler<readonly [Model<"m">]>;
  clock: ReturnType<typeof createFakeClock>;
  tally: ReturnType<typeof createTally>;
}> {
  const clock = createFakeClock();
  const tally = createTally();
  const kept = responseCache({
    models: { m: { ttlMs: 1000 } },
    jitter: 0,
    clock,
    wallClock: () => 1_700_000_000_000 + clock.now(),
    observer: tally,
    ...cache,
  });
  const api = serve([model] as const, { cache: kept, clock, ...options });
  await api.ready();
  return { api, clock, tally };
}
