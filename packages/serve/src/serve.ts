import { systemClock } from "./core/clock.ts";
import type { Clock } from "./core/clock.ts";
import type { Exposition } from "./core/exposition.ts";
import { createHandler } from "./core/http/handler.ts";
import type { HttpHandler } from "./core/http/handler.ts";
import { InFlight } from "./core/in-flight.ts";
import { resolveLimits } from "./core/limits.ts";
import type { Limits } from "./core/limits.ts";
import { silentLogger } from "./core/logger.ts";
import type { Logger } from "./core/logger.ts";
import type { Model } from "./core/model.ts";
import { ModelRuntime } from "./core/model-runtime.ts";
import type { PredictionObserver } from "./core/observer.ts";
import { healthRoutes } from "./health/routes.ts";
import { metricsRoutes } from "./metrics/routes.ts";
import type { MetricsExposure } from "./metrics/routes.ts";
import { predictRoutes } from "./predict/routes.ts";

/** How models are served. */
export interface ServeOptions<Name extends string = string> {
  /**
   * The model of routes that name none.
   *
   * @default the only model; with several models, none
   */
  defaultModel?: Name | undefined;
  /**
   * Counts predictions and answers `GET /metrics`; made by `createMetrics` of `@mlops/serve/metrics`.
   *
   * @default none
   */
  metrics?: (PredictionObserver & Exposition) | undefined;
  /**
   * Who may read `/metrics` here. `loopback`: only connections to a loopback address of this machine; others get 404.
   *
   * @default "loopback"
   */
  exposeMetrics?: MetricsExposure | undefined;
  /** What one request may cost. Default: see {@link Limits}. */
  limits?: { readonly [Limit in keyof Limits]?: Limits[Limit] | undefined } | undefined;
  /**
   * Whether a path that no route has goes on to the host app; `false` answers it with 404 problem details.
   *
   * @default true
   */
  fallthrough?: boolean | undefined;
  /** Where events are written. Default: nowhere. */
  logger?: Logger | undefined;
  /** The time. Default: this machine's. */
  clock?: Clock | undefined;
}

/** How a server is closed. */
export interface CloseOptions {
  /**
   * How long requests that are under way may take to finish, in milliseconds.
   *
   * @default 10_000
   */
  graceMs?: number | undefined;
}

/** A request handler that serves models. */
export interface ServeHandler<Models extends readonly Model[] = readonly Model[]> extends HttpHandler {
  readonly models: Models;
  /** Resolves when every model is loaded; rejects with the reason when one does not load. */
  ready(): Promise<void>;
  /**
   * Shuts down: refuses new predictions with 503, waits for those under way, then frees the models. Readiness fails
   * from the first moment. Closing again waits for the same end.
   *
   * @returns Whether everything under way was answered within the grace.
   */
  close(options?: CloseOptions): Promise<boolean>;
}

/**
 * Serves models over HTTP: `POST /predict`, `POST /models/{name}/predict`, `GET /health`, `GET /ready`, `GET /metrics`.
 *
 * Loading starts at once. The handler adds nothing to the app it is mounted in, works under any path, and reads bodies
 * itself.
 *
 * @throws TypeError for no models, two of one name, a default model that is not among them, or an impossible limit.
 *
 * @example
 * express().use("/ml", serve([iris])).listen(3000);
 */
export function serve<const Models extends readonly Model[]>(
  models: Models,
  options: ServeOptions<Models[number]["name"]> = {},
): ServeHandler<Models> {
  const { clock = systemClock, logger: log = silentLogger, metrics, fallthrough = true } = options;
  const limits = resolveLimits(options.limits);
  const runtimes = createRuntimes(models, log);
  const defaultModel = resolveDefault(options.defaultModel, runtimes);
  const inFlight = new InFlight();
  let closing: Promise<boolean> | undefined;
  const isDraining = (): boolean => closing !== undefined;

  const routes = [
    ...predictRoutes(
      {
        runtimes,
        defaultModel,
        observers: metrics === undefined ? [] : [metrics],
        clock,
        log,
        reportedErrors: limits.reportedErrors,
        isDraining,
      },
      limits,
    ),
    ...healthRoutes({ runtimes, defaultModel, isDraining }),
    ...(metrics === undefined ? [] : metricsRoutes(metrics, options.exposeMetrics ?? "loopback")),
  ];
  const handle = createHandler(routes, { clock, log, inFlight, fallthrough, isClosing: isDraining });

  const loading = Promise.all([...runtimes.values()].map((runtime) => runtime.load()));
  // Failure is told by `ready()`, by readiness and by the log; a caller that asks for none of them must not crash.
  loading.catch(() => {});

  const drain = async (graceMs: number): Promise<boolean> => {
    let stopWaiting = (): void => {};
    const graceOver = new Promise<false>((resolve) => {
      stopWaiting = clock.after(graceMs, () => {
        resolve(false);
      });
    });
    const isDrained = await Promise.race([inFlight.empty().then(() => true), graceOver]);
    stopWaiting();
    await Promise.all([...runtimes.values()].map((runtime) => runtime.close()));
    return isDrained;
  };

  return Object.assign(handle, {
    models,
    async ready() {
      await loading;
    },
    close({ graceMs = 10_000 }: CloseOptions = {}) {
      closing ??= drain(graceMs);
      return closing;
    },
  });
}

function createRuntimes(models: readonly Model[], log: Logger): Map<string, ModelRuntime> {
  if (models.length === 0) throw new TypeError("serve needs at least one model");
  const runtimes = new Map<string, ModelRuntime>();
  for (const model of models) {
    if (runtimes.has(model.name)) throw new TypeError(`Two models are named ${model.name}`);
    runtimes.set(model.name, new ModelRuntime(model, log));
  }
  return runtimes;
}

function resolveDefault(wanted: string | undefined, runtimes: ReadonlyMap<string, ModelRuntime>): string | undefined {
  const names = [...runtimes.keys()];
  if (wanted === undefined) return names.length === 1 ? names[0] : undefined;
  if (!runtimes.has(wanted)) {
    throw new TypeError(`The default model ${wanted} is not served; there are ${names.join(", ")}`);
  }
  return wanted;
}
