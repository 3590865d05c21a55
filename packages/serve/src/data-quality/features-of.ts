import type { AnyModel } from "../core/contract/model.ts";
import { exactRules, ruleAt, singleRules, wholeRules } from "../core/contract/rules.ts";
import type { FeatureRules, RulePrecision } from "../core/contract/rules.ts";
import type { FieldKind } from "../core/contract/row-fields.ts";
import { datatypes } from "../core/tensor/datatype.ts";
import type { Datatype } from "../core/tensor/datatype.ts";
import type { TensorSpec } from "../core/tensor/tensor.ts";
import { Feature } from "./feature.ts";
import type { FeatureKind } from "./feature.ts";
import { mostFeatures } from "./limits.ts";
import type { FeatureReference } from "./reference.ts";

/** What is counted of one side of a contract. */
export interface Features {
  readonly features: readonly Feature[];
  /** Tensors of which nothing is counted, or not every column. */
  readonly unwatched: readonly string[];
}

/** One tensor of a contract and the field of rows that it stands for. */
interface Part {
  readonly name: string;
  readonly field: string | undefined;
  readonly kind: FeatureKind;
  readonly spec: TensorSpec;
  readonly rules: FeatureRules | undefined;
  readonly precision: RulePrecision;
}

/**
 * The features of a contract: one for a tensor with one value a row, one for each column of a tensor with a list of a
 * fixed length a row. Tensors of other shapes are not watched, nor what comes after the 64th feature.
 *
 * @param references - What the features are held against, by their names.
 * @param place - What messages call it.
 * @throws TypeError for a reference of a feature that there is not, or of another kind.
 */
export function featuresOf(
  model: AnyModel,
  side: "input" | "output",
  references: Readonly<Record<string, FeatureReference>>,
  place: string,
): Features {
  const features: Feature[] = [];
  const unwatched: string[] = [];
  for (const part of partsOf(model, side)) {
    const columns = columnsOf(part.spec);
    const room = mostFeatures - features.length;
    if (columns === undefined || columns.length > room) unwatched.push(part.name);
    for (const column of (columns ?? []).slice(0, room)) features.push(featureOf(part, column, references, place));
  }
  const names = features.map(({ name }) => name);
  const unknown = Object.keys(references).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `${place} names ${JSON.stringify(unknown)}; the features of ${model.name} are ${names.join(", ")}`,
    );
  }
  return { features, unwatched };
}

function partsOf(model: AnyModel, side: "input" | "output"): Part[] {
  const rulesOf = (name: string): FeatureRules | undefined =>
    side === "input" && Object.hasOwn(model.rules, name) ? model.rules[name] : undefined;
  if (model.kind === "rows") {
    return (side === "input" ? model.inputFields : model.outputFields).map(({ field, name, kind, spec }) => ({
      name,
      field,
      kind: kindOfField[kind],
      spec,
      rules: rulesOf(name),
      precision: exactRules,
    }));
  }
  return Object.entries(side === "input" ? model.inputs : model.outputs).map(([name, spec]) => ({
    name,
    field: name,
    kind: spec.datatype === "BYTES" ? "text" : spec.datatype === "BOOL" ? "boolean" : "number",
    spec,
    rules: rulesOf(name),
    precision: precisionOf(spec.datatype),
  }));
}

const kindOfField: Readonly<Record<FieldKind, FeatureKind>> = {
  number: "number",
  integer: "number",
  bigint: "number",
  boolean: "boolean",
  text: "text",
  json: "any",
};

/** As the tensor engine holds values to rules. */
function precisionOf(datatype: Datatype): RulePrecision {
  if (datatype === "FP32") return singleRules;
  return datatypes[datatype].range === undefined ? exactRules : wholeRules;
}

/** The columns of a tensor: one without a number where a row has one value; `undefined` where they cannot be counted. */
function columnsOf({ shape: [, ...rest] }: TensorSpec): readonly (number | undefined)[] | undefined {
  const [size, ...more] = rest;
  if (size === undefined) return [undefined];
  if (typeof size === "string" || more.length > 0) return undefined;
  return Array.from({ length: Math.min(size, mostFeatures + 1) }, (_, column) => column);
}

function featureOf(
  { name: tensor, field, kind, spec, rules, precision }: Part,
  column: number | undefined,
  references: Readonly<Record<string, FeatureReference>>,
  place: string,
): Feature {
  const name = featureName(tensor, column);
  const reference = Object.hasOwn(references, name) ? references[name] : undefined;
  if (reference?.kind === "numeric" && (kind === "text" || kind === "boolean")) {
    throw new TypeError(`${place}.${name} is of numbers; the contract has a ${kind} there`);
  }
  return new Feature({
    name,
    tensor,
    field,
    column,
    kind,
    isSingle: spec.datatype === "FP32",
    rule: rules === undefined ? undefined : ruleAt(rules, column ?? 0),
    precision,
    // Labels of numbers name the places of a list.
    labels: kind === "text" ? spec.labels : undefined,
    reference,
  });
}

/** What a feature is called. */
export function featureName(tensor: string, column: number | undefined): string {
  return column === undefined ? tensor : `${tensor}[${column}]`;
}
