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
  readonly #models: ReadonlyMap<string, readonly ModelRuntime[]>;
  readonly #labels: VersionLabels;
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
    for (const versions of byName.values()) versions.sort((one, other) => (isNewer(one, other) ? -1 : 1));
    this.#models = byName;
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

function isNewer(one: ModelRuntime, other: ModelRuntime): boolean {
  return BigInt(one.model.version) > BigInt(other.model.version);
}
