import { checkIdentity } from "./identity.ts";
import type { PredictContext } from "./model.ts";
import { checkRules } from "./rules.ts";
import type { InputRules } from "./rules.ts";
import { resolveSignatures } from "./signatures.ts";
import type { Signatures } from "./signatures.ts";
import type { TensorData } from "../tensor/datatype.ts";
import type { Tensor, TensorSpec, TensorSpecs } from "../tensor/tensor.ts";

/** The tensors that a predict function gets: each with the datatype of its contract, those that are optional perhaps not. */
export type InputTensors<Specs extends TensorSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name]["optional"] extends true
    ? Tensor<Specs[Name]["datatype"]> | undefined
    : Tensor<Specs[Name]["datatype"]>;
};

/** The tensors that a predict function gives: values alone where the shape follows from the contract and the batch. */
export type OutputTensors<Specs extends TensorSpecs> = {
  readonly [Name in keyof Specs]: TensorData[Specs[Name]["datatype"]] | Tensor<Specs[Name]["datatype"]>;
};

/** Predicts for a whole batch. Every output has the rows of the inputs, in the same order. */
export type TensorPredictFunction<Inputs extends TensorSpecs, Outputs extends TensorSpecs> = (
  inputs: InputTensors<Inputs>,
  context: TensorPredictContext<Outputs>,
) => OutputTensors<Outputs> | Promise<OutputTensors<Outputs>>;

/** What a predict function gets beside the tensors. */
export interface TensorPredictContext<Outputs extends TensorSpecs = TensorSpecs> extends PredictContext {
  /** How many rows the tensors have. */
  readonly rowCount: number;
  /** The outputs that somebody asked for; others need not be computed but must be given. */
  readonly wanted: readonly (keyof Outputs & string)[];
}

/** A tensor model in memory. It gets tensors that have been held to the contract; what it gives is held to it as well. */
export interface LoadedTensorModel {
  /** The outputs by name: tensors, or values alone where the shape follows from the contract and the batch. */
  predict(inputs: Readonly<Record<string, Tensor | undefined>>, context: TensorPredictContext): unknown;
  /** Frees what the model holds. */
  close?(): Promise<void>;
}

/** The tensors of a contract, as a source gets them. */
export interface TensorContract {
  readonly inputs: TensorSpecs;
  readonly outputs: TensorSpecs;
}

/** A tensor model that has to be loaded before it can predict. */
export interface TensorModelSource {
  /** Called once. Throws where the model does not fit the contract. */
  load(contract: TensorContract): Promise<LoadedTensorModel>;
}

/** The contract of a model in tensors. */
export interface TensorModelOptions<Inputs extends TensorSpecs, Outputs extends TensorSpecs> {
  /**
   * The version that clients address: a positive whole number as a string.
   *
   * @default "1"
   */
  version?: string | undefined;
  /** What people call this version, for example `"1.0.0"`: 1 to 128 printable ASCII characters. Default: none. */
  release?: string | undefined;
  /** The tensors that the model takes, by name; made by `tensor(…)`. */
  inputs: Inputs;
  /** The tensors that the model gives, by name. */
  outputs: Outputs;
  /** What features may be, beyond their datatype. Default: all values. */
  rules?: { readonly [Name in keyof Inputs]?: InputRules[string] } | undefined;
  /** Further signatures of TensorFlow Serving. Default: `serving_default` alone. */
  signatures?: Signatures | undefined;
  /** Tells the format in the protocols' metadata. Default: `"mlops_function"`. */
  platform?: string | undefined;
}

/** A model with its contract in tensors; made by {@link defineTensorModel}. */
export interface TensorModel<
  Name extends string = string,
  Inputs extends TensorSpecs = TensorSpecs,
  Outputs extends TensorSpecs = TensorSpecs,
> {
  readonly kind: "tensors";
  readonly name: Name;
  readonly version: string;
  readonly release: string | undefined;
  readonly platform: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly rules: InputRules;
  readonly signatures: Signatures;
  load(): Promise<LoadedTensorModel>;
}

/** A contract that still lacks its predictor. */
export interface TensorModelDefinition<Name extends string, Inputs extends TensorSpecs, Outputs extends TensorSpecs> {
  /** Completes the model with a function over a batch, or with a source that loads one. */
  predict(predictor: TensorPredictFunction<Inputs, Outputs> | TensorModelSource): TensorModel<Name, Inputs, Outputs>;
}

const tensorName = /^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,127}$/;

/**
 * Declares a model by its tensors: names, datatypes, shapes whose first dimension is the batch.
 *
 * @param name - 1 to 128 letters, digits, dots, dashes and underscores; it is part of URLs and metric labels.
 * @throws TypeError when the name, the version, a tensor, a rule or a signature is not of its form.
 *
 * @example
 * const doubler = defineTensorModel("doubler", {
 *   inputs: { x: tensor("FP32", "batch", 3) },
 *   outputs: { y: tensor("FP32", "batch", 3) },
 * }).predict(({ x }) => ({ y: x.data.map((value) => 2 * value) }));
 */
export function defineTensorModel<
  const Name extends string,
  const Inputs extends TensorSpecs,
  const Outputs extends TensorSpecs,
>(name: Name, options: TensorModelOptions<Inputs, Outputs>): TensorModelDefinition<Name, Inputs, Outputs> {
  const { version = "1", release, inputs, outputs, platform = "mlops_function" } = options;
  checkIdentity(name, version, release);
  checkSpecs(name, "input", inputs);
  checkSpecs(name, "output", outputs);
  const rules: InputRules = Object.fromEntries(
    Object.entries<InputRules[string] | undefined>(options.rules ?? {}).flatMap(([input, rule]) =>
      rule === undefined ? [] : [[input, rule]],
    ),
  );
  checkRules(name, rules, Object.keys(inputs));
  const signatures = resolveSignatures(name, options.signatures, Object.keys(inputs), Object.keys(outputs));
  return {
    predict(predictor) {
      const source =
        typeof predictor === "function" ? { load: () => Promise.resolve({ predict: predictor }) } : predictor;
      // Sound because only the kit calls the result, with tensors that it has held to `inputs`.
      const load = (): Promise<LoadedTensorModel> =>
        source.load({ inputs, outputs }) as Promise<unknown> as Promise<LoadedTensorModel>;
      return { kind: "tensors", name, version, release, platform, inputs, outputs, rules, signatures, load };
    },
  };
}

function checkSpecs(model: string, side: "input" | "output", specs: TensorSpecs): void {
  const entries = Object.entries<TensorSpec>(specs);
  if (entries.length === 0) throw new TypeError(`${model} needs at least one ${side}`);
  for (const [name, { shape }] of entries) {
    if (!tensorName.test(name)) {
      throw new TypeError(
        `${model}: a tensor's name is 1 to 128 letters, digits and _.:/-, not ${JSON.stringify(name)}`,
      );
    }
    const isSized = shape.every((size) => typeof size === "string" || (Number.isSafeInteger(size) && size > 0));
    if (!isSized || typeof shape[0] !== "string") {
      throw new TypeError(
        `${model}: the shape of ${name} is the name of the batch, then sizes of at least 1 or names, not [${shape.join(", ")}]`,
      );
    }
  }
  const batches = new Set(entries.map(([, { shape }]) => shape[0]));
  if (batches.size > 1) {
    throw new TypeError(`${model}: the ${side}s name their batch differently: ${[...batches].join(", ")}`);
  }
}
