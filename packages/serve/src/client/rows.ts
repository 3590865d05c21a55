import type { $ZodType, input, output } from "zod/v4/core";
import type { AnyModel } from "../core/contract/model.ts";
import type { Datatype } from "../core/tensor/datatype.ts";
import type { TensorSpec, TensorSpecs } from "../core/tensor/tensor.ts";

/** What serves the models: `typeof api` of `const api = serve([…])`. */
export interface Served {
  readonly models: readonly AnyModel[];
}

/** One value of a tensor in JSON. `FP16` and `BF16` have no form there. */
type Scalar<Type extends Datatype> = Type extends "BOOL"
  ? boolean
  : Type extends "BYTES"
    ? string
    : Type extends "INT64" | "UINT64"
      ? number | bigint
      : Type extends "FP16" | "BF16"
        ? never
        : number;

/** Values in as many lists as there are dimensions; any number of lists where the type does not say. */
type Nested<Value, Rest extends readonly unknown[]> = Rest extends readonly []
  ? Value
  : Rest extends readonly [unknown, ...infer More]
    ? readonly Nested<Value, More>[]
    : Value | Deep<Value>;

interface Deep<Value> extends ReadonlyArray<Value | Deep<Value>> {}

type RowOf<Spec extends TensorSpec> =
  Spec extends TensorSpec<infer Type, infer Rest> ? Nested<Scalar<Type>, Rest> : never;

type OptionalNames<Specs extends TensorSpecs> = {
  [Name in keyof Specs]: Specs[Name]["optional"] extends true ? Name : never;
}[keyof Specs];

/** One row of a tensor model: its inputs by name, without their batch; those that are optional may be left out. */
export type TensorInputRow<Specs extends TensorSpecs> = {
  readonly [Name in Exclude<keyof Specs, OptionalNames<Specs>>]: RowOf<Specs[Name]>;
} & { readonly [Name in OptionalNames<Specs>]?: RowOf<Specs[Name]> | undefined };

/** One row of a tensor model's outputs. */
export type TensorOutputRow<Specs extends TensorSpecs> = { readonly [Name in keyof Specs]: RowOf<Specs[Name]> };

/** The row that a model takes. */
export type ModelInput<Model> = Model extends {
  readonly kind: "tensors";
  readonly inputs: infer Specs extends TensorSpecs;
}
  ? TensorInputRow<Specs>
  : Model extends { readonly kind: "rows"; readonly input: infer Schema extends $ZodType }
    ? input<Schema>
    : never;

/** The row that a model gives. */
export type ModelOutput<Model> = Model extends {
  readonly kind: "tensors";
  readonly outputs: infer Specs extends TensorSpecs;
}
  ? TensorOutputRow<Specs>
  : Model extends { readonly kind: "rows"; readonly output: infer Schema extends $ZodType }
    ? output<Schema>
    : never;

/** The names of the served models. */
export type ModelName<Api extends Served> = Api["models"][number]["name"];

/** The versions of a model. */
type Named<Api extends Served, Name> = Extract<Api["models"][number], { readonly name: Name }>;

/** The row that the model of a name takes; `unknown` where the type does not tell the models apart. */
export type InputOf<Api extends Served, Name> = string extends ModelName<Api> ? unknown : ModelInput<Named<Api, Name>>;

/** The row that the model of a name gives; `unknown` where the type does not tell the models apart. */
export type OutputOf<Api extends Served, Name> =
  string extends ModelName<Api> ? unknown : ModelOutput<Named<Api, Name>>;
