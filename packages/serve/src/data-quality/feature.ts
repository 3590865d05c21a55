import type { FeatureRule, RulePrecision } from "../core/contract/rules.ts";
import { exactRules } from "../core/contract/rules.ts";
import type { FeatureReference } from "./reference.ts";

/** What a value is: the number of its counter. A bin or a category of the reference is `first` and those after it. */
export const slots = { untold: 0, missing: 1, nonFinite: 2, mistyped: 3, unseen: 4, plain: 5, first: 6 } as const;

/** Added to the slot of a value that breaks the rule of the contract. */
export const outOfRange = 0x8000;

/** What a feature holds; `any` is told by each value. */
export type FeatureKind = "number" | "text" | "boolean" | "any";

/** What a feature is made of. */
export interface FeatureOptions {
  readonly name: string;
  /** The tensor that it stands in. */
  readonly tensor: string;
  /** The field of rows that it stands in; `undefined` where the row itself is the value. */
  readonly field: string | undefined;
  /** The place within the last dimension; `undefined` where a row has one value. */
  readonly column: number | undefined;
  readonly kind: FeatureKind;
  /** Whether numbers are held in single precision. */
  readonly isSingle: boolean;
  readonly rule?: FeatureRule | undefined;
  readonly precision?: RulePrecision | undefined;
  /** The values that the contract names. Default: all. */
  readonly labels?: readonly string[] | undefined;
  readonly reference?: FeatureReference | undefined;
}

/** One thing that is counted for each row: tells what a value is, without remembering it. */
export class Feature {
  readonly name: string;
  readonly tensor: string;
  readonly field: string | undefined;
  readonly column: number | undefined;
  readonly reference: FeatureReference | undefined;
  /** How many counters it needs: one for each slot, and the last for values out of range. */
  readonly width: number;
  readonly #kind: FeatureKind;
  readonly #isSingle: boolean;
  readonly #min: number | undefined;
  readonly #max: number | undefined;
  readonly #values: ReadonlySet<unknown> | undefined;
  readonly #edges: Float64Array | undefined;
  /** The slots of texts. `undefined` where every text is as good as another. */
  readonly #texts: ReadonlyMap<string, number> | undefined;

  constructor(options: FeatureOptions) {
    const { name, tensor, field, column, kind, isSingle, rule = {}, labels, reference } = options;
    this.name = name;
    this.tensor = tensor;
    this.field = field;
    this.column = column;
    this.reference = reference;
    this.#kind = kind;
    this.#isSingle = isSingle;
    const { min, max, value } = options.precision ?? exactRules;
    this.#min = rule.min === undefined ? undefined : min(rule.min);
    this.#max = rule.max === undefined ? undefined : max(rule.max);
    this.#values =
      rule.values === undefined
        ? undefined
        : new Set(rule.values.map((one) => (typeof one === "number" ? value(one) : one)));
    if (reference?.kind === "numeric") {
      this.#edges = Float64Array.from(reference.edges, (edge) => (isSingle ? Math.fround(edge) : edge));
    } else if (reference?.kind === "categories") {
      this.#texts = new Map(reference.categories.map((text, place) => [text, slots.first + place]));
    } else if (labels !== undefined) this.#texts = new Map(labels.map((text) => [text, slots.plain]));
    this.width = slots.first + (reference?.counts.length ?? 0) + 1;
  }

  /** Whether each value says itself of what type it is. */
  get isAny(): boolean {
    return this.#kind === "any";
  }

  /** What a value of JSON is. */
  mark(value: unknown): number {
    if (value === undefined || value === null) return slots.missing;
    const { isAny } = this;
    switch (typeof value) {
      case "number":
        if (!isAny && this.#kind !== "number") return slots.mistyped;
        return this.markNumber(value);
      case "bigint":
        if (!isAny && this.#kind !== "number") return slots.mistyped;
        return this.markNumber(Number(value));
      case "string":
        if ((!isAny && this.#kind !== "text") || this.#edges !== undefined) return slots.mistyped;
        return this.markText(value);
      case "boolean":
        if ((!isAny && this.#kind !== "boolean") || this.#edges !== undefined) return slots.mistyped;
        return this.markBoolean(value);
      default:
        return isAny && this.reference === undefined ? slots.plain : slots.mistyped;
    }
  }

  /** What a number is. */
  markNumber(given: number): number {
    const value = this.#isSingle ? Math.fround(given) : given;
    const flag = this.#breaksRule(value) ? outOfRange : 0;
    if (!Number.isFinite(value)) return slots.nonFinite | flag;
    if (this.#edges !== undefined) return (slots.first + binOf(this.#edges, value)) | flag;
    return (this.#texts === undefined ? slots.plain : this.#slotOf(String(value))) | flag;
  }

  /** What a text is. */
  markText(value: string): number {
    const flag = this.#values?.has(value) === false ? outOfRange : 0;
    return this.#slotOf(value) | flag;
  }

  /** What a truth value is. */
  markBoolean(value: boolean): number {
    const flag = this.#values?.has(value) === false ? outOfRange : 0;
    return this.#slotOf(value ? "true" : "false") | flag;
  }

  #slotOf(text: string): number {
    return this.#texts === undefined ? slots.plain : (this.#texts.get(text) ?? slots.unseen);
  }

  /** As rules are applied: what is no number is within no bounds. */
  #breaksRule(value: number): boolean {
    if (this.#values?.has(value) === false) return true;
    if (this.#min !== undefined && !(value >= this.#min)) return true;
    return this.#max !== undefined && !(value <= this.#max);
  }
}

/** The first bin whose upper edge is not below the value; the last where there is none. */
function binOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= (edges[middle] ?? value)) high = middle;
    else low = middle + 1;
  }
  return low;
}
