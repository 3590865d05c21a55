import type { AnyModel } from "../contract/model.ts";
import { ServeError } from "../errors/serve-error.ts";
import { ModelRuntime } from "./model-runtime.ts";
import type { RuntimeOptions } from "./model-runtime.ts";

/** Which model a request means. */
export interface ModelReference {
  /** `undefined` asks for the default model. */
  readonly name: string | undefined;
  /** `undefined` asks for the greatest version. */
  readonly version?: string | undefined;
  /** A name for a version; only without `version`. */
  readonly label?: string | undefined;
}

/** Names for versions, by the name of the model: `{ iris: { stable: "1", canary: "2" } }`. */
export type VersionLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How a set is made. */
export interface ModelSetOptions extends RuntimeOptions {
  readonly defaultModel?: string | undefined;
  readonly labels?: VersionLabels | undefined;
}

/** The models that are served, by name and version. */
export class ModelSet {
  /** The versions of each model, the greatest first. */
  readonly #models: Map<string, readonly ModelRuntime[]>;
  readonly #options: RuntimeOptions;
  readonly #checks: ((runtime: ModelRuntime) => void)[] = [];
  #labels: VersionLabels;
  #generation = 0;
  readonly defaultModel: string | undefined;

  /** @throws TypeError for no models, one version twice, an unknown default model, or a label of no version. */
  constructor(models: readonly AnyModel[], options: ModelSetOptions) {
    if (models.length === 0) throw new TypeError("serve needs at least one model");
    const byName = new Map<string, ModelRuntime[]>();
    for (const model of models) {
      const versions = byName.get(model.name) ?? [];
      if (versions.some((one) => one.model.version === model.version)) {
        throw new TypeError(`Two models are named ${model.name} and have the version ${model.version}`);
      }
      byName.set(model.name, [...versions, new ModelRuntime(model, options)]);
    }
    for (const versions of byName.values()) versions.sort(newestFirst);
    this.#models = byName;
    this.#options = options;
    this.#labels = options.labels ?? {};
    this.defaultModel = this.#resolveDefault(options.defaultModel);
    this.#checkLabels();
  }

  get names(): readonly string[] {
    return [...this.#models.keys()];
  }

  get all(): readonly ModelRuntime[] {
    return [...this.#models.values()].flat();
  }

  /** The names for versions as they stand now. */
  get labels(): VersionLabels {
    return this.#labels;
  }

  /** Rises whenever a model comes or goes. */
  get generation(): number {
    return this.#generation;
  }

  /** Holds every model to a rule: those that are here now, and those that come later before they do. */
  require(check: (runtime: ModelRuntime) => void): void {
    for (const runtime of this.all) check(runtime);
    this.#checks.push(check);
  }

  /**
   * Prepares a model that may come in; it is neither loaded nor served yet.
   *
   * @throws TypeError where a protocol cannot speak of it.
   */
  prepare(model: AnyModel): ModelRuntime {
    const runtime = new ModelRuntime(model, this.#options);
    for (const check of this.#checks) check(runtime);
    return runtime;
  }

  /**
   * Whether there is a place for a model, or would be without another one.
   *
   * @returns Those that it would stand beside.
   * @throws TypeError where its version is served already.
   */
  checkPlace({ model: { name, version } }: ModelRuntime, without?: ModelRuntime): ModelRuntime[] {
    const others = (this.#models.get(name) ?? []).filter((one) => one !== without);
    if (!others.some((one) => one.model.version === version)) return others;
    throw new TypeError(`The version ${version} of ${name} is served already`);
  }

  /**
   * Lets a model in, in the place of another one if that is given; labels of that one go over to it.
   *
   * @throws TypeError where its version is served already.
   */
  put(runtime: ModelRuntime, replaced?: ModelRuntime): void {
    const { name, version } = runtime.model;
    const others = this.checkPlace(runtime, replaced);
    this.#models.set(name, [...others, runtime].toSorted(newestFirst));
    this.#generation += 1;
    const labels = this.#labels[name];
    if (replaced === undefined || labels === undefined || !Object.hasOwn(this.#labels, name)) return;
    const moved = Object.entries(labels).map(([label, old]) => [label, old === replaced.model.version ? version : old]);
    this.#labels = { ...this.#labels, [name]: Object.fromEntries(moved) };
  }

  /**
   * Takes a version away, so that nobody finds it any more.
   *
   * @throws ServeError `model-not-found`, `version-not-found`.
   * @throws TypeError for a version that a label stands for, and for the last one of the default model.
   */
  take(name: string, version: string): ModelRuntime {
    const runtime = this.find({ name, version });
    const labels = Object.hasOwn(this.#labels, name) ? (this.#labels[name] ?? {}) : {};
    const label = Object.entries(labels).find(([, labelled]) => labelled === version)?.[0];
    if (label !== undefined) throw new TypeError(`The label ${label} of ${name} stands for the version ${version}`);
    const others = this.versions(name).filter((one) => one !== runtime);
    if (others.length === 0 && name === this.defaultModel) {
      throw new TypeError(`${version} is the last version of ${name}, which is the default model`);
    }
    if (others.length === 0) this.#models.delete(name);
    else this.#models.set(name, others);
    this.#generation += 1;
    return runtime;
  }

  /**
   * The versions of a model, the greatest first.
   *
   * @throws ServeError `model-not-found`.
   */
  versions(name: string): readonly ModelRuntime[] {
    const versions = this.#models.get(name);
    if (versions !== undefined) return versions;
    throw new ServeError("model-not-found", {
      detail: "No model of this name is served here.",
      errors: [{ pointer: "", detail: "Unknown model", expected: this.names.join(", "), received: "another name" }],
    });
  }

  /**
   * The model that a request means.
   *
   * @throws ServeError `model-required`, `model-not-found`, `version-not-found` or `label-not-found`.
   */
  find({ name = this.defaultModel, version, label }: ModelReference): ModelRuntime {
    if (name === undefined) {
      throw new ServeError("model-required", {
        detail: "Several models are served here; say which one in the path.",
        errors: [{ pointer: "", detail: "No model in the path", expected: this.names.join(", "), received: "none" }],
        hint: "POST /models/{name}/predict",
      });
    }
    const versions = this.versions(name);
    const wanted = label === undefined ? version : this.#versionOf(name, label);
    const found = wanted === undefined ? versions[0] : versions.find(({ model }) => model.version === wanted);
    if (found !== undefined) return found;
    throw new ServeError("version-not-found", {
      detail: `The model ${name} has no such version.`,
      errors: [
        {
          pointer: "",
          detail: "Unknown version",
          expected: versions.map(({ model }) => model.version).join(", "),
          received: "another version",
        },
      ],
    });
  }

  #versionOf(name: string, label: string): string {
    const labels = Object.hasOwn(this.#labels, name) ? (this.#labels[name] ?? {}) : {};
    const version = Object.hasOwn(labels, label) ? labels[label] : undefined;
    if (version !== undefined) return version;
    const expected = Object.keys(labels).join(", ");
    throw new ServeError("label-not-found", {
      detail: `The model ${name} has no such label.`,
      errors: [{ pointer: "", detail: "Unknown label", expected: expected || "no label", received: "another label" }],
    });
  }

  #resolveDefault(wanted: string | undefined): string | undefined {
    if (wanted === undefined) return this.names.length === 1 ? this.names[0] : undefined;
    if (this.#models.has(wanted)) return wanted;
    throw new TypeError(`The default model ${wanted} is not served; there are ${this.names.join(", ")}`);
  }

  #checkLabels(): void {
    for (const [name, labels] of Object.entries(this.#labels)) {
      for (const [label, version] of Object.entries(labels)) {
        if (this.#models.get(name)?.some(({ model }) => model.version === version) === true) continue;
        throw new TypeError(`The label ${label} of ${name} stands for the version ${version}, which is not served`);
      }
    }
  }
}

function newestFirst(one: ModelRuntime, other: ModelRuntime): number {
  return BigInt(one.model.version) > BigInt(other.model.version) ? -1 : 1;
}
