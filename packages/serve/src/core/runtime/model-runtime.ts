import type { AnyModel } from "../contract/model.ts";
import { ServeError } from "../errors/serve-error.ts";
import type { Logger } from "../logger.ts";
import type { TensorSpecs } from "../tensor/tensor.ts";
import type { Engine } from "./engine.ts";
import { Gate } from "./gate.ts";
import type { GateLimits } from "./gate.ts";
import type { Clock } from "../clock.ts";
import { InFlight } from "./in-flight.ts";
import { createRowEngine } from "./row-engine.ts";
import { createTensorEngine } from "./tensor-engine.ts";

/** Where a model stands. `failed` is final: the process has to be started anew. */
export type ModelState = "loading" | "ready" | "failed" | "closed";

/** What a runtime works with. */
export interface RuntimeOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly gate: GateLimits;
  /** How many values a tensor may have. */
  readonly maxElements: number;
}

/** A model that is being served: loads it, lets so many requests in at once, and frees it. */
export class ModelRuntime {
  readonly model: AnyModel;
  /** The tensors that the protocols see. */
  readonly inputs: TensorSpecs;
  readonly outputs: TensorSpecs;
  readonly gate: Gate;
  readonly #options: RuntimeOptions;
  readonly #holders = new InFlight();
  #state: ModelState = "loading";
  #engine: Engine | undefined;
  #loading: Promise<void> | undefined;

  constructor(model: AnyModel, options: RuntimeOptions) {
    this.model = model;
    this.#options = options;
    this.gate = new Gate(options.gate, options.clock);
    this.inputs = model.kind === "tensors" ? model.inputs : specsOf(model.inputFields);
    this.outputs = model.kind === "tensors" ? model.outputs : specsOf(model.outputFields);
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
    const { log } = this.#options;
    try {
      const engine = await this.#createEngine();
      if (this.#state === "closed") {
        await engine.close();
        return;
      }
      this.#engine = engine;
      this.#state = "ready";
      log.info({ model: name, version }, "model ready");
    } catch (error) {
      if (this.#state === "loading") this.#state = "failed";
      log.error({ model: name, version, err: error }, "model failed to load");
      throw error;
    }
  }

  async #createEngine(): Promise<Engine> {
    const { model } = this;
    if (model.kind === "tensors") return createTensorEngine(model, await model.load(), this.#options.maxElements);
    return createRowEngine(model, await model.load());
  }

  /**
   * The loaded model.
   *
   * @throws ServeError `model-not-ready`.
   */
  engine(): Engine {
    if (this.#engine !== undefined && this.#state === "ready") return this.#engine;
    throw new ServeError("model-not-ready", {
      detail: `The model ${this.model.name} is ${this.#state}.`,
      headers: { "retry-after": "1" },
    });
  }

  /** Keeps the model from being freed by {@link retire} until what it returns is called. */
  hold(): () => void {
    return this.#holders.enter();
  }

  /** Frees the model when nobody holds it any more; whoever can still find it must not be let in. */
  async retire(): Promise<void> {
    await this.#holders.empty();
    await this.close();
  }

  /** Frees the model. A load that is under way is freed as soon as it is done. */
  async close(): Promise<void> {
    this.#state = "closed";
    const engine = this.#engine;
    this.#engine = undefined;
    await engine?.close();
  }
}

function specsOf(fields: readonly { readonly name: string; readonly spec: TensorSpecs[string] }[]): TensorSpecs {
  return Object.fromEntries(fields.map(({ name, spec }) => [name, spec]));
}
