import type { $ZodType, input, output } from "zod/v4/core";
import { checkIdentity } from "./identity.ts";
import { rowFields } from "./row-fields.ts";
import type { RowField } from "./row-fields.ts";
import { checkRules } from "./rules.ts";
import type { InputRules } from "./rules.ts";
import { resolveSignatures } from "./signatures.ts";
import type { Signatures } from "./signatures.ts";
import type { TensorModel } from "./tensor-model.ts";
import type { Logger } from "../logger.ts";

/** What a predict function gets beside the rows. */
export interface PredictContext {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** How long somebody waits for the answer, in milliseconds from now. Default: without end. */
  readonly timeLeft?: (() => number) | undefined;
  /** The caller's `traceparent` header (W3C Trace Context), for calls to other servers. Default: it had none. */
  readonly traceparent?: string | undefined;
  readonly log: Logger;
  /** The id of the request that each row came with, in the order of the rows. */
  readonly requestIds: readonly string[];
}

/** Stands in a row's place in a prediction to say that this row alone failed. Made by {@link fail}. */
export class RowFailure {
  /** What the caller is told. */
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/**
 * Fails one row and leaves its neighbours alone. The caller gets 422 `row-failed` with the message.
 *
 * @example
 * predict((rows) => rows.map((row) => (row.text === "" ? fail("There is nothing to score.") : score(row))));
 */
export function fail(message: string): RowFailure {
  return new RowFailure(message);
}

/** Predicts for many rows at once: as many outputs, in the same order. */
export type PredictFunction<Row, Output> = (
  rows: readonly Row[],
  context: PredictContext,
) => readonly (Output | RowFailure)[] | Promise<readonly (Output | RowFailure)[]>;

/** Predicts for one row. */
export type PredictOneFunction<Row, Output> = (
  row: Row,
  context: PredictContext,
) => Output | RowFailure | Promise<Output | RowFailure>;

/** A model in memory. */
export interface LoadedModel<Row, Output> {
  readonly predict: PredictFunction<Row, Output>;
  /** Frees what the model holds. */
  close?(): Promise<void>;
}

/** The rows of a contract, as a source gets them. */
export interface RowContract {
  /** The tensors that stand for input rows. */
  readonly inputFields: readonly RowField[];
  /** The tensors that stand for output rows. */
  readonly outputFields: readonly RowField[];
}

/** A model that has to be loaded before it can predict: a file, a remote server. */
export interface ModelSource<Row, Output> {
  /** Called once. Throws where the model does not fit its contract. */
  load(contract: RowContract): Promise<LoadedModel<Row, Output>>;
}

/** The contract of a model: what it takes and what it gives, one row each. */
export interface ModelOptions<Input extends $ZodType, Output extends $ZodType> {
  /**
   * The version that clients address: a positive whole number as a string.
   *
   * @default "1"
   */
  version?: string | undefined;
  /** What people call this version, for example `"1.0.0"`: 1 to 128 printable ASCII characters. Default: none. */
  release?: string | undefined;
  /** One input row. Unless it says otherwise, an object with fields that it does not name is refused. */
  input: Input;
  /** One output row. An answer that does not fit it is not sent. */
  output: Output;
  /**
   * What features may be, beyond what the schema says, by the row's fields; `input` where the row is no object. The one
   * thing that a schema cannot say is to clip.
   */
  rules?: InputRules | undefined;
  /** Further signatures of TensorFlow Serving, over the row's fields. Default: `serving_default` alone. */
  signatures?: Signatures | undefined;
}

/** A model with its contract and the way to load it; made by {@link defineModel}. */
export interface Model<
  Name extends string = string,
  Input extends $ZodType = $ZodType,
  Output extends $ZodType = $ZodType,
> {
  readonly kind: "rows";
  readonly name: Name;
  readonly version: string;
  readonly release: string | undefined;
  readonly platform: string;
  readonly input: Input;
  readonly output: Output;
  /** The tensors that the protocols see in the place of input rows. */
  readonly inputFields: readonly RowField[];
  /** The tensors that the protocols see in the place of output rows. */
  readonly outputFields: readonly RowField[];
  readonly rules: InputRules;
  readonly signatures: Signatures;
  /** Loads the model; what it predicts is checked against {@link output} before it is sent. */
  load(): Promise<LoadedModel<unknown, unknown>>;
}

/** A model of either kind. */
export type AnyModel<Name extends string = string> = Model<Name> | TensorModel<Name>;

/** A contract that still lacks its predictor. */
export interface ModelDefinition<Name extends string, Input extends $ZodType, Output extends $ZodType> {
  /** Completes the model with a function over many rows, or with a source that loads one. */
  predict(
    predictor: PredictFunction<output<Input>, input<Output>> | ModelSource<output<Input>, input<Output>>,
  ): Model<Name, Input, Output>;
  /** Completes the model with a function over one row. */
  predictOne(predictor: PredictOneFunction<output<Input>, input<Output>>): Model<Name, Input, Output>;
}

/**
 * Declares a model: its name and its contract. Complete it with `.predict(…)` or `.predictOne(…)`.
 *
 * The two steps let an async function keep its literal types: `"setosa"` stays one of the enum's labels.
 *
 * @param name - 1 to 128 letters, digits, dots, dashes and underscores; it is part of URLs and metric labels.
 * @throws TypeError when the name, the version or the release is not of its form.
 *
 * @example
 * const iris = defineModel("iris", {
 *   input: z.strictObject({ features: z.tuple([z.number(), z.number(), z.number(), z.number()]) }),
 *   output: z.object({ prediction: z.enum(["setosa", "other"]) }),
 * }).predictOne(({ features }) => ({ prediction: features[2] < 2.45 ? "setosa" : "other" }));
 */
export function defineModel<const Name extends string, Input extends $ZodType, Output extends $ZodType>(
  name: Name,
  options: ModelOptions<Input, Output>,
): ModelDefinition<Name, Input, Output> {
  const { version = "1", release, input, output, rules = {} } = options;
  checkIdentity(name, version, release);
  const inputFields = rowFields(input, "input");
  const outputFields = rowFields(output, "output");
  const [inputs, outputs] = [inputFields, outputFields].map((fields) => fields.map((field) => field.name));
  checkRules(name, rules, inputs ?? []);
  const signatures = resolveSignatures(name, options.signatures, inputs ?? [], outputs ?? []);
  const contract = { version, release, input, output, inputFields, outputFields, rules, signatures };
  return {
    predict(predictor) {
      const source = typeof predictor === "function" ? loaded(predictor) : predictor;
      return {
        kind: "rows",
        name,
        platform: "mlops_function",
        ...contract,
        load: () => source.load({ inputFields, outputFields }).then(widened),
      };
    },
    predictOne(predictor) {
      return this.predict((rows, context) =>
        Promise.all(rows.map(async (row, index) => predictor(row, contextOfRow(context, index)))),
      );
    },
  };
}

function loaded<Row, Output>(predict: PredictFunction<Row, Output>): ModelSource<Row, Output> {
  return { load: () => Promise.resolve({ predict }) };
}

/**
 * Forgets the row type. Sound because only the kit calls the result, and only with rows that `model.input` has parsed,
 * whose output type is `Row`.
 */
function widened<Row, Output>(model: LoadedModel<Row, Output>): LoadedModel<unknown, unknown> {
  return model as LoadedModel<unknown, unknown>;
}

function contextOfRow(context: PredictContext, index: number): PredictContext {
  return { ...context, requestIds: context.requestIds.slice(index, index + 1) };
}
