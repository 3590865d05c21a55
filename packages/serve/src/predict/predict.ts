import type { Clock } from "../core/clock.ts";
import { toServeError } from "../core/errors/problem.ts";
import { ServeError } from "../core/errors/serve-error.ts";
import type { Logger } from "../core/logger.ts";
import type { ModelRuntime } from "../core/model-runtime.ts";
import type { PredictionObserver, PredictionOutcome } from "../core/observer.ts";

/** What predicting needs. */
export interface PredictDependencies {
  /** The models by name. */
  runtimes: ReadonlyMap<string, ModelRuntime>;
  /** The model of routes that name none; `undefined` where it is not clear which. */
  defaultModel: string | undefined;
  observers: readonly PredictionObserver[];
  clock: Clock;
  log: Logger;
  reportedErrors: number;
  readonly isDraining: () => boolean;
}

/** One request for one prediction. */
export interface PredictRequest {
  /** The model's name; `undefined` asks for the default model. */
  model: string | undefined;
  /** Gives the caller's row; may reject with a fault of the caller's. */
  readRow(): Promise<unknown>;
  requestId: string;
  signal: AbortSignal;
  arrivedAt: number;
}

/** A prediction and the model it came from. */
export interface Prediction {
  /** The output row as JSON text. */
  json: string;
  model: ModelRuntime["model"];
}

/** Predicts for one row and tells the observers how it went; a request for an unknown model is nobody's prediction. */
export async function predict(request: PredictRequest, dependencies: PredictDependencies): Promise<Prediction> {
  const { clock, log, observers, reportedErrors } = dependencies;
  const runtime = runtimeFor(request.model, dependencies);
  const { model } = runtime;
  const finish = (outcome: PredictionOutcome): void => {
    const seconds = (clock.now() - request.arrivedAt) / 1000;
    for (const observer of observers)
      observer.predicted({ model: model.name, version: model.version, outcome, seconds });
  };
  try {
    if (dependencies.isDraining()) {
      throw new ServeError("draining", { detail: "Ask another replica.", headers: { "retry-after": "1" } });
    }
    const row = await request.readRow();
    const context = { signal: request.signal, log, requestIds: [request.requestId] };
    const json = await runtime.predict(row, context, reportedErrors);
    finish("ok");
    return { json, model };
  } catch (error) {
    finish(toServeError(error).status >= 500 ? "server_error" : "client_error");
    throw error;
  }
}

function runtimeFor(name: string | undefined, { runtimes, defaultModel }: PredictDependencies): ModelRuntime {
  const wanted = name ?? defaultModel;
  const runtime = wanted === undefined ? undefined : runtimes.get(wanted);
  if (runtime !== undefined) return runtime;
  const expected = [...runtimes.keys()].join(", ");
  if (wanted === undefined) {
    throw new ServeError("model-required", {
      detail: "Several models are served here; say which one in the path.",
      errors: [{ pointer: "", detail: "No model in the path", expected, received: "none" }],
      hint: "POST /models/{name}/predict",
    });
  }
  throw new ServeError("model-not-found", {
    detail: "No model of this name is served here.",
    errors: [{ pointer: "", detail: "Unknown model", expected, received: "another name" }],
  });
}
