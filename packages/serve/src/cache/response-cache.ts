import { systemClock } from "../core/clock.ts";
import { silentLogger } from "../core/logger.ts";
import type { PredictionCache } from "../core/prediction-cache.ts";
import type { ModelRuntime } from "../core/runtime/model-runtime.ts";
import { GuardedStore } from "./guarded-store.ts";
import { Memory } from "./memory.ts";
import { checkOptions } from "./options.ts";
import type { ModelCacheOptions, ResponseCacheOptions } from "./options.ts";
import { Prediction } from "./prediction.ts";
import type { CacheParts } from "./prediction-parts.ts";
import { SingleFlight } from "./single-flight.ts";

/**
 * Keeps predictions, for the models that it names. An answer is kept under the SHA-256 of all that it depends on: the
 * model, its version and the instance in memory, the rows after validation or the tensors, the outputs that were asked for,
 * and the caller where the model is `private`. Faults, rows that failed and answers that nobody waited for are not kept.
 *
 * Equal questions at one time share one run. `cache-control: no-cache` of a request asks for a new answer, `no-store`
 * also for keeping none. The header `x-cache` tells what came of it.
 *
 * @throws TypeError for an option that is out of range.
 *
 * @example
 * serve([iris], { cache: responseCache({ models: { iris: { ttlMs: 60_000 } } }) });
 */
export function responseCache<const Name extends string>(options: ResponseCacheOptions<Name>): PredictionCache {
  checkOptions(options);
  const { clock = systemClock, logger: log = silentLogger, observer = {}, store } = options;
  const changed = (isUp: boolean): void => {
    observer.cacheStoreChanged?.(isUp);
  };
  const timeoutMs = options.storeTimeoutMs ?? 50;
  const memory = new Memory(options.maxBytes ?? 67_108_864);
  observer.watchCache?.(() => ({ bytes: memory.bytes, entries: memory.entries }));
  const parts: CacheParts = {
    memory,
    store: store === undefined ? undefined : new GuardedStore(store, { timeoutMs, clock, log, changed }),
    answers: new SingleFlight(),
    clock,
    log,
    observer,
    jitter: options.jitter ?? 0.1,
    random: options.random ?? Math.random,
    wallClock: options.wallClock ?? Date.now,
  };
  const models = new Map(Object.entries<ModelCacheOptions | undefined>(options.models));
  /** Tells instances apart: a version that is loaded anew gets none of the answers of the one before it. */
  const identities = new WeakMap<ModelRuntime, { readonly instance: string; readonly contract: string }>();
  let count = 0;
  const identityOf = (runtime: ModelRuntime): { readonly instance: string; readonly contract: string } => {
    const known = identities.get(runtime);
    if (known !== undefined) return known;
    count += 1;
    const { kind, release, rules } = runtime.model;
    const contract = JSON.stringify([kind, release, rules, runtime.inputs, runtime.outputs]);
    const identity = { instance: String(count), contract };
    identities.set(runtime, identity);
    return identity;
  };
  return {
    models: [...models].flatMap(([name, given]) => (given === undefined ? [] : [name])),
    use(runtime, exchange) {
      const given = models.get(runtime.model.name);
      const wishes = exchange.request.headers["cache-control"]?.toLowerCase().split(",") ?? [];
      const asks = new Set(wishes.map((wish) => wish.trim()));
      if (given === undefined || asks.has("no-store")) return undefined;
      const isFresh = asks.has("no-cache");
      return new Prediction({ parts, options: given, runtime, exchange, ...identityOf(runtime), isFresh });
    },
  };
}
