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

export const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

export const number: Check = is(isNumber, "a number");
export const whole: Check = is(
  (value) => isNumber(value) && value >= 0 && Number.isSafeInteger(value),
  "a whole number of at least 0",
);
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
  (...checks: readonly [Check, ...Check[]]): Check =>
  (value, path) => {
    const found = checks.map((check) => check(value, path));
    return found.includes(undefined) ? undefined : found[0];
  };

export const list =
  (check: Check, limit: number): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length > limit) return { path, expected: `a list of at most ${limit}` };
    for (const [index, item] of (value as unknown[]).entries()) {
      const found = check(item, `${path}/${index}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/** An object with these fields and no others. */
export const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isObject(value)) return { path, expected: "an object" };
    for (const [field, check] of Object.entries(fields)) {
      const found = check(Object.hasOwn(value, field) ? value[field] : undefined, `${path}/${field}`);
      if (found !== undefined) return found;
    }
    const extra = Object.keys(value).find((field) => !Object.hasOwn(fields, field));
    return extra === undefined ? undefined : { path: `${path}/${extra}`, expected: "no such field" };
  };

/** An object with any names, all of whose values have one form. */
export const dictionary =
  (check: Check, limit: number): Check =>
  (value, path) => {
    if (!isObject(value) || Object.keys(value).length > limit)
      return { path, expected: `an object of at most ${limit} fields` };
    for (const [field, item] of Object.entries(value)) {
      const found = check(item, `${path}/${field}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The characters of JSON that an answer may take. */
export const responseLimit = 250_000;
const depthLimit = 6;

/** A value as JSON brings it, not too large and not too deep. */
export const json: Check = (value, path) => {
  let left = responseLimit;
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { value: next, depth } = item;
    left -= typeof next === "string" ? next.length + 3 : 5;
    if (left < 0 || depth > depthLimit)
      return { path, expected: `JSON of at most ${responseLimit} characters, ${depthLimit} deep` };
    if (next === null || typeof next === "string" || typeof next === "boolean" || isNumber(next)) continue;
    if (Array.isArray(next)) {
      if (next.length > left) return { path, expected: `JSON of at most ${responseLimit} characters` };
      for (const one of next as unknown[]) pending.push({ value: one, depth: depth + 1 });
    } else if (isObject(next) && Object.getPrototypeOf(next) === Object.prototype) {
      for (const [field, one] of Object.entries(next)) {
        left -= field.length + 3;
        pending.push({ value: one, depth: depth + 1 });
      }
    } else return { path, expected: "what JSON can hold" };
  }
  return undefined;
};
