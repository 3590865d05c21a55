/** What is wrong with a value: where in it, and what was expected. */
export interface Mismatch {
  readonly path: string;
  readonly expected: string;
}

/** Looks whether a value has a form; `undefined` when it has. */
export type Check = (value: unknown, path: string) => Mismatch | undefined;

const is =
  (test: (value: unknown) => boolean, expected: string): Check =>
  (value, path) =>
    test(value) ? undefined : { path, expected };

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

export const number: Check = is(isNumber, "a number");
export const whole: Check = is(
  (value) => isNumber(value) && value >= 0 && Number.isSafeInteger(value),
  "a whole number of at least 0",
);
export const counting: Check = is(
  (value) => isNumber(value) && value >= 1 && Number.isSafeInteger(value),
  "a whole number of at least 1",
);
export const amount: Check = is((value) => isNumber(value) && value >= 0, "a number of at least 0");
export const share: Check = is((value) => isNumber(value) && value >= 0 && value <= 1, "a number from 0 to 1");
export const flag: Check = is((value) => typeof value === "boolean", "true or false");
/** A name: 1 to 128 characters, none of them NUL. */
export const name: Check = is(
  (value) => typeof value === "string" && value !== "" && value.length <= 128 && !value.includes("\0"),
  "a name of 1 to 128 characters",
);
export const words: Check = is(
  (value) => typeof value === "string" && value.length <= 10_000,
  "a text of at most 10,000 characters",
);

export const oneOf = (...values: readonly unknown[]): Check =>
  is((value) => values.includes(value), values.map((value) => JSON.stringify(value)).join(" or "));

export const optional =
  (check: Check): Check =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

export const either =
  (first: Check, ...others: readonly Check[]): Check =>
  (value, path) => {
    const found = first(value, path);
    return others.some((check) => check(value, path) === undefined) ? undefined : found;
  };

export const list =
  (check: Check, limit: number): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length > limit) return { path, expected: `a list of at most ${limit}` };
    for (const [index, item] of (value as unknown[]).entries()) {
      const found = check(item, "");
      if (found !== undefined) return within(`${path}/${index}`, found);
    }
    return undefined;
  };

/** An object with these fields and no others. */
export function object(fields: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(fields);
  return (value, path) => {
    if (!isObject(value)) return { path, expected: "an object" };
    for (const [field, check] of checks) {
      // Places are put together only for what is wrong: most of what is looked at is right.
      const found = check(Object.hasOwn(value, field) ? value[field] : undefined, "");
      if (found !== undefined) return within(`${path}/${field}`, found);
    }
    for (const field of Object.keys(value)) {
      if (!Object.hasOwn(fields, field)) return { path: `${path}/${clip(field)}`, expected: "no such field" };
    }
    return undefined;
  };
}

/** An object with any names, all of whose values have one form. */
export const dictionary =
  (check: Check, limit: number): Check =>
  (value, path) => {
    if (!isObject(value) || Object.keys(value).length > limit)
      return { path, expected: `an object of at most ${limit} fields` };
    for (const [field, item] of Object.entries(value)) {
      const found = check(item, "");
      if (found !== undefined) return within(`${path}/${clip(field)}`, found);
    }
    return undefined;
  };

/** An object whose `type` says which fields it has beside it. */
export function variant(forms: Readonly<Record<string, Readonly<Record<string, Check>>>>): Check {
  const checks = new Map<unknown, Check>(
    Object.entries(forms).map(([type, fields]) => [type, object({ type: oneOf(type), ...fields })]),
  );
  return (value, path) => {
    if (!isObject(value)) return { path, expected: "an object" };
    const check = checks.get(value["type"]);
    return check === undefined
      ? { path: `${path}/type`, expected: `one of ${Object.keys(forms).join(", ")}` }
      : check(value, path);
  };
}

function within(path: string, { path: inner, expected }: Mismatch): Mismatch {
  return { path: `${path}${inner}`, expected };
}

/** The beginning of words that may be of any length, to be shown. */
export function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The characters of JSON that an answer may take. */
const responseLimit = 250_000;
const depthLimit = 6;

/** A value as JSON brings it, not too large and not too deep. */
export const json: Check = (value, path) => {
  const left = leftOf(value, responseLimit, 0);
  if (left === undefined) return { path, expected: "what JSON can hold" };
  return left < 0 ? { path, expected: `JSON of at most ${responseLimit} characters, ${depthLimit} deep` } : undefined;
};

/** How many characters are left after a value, below 0 when there were too few; `undefined` for what JSON cannot hold. */
function leftOf(value: unknown, before: number, depth: number): number | undefined {
  let left: number | undefined = before - (typeof value === "string" ? value.length + 3 : 5);
  if (left < 0 || depth > depthLimit) return -1;
  if (value === null || typeof value === "string" || typeof value === "boolean" || isNumber(value)) return left;
  if (Array.isArray(value)) {
    if (value.length > left) return -1;
    for (const one of value as unknown[]) {
      left = leftOf(one, left, depth + 1);
      if (left === undefined || left < 0) return left;
    }
    return left;
  }
  if (!isPlain(value)) return undefined;
  for (const [field, one] of Object.entries(value)) {
    left = leftOf(one, left - field.length - 3, depth + 1);
    if (left === undefined || left < 0) return left;
  }
  return left;
}

/** Whether a value is an object as JSON makes them, also by the JSON of another window or context. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
