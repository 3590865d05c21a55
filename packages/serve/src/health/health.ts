import { ServeError } from "../core/errors/serve-error.ts";
import type { ModelSet } from "../core/runtime/model-set.ts";
import type { ModelRuntime } from "../core/runtime/model-runtime.ts";

/** The answer of `GET /health`. */
export interface Health {
  /** `healthy`: serving. `starting`: models are loading. `draining`: shutting down. `unhealthy`: a model did not load. */
  status: "healthy" | "starting" | "draining" | "unhealthy";
  /** Whether every model is loaded. */
  model_loaded: boolean;
  /** The default model's release, or its version where it has no release; `null` without a default model. */
  version: string | null;
}

/** What health is told from. */
export interface HealthDependencies {
  readonly models: ModelSet;
  readonly isDraining: () => boolean;
}

/** How the server is; looks at nothing outside the process. */
export function health({ models, isDraining }: HealthDependencies): Health {
  const states = models.all.map((runtime) => runtime.state);
  const model = models.defaultModel === undefined ? undefined : models.find({ name: undefined }).model;
  const isLoaded = states.every((state) => state === "ready");
  const status = (): Health["status"] => {
    if (isDraining()) return "draining";
    if (isLoaded) return "healthy";
    return states.includes("loading") ? "starting" : "unhealthy";
  };
  return { status: status(), model_loaded: isLoaded, version: model?.release ?? model?.version ?? null };
}

/**
 * Passes when these models can predict and the server is not shutting down.
 *
 * @throws ServeError `model-not-ready` or `draining`.
 */
export function assertReady(runtimes: readonly ModelRuntime[], isDraining: boolean): void {
  if (isDraining) throw new ServeError("draining", { detail: "Ask another replica." });
  const waiting = runtimes.filter((runtime) => runtime.state !== "ready");
  if (waiting.length === 0) return;
  throw new ServeError("model-not-ready", {
    detail: `Not ready: ${waiting.map(({ model, state }) => `${model.name} is ${state}`).join(", ")}.`,
    headers: { "retry-after": "1" },
  });
}
