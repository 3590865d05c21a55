import type { AnyModel } from "../contract/model.ts";
import type { ModelRuntime } from "./model-runtime.ts";
import type { ModelSet } from "./model-set.ts";

/** Changes which models are served while they are being asked: no request fails for it. */
export class ModelChanges {
  readonly #models: ModelSet;
  readonly #isClosing: () => boolean;
  /** The last change of each model; the next one waits for it. */
  readonly #last: Map<string, Promise<unknown>> = new Map();

  constructor(models: ModelSet, isClosing: () => boolean) {
    this.#models = models;
    this.#isClosing = isClosing;
  }

  /**
   * Loads a model and serves it beside the others.
   *
   * @throws TypeError where its version is served already, or the server is closing; what the load throws.
   */
  add(model: AnyModel): Promise<void> {
    return this.#inTurn(model.name, async () => {
      await this.#putLoaded(model, undefined);
    });
  }

  /**
   * Loads a model, then lets it take the place of a version that is served; frees that one after its last request. While
   * it loads, and when it does not load, the old one serves on.
   *
   * @param version - The version that goes.
   * @throws ServeError `model-not-found`, `version-not-found` for one that is not served.
   * @throws TypeError where its own version is served beside that one, or the server is closing; what the load throws.
   */
  replace(model: AnyModel, version: string | undefined): Promise<void> {
    return this.#inTurn(model.name, async () => {
      const { name } = model;
      const isServed = this.#models.versions(name).some((one) => one.model.version === model.version);
      const old = this.#models.find({ name, version: version ?? (isServed ? model.version : undefined) });
      await this.#putLoaded(model, old);
      await old.retire();
    });
  }

  /**
   * Takes a version away at once and frees it after its last request.
   *
   * @throws ServeError `model-not-found`, `version-not-found`.
   * @throws TypeError for a version that a label stands for, and for the last one of the default model.
   */
  remove(name: string, version: string): Promise<void> {
    return this.#inTurn(name, () => this.#models.take(name, version).retire());
  }

  async #putLoaded(model: AnyModel, replaced: ModelRuntime | undefined): Promise<void> {
    const runtime = this.#models.prepare(model);
    this.#models.checkPlace(runtime, replaced);
    await runtime.load();
    try {
      if (this.#isClosing()) throw new TypeError("The server is closing");
      this.#models.put(runtime, replaced);
    } catch (error) {
      await runtime.close();
      throw error;
    }
  }

  #inTurn<Result>(name: string, change: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const result = before.then(change, change);
    const ended = result.then(
      () => {},
      () => {},
    );
    this.#last.set(name, ended);
    void ended.then(() => {
      if (this.#last.get(name) === ended) this.#last.delete(name);
    });
    return result;
  }
}
