import { systemClock } from "./core/clock.ts";
import type { AnyModel } from "./core/contract/model.ts";
import { createBackend } from "./core/backend.ts";
import type { Backend } from "./core/backend.ts";
import { createCors } from "./core/http/cors.ts";
import { nativeDialect } from "./core/http/dialect.ts";
import { createGuards } from "./core/http/guard.ts";
import { createHandler } from "./core/http/handler.ts";
import type { HttpHandler } from "./core/http/handler.ts";
import { resolveLimits } from "./core/limits.ts";
import { silentLogger } from "./core/logger.ts";
import type { ServeState } from "./core/observer.ts";
import { createPredictor } from "./core/predictor.ts";
import { InFlight } from "./core/runtime/in-flight.ts";
import type { ModelRuntime } from "./core/runtime/model-runtime.ts";
import { ModelChanges } from "./core/runtime/model-changes.ts";
import { LoadMeter } from "./core/runtime/load-meter.ts";
import { ModelSet } from "./core/runtime/model-set.ts";
import { describingRoutes } from "./describing-routes.ts";
import { resolveDocs } from "./docs/options.ts";
import { isExposed } from "./docs/routes.ts";
import { healthRoutes } from "./health/routes.ts";
import { metricsRoutes } from "./metrics/routes.ts";
import { predictRoutes } from "./predict/routes.ts";
import type { ServeOptions } from "./serve-options.ts";

/** How a server is closed. */
export interface CloseOptions {
  /**
   * How long requests are still taken after readiness has failed, in milliseconds: the time that load balancers need to
   * see it.
   *
   * @default 0
   */
  delayMs?: number | undefined;
  /**
   * How long requests that are under way may then take to finish, in milliseconds.
   *
   * @default 10_000
   */
  graceMs?: number | undefined;
}

/** A request handler that serves models. */
export interface ServeHandler<Models extends readonly AnyModel[] = readonly AnyModel[]> extends HttpHandler {
  /** The models that it was made with. */
  readonly models: Models;
  /** The same models with everything that stands before them, for a transport of another kind such as gRPC. */
  readonly backend: Backend;
  /**
   * Loads one more model, or another version of one, and then serves it.
   *
   * @throws TypeError where its version is served already, or the server is closing; what the load throws.
   */
  add(model: AnyModel): Promise<void>;
  /**
   * Loads a model and then lets it take the place of a version of the same name; no request fails for it. The old one
   * serves on while the new one loads, and when it does not load; it is freed after its last request, which is what is
   * waited for. Labels of the old version go over to the new one.
   *
   * @param version - The version that goes. Default: the one with the new model's version if that is served, else the
   *   greatest.
   * @throws ServeError `model-not-found`, `version-not-found` for one that is not served.
   * @throws TypeError where the new version is served beside that one, or the server is closing; what the load throws.
   */
  replace(model: AnyModel, version?: string): Promise<void>;
  /**
   * Takes a version away at once and frees it after its last request, which is what is waited for.
   *
   * @throws ServeError `model-not-found`, `version-not-found`.
   * @throws TypeError for a version that a label stands for, and for the last one of the default model.
   */
  remove(name: string, version: string): Promise<void>;
  /** Resolves when every model is loaded; rejects with the reason when one does not load. */
  ready(): Promise<void>;
  /**
   * Shuts down: readiness fails at once and answers close their connection; after `delayMs` new predictions are refused
   * with 503; when those under way have been answered the models are freed. Closing again waits for the same end.
   *
   * @returns Whether everything under way was answered within the grace.
   */
  close(options?: CloseOptions): Promise<boolean>;
}

/**
 * Serves models over HTTP: `POST /predict`, `POST /models/{name}/predict`, `GET /models/{name}`, `GET /health`,
 * `GET /ready`, `GET /metrics`.
 *
 * Loading starts at once. The handler adds nothing to the app it is mounted in, works under any path, and reads bodies
 * itself.
 *
 * @throws TypeError for no models, two of one name, a default model or a model of the cache or of `dataQuality` that is not
 * among them, a reference that does not fit its model, an impossible limit or an origin that is none.
 *
 * @example
 * express().use("/ml", serve([iris])).listen(3000);
 */
export function serve<const Models extends readonly AnyModel[]>(
  models: Models,
  options: ServeOptions<Models[number]["name"]> = {},
): ServeHandler<Models> {
  const { clock = systemClock, logger: log = silentLogger, metrics, fallthrough = true } = options;
  const limits = resolveLimits(options.limits);
  const set = new ModelSet(models, {
    log,
    clock,
    gate: {
      running: limits.concurrency,
      queued: limits.queue,
      queueMs: limits.queueMs < limits.timeoutMs ? limits.queueMs : undefined,
    },
    maxElements: limits.tensorElements,
    defaultModel: options.defaultModel,
    labels: options.labels,
  });
  const unknown = options.cache?.models.find((name) => !set.names.includes(name));
  if (unknown !== undefined) throw new TypeError(`The cache names the model ${unknown}, which is not served`);
  options.dataQuality?.serves(set);
  const inFlight = new InFlight();
  let closing: Promise<boolean> | undefined;
  let isDraining = false;
  const isLeaving = (): boolean => closing !== undefined;

  const observers = [...(metrics === undefined ? [] : [metrics]), ...(options.observers ?? [])];
  const docs = resolveDocs(options.docs);
  const predictor = createPredictor({
    models: set,
    observers,
    clock,
    log,
    limits,
    isDraining: () => isDraining,
    cache: options.cache,
    watch: options.dataQuality,
    tracing: options.tracing,
    tellsTiming: (exchange) => options.serverTiming ?? isExposed(docs.exposure, exchange),
  });
  const exposeMetrics = metrics === undefined ? "never" : (options.exposeMetrics ?? "loopback");
  const routes = [
    ...predictRoutes(predictor, limits),
    ...healthRoutes({ models: set, isDraining: isLeaving }),
    ...(metrics === undefined ? [] : metricsRoutes(metrics, exposeMetrics)),
    ...describingRoutes({
      models: set,
      protocols: () => protocols,
      limits,
      isDraining: isLeaving,
      auth: options.auth,
      rateLimit: options.rateLimit !== undefined,
      cache: options.cache !== undefined,
      exposeMetrics,
      openapi: options.openapi ?? true,
      dataQuality: options.dataQuality,
      docs,
    }),
  ];
  const parts = { models: set, predictor, limits, clock, isDraining: isLeaving };
  const protocols = (options.protocols ?? []).map((protocol) => protocol(parts));
  // The predictor, which the protocols were made with, sees those that come to the list later.
  observers.push(...protocols.flatMap(({ observer }) => observer ?? []));
  for (const observer of observers) {
    if ("watch" in observer) observer.watch?.(() => ({ inFlight: inFlight.count, models: set.all.map(stateOf) }));
  }
  const admission = {
    clock,
    log,
    inFlight,
    maxInFlight: limits.inFlight,
    timeoutMs: limits.timeoutMs,
    guards: createGuards(options.auth, options.rateLimit),
    observers,
    load: new LoadMeter(clock, limits.lagMs, setImmediate),
  };
  const handle = createHandler([...protocols, nativeDialect(routes)], {
    ...admission,
    fallthrough,
    cors: options.cors === undefined ? undefined : createCors(options.cors),
    isClosing: isLeaving,
  });
  const changes = new ModelChanges(set, isLeaving);

  const loading = Promise.all(set.all.map((runtime) => runtime.load()));
  // Failure is told by `ready()`, by readiness and by the log; a caller that asks for none of them must not crash.
  loading.catch(() => {});

  const drain = async (delayMs: number, graceMs: number): Promise<boolean> => {
    if (delayMs > 0) {
      await new Promise<void>((resolve) => {
        clock.after(delayMs, resolve);
      });
    }
    isDraining = true;
    let stopWaiting = (): void => {};
    const graceOver = new Promise<false>((resolve) => {
      stopWaiting = clock.after(graceMs, () => {
        resolve(false);
      });
    });
    const isDrained = await Promise.race([inFlight.empty().then(() => true), graceOver]);
    stopWaiting();
    await Promise.all(set.all.map((runtime) => runtime.close()));
    return isDrained;
  };

  return Object.assign(handle, {
    models,
    backend: createBackend({ models: set, predictor, limits, isDraining: isLeaving }, admission),
    add: (model: AnyModel) => changes.add(model),
    replace: (model: AnyModel, version?: string) => changes.replace(model, version),
    remove: (name: string, version: string) => changes.remove(name, version),
    async ready() {
      await loading;
    },
    close({ delayMs = 0, graceMs = 10_000 }: CloseOptions = {}) {
      closing ??= drain(delayMs, graceMs);
      return closing;
    },
  });
}

function stateOf({ model: { name, version }, state, gate }: ModelRuntime): ServeState["models"][number] {
  return { model: name, version, isReady: state === "ready", running: gate.running, queued: gate.queued };
}
