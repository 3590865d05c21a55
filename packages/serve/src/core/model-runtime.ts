import { ServeError } from "./errors/serve-error.ts";
import type { Logger } from "./logger.ts";
import { RowFailure } from "./model.ts";
import type { LoadedModel, Model, PredictContext } from "./model.ts";
import { validate } from "./validate.ts";

/** Where a model stands. `failed` is final: the process has to be started anew. */
export type ModelState = "loading" | "ready" | "failed" | "closed";

/** A model that is being served: loads it, runs it, checks what it answers. */
export class ModelRuntime {
  readonly model: Model;
  readonly #log: Logger;
  #state: ModelState = "loading";
  #loaded: LoadedModel<unknown, unknown> | undefined;
  #loading: Promise<void> | undefined;

  constructor(model: Model, log: Logger) {
    this.model = model;
    this.#log = log;
  }

  get state(): ModelState {
    return this.#state;
  }

  /** Loads the model; every call waits for the same load. Rejects when it fails. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { name, version } = this.model;
    try {
      const loaded = await this.model.load();
      if (this.#state === "closed") {
        await loaded.close?.();
        return;
      }
      this.#loaded = loaded;
      this.#state = "ready";
      this.#log.info({ model: name, version }, "model ready");
    } catch (error) {
      if (this.#state === "loading") this.#state = "failed";
      this.#log.error({ model: name, version, err: error }, "model failed to load");
      throw error;
    }
  }

  /**
   * Predicts for one row of the caller's.
   *
   * @returns The output as JSON text.
   * @throws ServeError `model-not-ready`, `invalid-input`, `row-failed`, `bad-output` or `prediction-failed`.
   */
  async predict(row: unknown, context: PredictContext, reportedErrors: number): Promise<string> {
    const loaded = this.#assertReady();
    const { input, output, name } = this.model;
    const parsed = await validate(input, row);
    if ("faults" in parsed) {
      const { faults } = parsed;
      throw new ServeError("invalid-input", {
        detail:
          faults.length === 1
            ? "One value is not as it should be."
            : `${faults.length} values are not as they should be.`,
        errors: faults.slice(0, reportedErrors),
      });
    }
    const outputs = await this.#run(loaded, parsed.value, context);
    if (outputs.length !== 1) throw badOutput(`The model ${name} gave ${outputs.length} outputs for one row`);
    const [first] = outputs;
    if (first instanceof RowFailure) throw new ServeError("row-failed", { detail: first.message });
    const answer = await validate(output, first);
    if ("faults" in answer) throw badOutput(`The model ${name} broke its contract: ${JSON.stringify(answer.faults)}`);
    return toJson(answer.value, name);
  }

  async #run(
    loaded: LoadedModel<unknown, unknown>,
    row: unknown,
    context: PredictContext,
  ): Promise<readonly unknown[]> {
    try {
      const outputs: unknown = await loaded.predict([row], context);
      return Array.isArray(outputs) ? outputs : [];
    } catch (error) {
      throw new ServeError("prediction-failed", { detail: "The model could not answer.", cause: error });
    }
  }

  #assertReady(): LoadedModel<unknown, unknown> {
    if (this.#loaded !== undefined && this.#state === "ready") return this.#loaded;
    throw new ServeError("model-not-ready", {
      detail: `The model ${this.model.name} is ${this.#state}.`,
      headers: { "retry-after": "1" },
    });
  }

  /** Frees the model. A load that is under way is freed as soon as it is done. */
  async close(): Promise<void> {
    this.#state = "closed";
    const loaded = this.#loaded;
    this.#loaded = undefined;
    await loaded?.close?.();
  }
}

/** An answer as text; some values that a contract may allow have no form in JSON. */
function toJson(value: unknown, name: string): string {
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text !== undefined) return text;
  } catch (error) {
    throw badOutput(`The output of ${name} cannot be written as JSON`, error);
  }
  throw badOutput(`The output of ${name} cannot be written as JSON: it is ${typeof value}`);
}

/** The reason goes to the log; the caller only learns that there is one. */
function badOutput(reason: string, cause?: unknown): ServeError {
  const detail = "The model's answer was held back.";
  return new ServeError("bad-output", { detail, cause: new Error(reason, { cause }) });
}
