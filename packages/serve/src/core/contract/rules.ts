import { ServeError } from "../errors/serve-error.ts";
import type { InputFault } from "../errors/serve-error.ts";
import { kindOf } from "../errors/kind-of.ts";

/** What a feature may be, beyond its type. */
export interface FeatureRule {
  /** What people call the feature; part of the message when it is refused. */
  readonly name?: string | undefined;
  /** The least value. Default: none. */
  readonly min?: number | undefined;
  /** The greatest value. Default: none. */
  readonly max?: number | undefined;
  /** The only values that there are. Default: all. */
  readonly values?: readonly (number | string | boolean)[] | undefined;
  /**
   * What happens to a number outside `min` and `max`: `refuse` answers 422, `clip` takes the bound in its place and says
   * so in the answer's `x-clipped` header.
   *
   * @default "refuse"
   */
  readonly outside?: "refuse" | "clip" | undefined;
}

/** The rules of one input: one for each place of its last dimension, or one for all values. */
export type FeatureRules = FeatureRule | readonly FeatureRule[];

/** The rules of a model's inputs by their names. */
export type InputRules = Readonly<Record<string, FeatureRules>>;

/** A value after its rule: as it was, or at a bound. */
export interface Ruled {
  /** Of the type that it had. */
  readonly value: unknown;
  readonly isClipped: boolean;
}

/** How the numbers of a rule are held where the values are not doubles. */
export interface RulePrecision {
  readonly min: (bound: number) => number;
  readonly max: (bound: number) => number;
  readonly value: (allowed: number) => number;
}

const asIs = (number: number): number => number;
/** As they are written. */
export const exactRules: RulePrecision = { min: asIs, max: asIs, value: asIs };
/** As `FP32` holds them: 0.1 of a rule is what 0.1 of a request becomes. */
export const singleRules: RulePrecision = { min: Math.fround, max: Math.fround, value: Math.fround };
/** As whole numbers, within the bounds. */
export const wholeRules: RulePrecision = { min: Math.ceil, max: Math.floor, value: asIs };

/**
 * Holds one value to its rule.
 *
 * @returns The value to go on with, or what is wrong with it.
 */
export function applyRule(
  rule: FeatureRule,
  value: unknown,
  pointer: string,
  precision: RulePrecision = exactRules,
): Ruled | InputFault {
  const { values, outside = "refuse" } = rule;
  const min = rule.min === undefined ? undefined : precision.min(rule.min);
  const max = rule.max === undefined ? undefined : precision.max(rule.max);
  const what = rule.name === undefined ? "The value" : `The feature ${rule.name}`;
  if (values !== undefined && !values.some((allowed) => isSame(allowed, value, precision))) {
    const expected = values.map((allowed) => JSON.stringify(allowed)).join(" or ");
    return { pointer, detail: `${what} is none of its values`, expected, received: kindOf(value) };
  }
  if (typeof value !== "number" && typeof value !== "bigint") return { value, isClipped: false };
  // It is within no bounds, and there is none to take in its place.
  if (Number.isNaN(value) && (min !== undefined || max !== undefined)) {
    return { pointer, detail: `${what} is out of its range`, expected: "a number", received: "not a number" };
  }
  const bound = min !== undefined && value < min ? min : max !== undefined && value > max ? max : undefined;
  if (bound === undefined) return { value, isClipped: false };
  if (outside === "clip") {
    return {
      value: typeof value === "bigint" ? BigInt(bound === min ? Math.ceil(bound) : Math.floor(bound)) : bound,
      isClipped: true,
    };
  }
  const expected = bound === min ? `at least ${rule.min}` : `at most ${rule.max}`;
  return { pointer, detail: `${what} is out of its range`, expected, received: kindOf(value) };
}

/** Whether a value is one that a rule allows; a big integer may be the same as a number. */
function isSame(allowed: number | string | boolean, value: unknown, precision: RulePrecision): boolean {
  if (typeof allowed !== "number") return allowed === value;
  const number = precision.value(allowed);
  return typeof value === "bigint" ? Number.isInteger(number) && BigInt(number) === value : number === value;
}

/**
 * Checks the rules of a contract.
 *
 * @throws TypeError for a rule of an input that there is not, or bounds that no value can be between.
 */
export function checkRules(model: string, rules: InputRules, inputs: readonly string[]): void {
  for (const [input, rule] of Object.entries(rules)) {
    if (!inputs.includes(input)) {
      throw new TypeError(`The rules of ${model} name ${JSON.stringify(input)}; its inputs are ${inputs.join(", ")}`);
    }
    for (const one of isList(rule) ? rule : [rule]) {
      const { min, max } = one;
      if (min !== undefined && max !== undefined && !(min <= max)) {
        throw new TypeError(`The rules of ${model} for ${input} have a min of ${min} and a max of ${max}`);
      }
    }
  }
}

/** The rule for a place of the last dimension; `undefined` where there is none. */
export function ruleAt(rules: FeatureRules, place: number): FeatureRule | undefined {
  return isList(rules) ? rules[place] : rules;
}

function isList(rules: FeatureRules): rules is readonly FeatureRule[] {
  return Array.isArray(rules);
}

/** The refusal of an input with these faults, of which at most `reported` are listed. */
export function invalidInput(faults: readonly InputFault[], reported: number): ServeError {
  const detail =
    faults.length === 1 ? "One value is not as it should be." : `${faults.length} values are not as they should be.`;
  return new ServeError("invalid-input", { detail, errors: faults.slice(0, reported) });
}

/** A row after the rules of its inputs. */
export interface RuledRow {
  readonly row: unknown;
  readonly faults: readonly InputFault[];
  /** The places whose values were clipped, as JSON Pointers. */
  readonly clipped: readonly string[];
}

/** Holds a row to the rules of its inputs; the row itself is left as it is. */
export function applyRowRules(rules: InputRules, row: unknown, pointer = ""): RuledRow {
  const faults: InputFault[] = [];
  const clipped: string[] = [];
  // As deep as the contract lets lists nest: the row has been parsed.
  const hold = (rule: FeatureRules, value: unknown, place: string, index: number): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown, at) => hold(rule, item, `${place}/${at}`, at));
    const one = ruleAt(rule, index);
    if (one === undefined) return value;
    const ruled = applyRule(one, value, place);
    if (!("isClipped" in ruled)) {
      faults.push(ruled);
      return value;
    }
    if (ruled.isClipped) clipped.push(place);
    return ruled.value;
  };
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    const rule = rules["input"];
    return { row: rule === undefined ? row : hold(rule, row, pointer, 0), faults, clipped };
  }
  const entries = Object.entries(row).map(([name, value]: [string, unknown]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    return [name, rule === undefined || value === undefined ? value : hold(rule, value, `${pointer}/${name}`, 0)];
  });
  return { row: clipped.length === 0 ? row : Object.fromEntries(entries), faults, clipped };
}
