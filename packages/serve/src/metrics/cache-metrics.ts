import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";
import type { CacheObserver } from "../core/cache-observer.ts";

/** Measures caches. Label values are the served models and a fixed list. */
export function cacheMetrics(registry: Registry): Required<CacheObserver> {
  const registers = [registry];
  const lookups = new Counter({
    name: "cache_lookups_total",
    help: "Answers that were looked for in the cache, by model, version and what was found.",
    labelNames: ["model", "version", "outcome"],
    registers,
  });
  const storeUp = new Gauge({
    name: "cache_store_up",
    help: "1 while the store of the cache answers, else 0.",
    registers,
  });
  storeUp.set(1);
  const states: Parameters<Required<CacheObserver>["watchCache"]>[0][] = [];
  const total = (name: string, help: string, read: (state: { bytes: number; entries: number }) => number): void => {
    // Registering is what makes it a metric; nobody else needs the object.
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(states.reduce((sum, state) => sum + read(state()), 0));
      },
    });
  };
  total("cache_bytes", "Bytes that the cache of this process keeps.", ({ bytes }) => bytes);
  total("cache_entries", "Entries that the cache of this process keeps.", ({ entries }) => entries);
  return {
    lookedUp({ model, version, outcome, count }) {
      lookups.inc({ model, version, outcome }, count);
    },
    cacheStoreChanged(isUp) {
      storeUp.set(Number(isUp));
    },
    watchCache(state) {
      states.push(state);
    },
  };
}
