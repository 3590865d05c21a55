import { systemClock } from "../core/clock.ts";
import { silentLogger } from "../core/logger.ts";
import type { PredictionWatch, SeenAnswer, WatchedPrediction } from "../core/prediction-watch.ts";
import type { ModelQuality } from "../core/quality-observer.ts";
import type { ModelRuntime } from "../core/runtime/model-runtime.ts";
import type { ModelSet } from "../core/runtime/model-set.ts";
import { FaultLog } from "./fault-log.ts";
import { ModelWatch } from "./model-watch.ts";
import { resolveOptions } from "./options.ts";
import type { DataQualityOptions, ModelQualityOptions } from "./options.ts";

/**
 * Watches what models are asked and what they answer, for the models that it names: for each feature and each part of the
 * output how many rows had no value, a value that is no number, one that breaks the contract's rules, or a category that is
 * not known; and, against a reference, the population stability index.
 *
 * All is counted before rules and schema, as it was asked: rows that were refused with 422 and answers from the cache
 * belong to it, rows that failed for a fault of the server's do not. Rows are counted in a window and not remembered. A
 * model that is replaced begins anew. A fault of the watch never becomes one of the prediction; it is logged, once a minute
 * at most.
 *
 * Hand it to `serve` as its `dataQuality`; `GET /models/{name}` then shows the numbers.
 *
 * @throws TypeError for an option that is out of range. `serve` throws one for a model that is not served, or a reference
 * that does not fit its contract.
 *
 * @example
 * serve([iris], { dataQuality: dataQuality({ models: { iris: { reference } }, observer: metrics }), metrics });
 */
export function dataQuality<const Name extends string>(options: DataQualityOptions<Name>): PredictionWatch {
  const { clock = systemClock, logger: log = silentLogger, random = Math.random } = options;
  const parts = { now: () => clock.now(), random };
  const models = new Map(
    Object.entries<ModelQualityOptions | undefined>(options.models).flatMap(([name, given]) =>
      given === undefined ? [] : [[name, resolveOptions(name, given)] as const],
    ),
  );
  const faults = new FaultLog(clock, log);
  const watches = new WeakMap<ModelRuntime, ModelWatch>();
  const sets: ModelSet[] = [];

  const guarded = <Result>(watched: WatchedPrediction<Result> | undefined): WatchedPrediction<Result> | undefined =>
    watched && {
      answered: (result) => guardedSeen(faults.guard(() => watched.answered(result))),
      refused: (error) => {
        faults.guard(() => {
          watched.refused(error);
        });
      },
    };
  const guardedSeen = (seen: SeenAnswer | undefined): SeenAnswer | undefined =>
    seen && {
      bytes: seen.bytes,
      again: () => {
        faults.guard(() => {
          seen.again();
        });
      },
    };

  options.observer?.watchQuality?.(() =>
    sets.flatMap((set) =>
      set.all.flatMap((runtime): ModelQuality[] => {
        const report = watches.get(runtime)?.report();
        const { name, version } = runtime.model;
        return report === undefined ? [] : [{ model: name, version, ...report }];
      }),
    ),
  );

  return {
    serves(set) {
      const unknown = [...models.keys()].find((name) => !set.names.includes(name));
      if (unknown !== undefined) throw new TypeError(`dataQuality names the model ${unknown}, which is not served`);
      set.require((runtime) => {
        const own = models.get(runtime.model.name);
        if (own !== undefined) watches.set(runtime, new ModelWatch(runtime.model, own, parts));
      });
      sets.push(set);
    },
    rows: (runtime, rows, isKept) => {
      const watch = watches.get(runtime);
      return watch && guarded(faults.guard(() => watch.rows(rows, isKept)));
    },
    tensors: (runtime, tensors, rowCount, isKept) => {
      const watch = watches.get(runtime);
      return watch && guarded(faults.guard(() => watch.tensors(tensors, rowCount, isKept)));
    },
    report: (runtime) => watches.get(runtime)?.report(),
  };
}
