import * as z from "zod/mini";
import type { JsonValue, MarkdownNode } from "../rich-text.ts";

// Each of zod's own checks and formats costs a browser some hundred bytes; one predicate per leaf costs a few.

export const text: z.ZodMiniType<string> = /* @__PURE__ */ z.string();

const leaf = <T>(is: (value: unknown) => value is T, expected: string): z.ZodMiniType<T> =>
  z.custom<T>(is, `Expected ${expected}`);

const isText = (value: unknown, pattern: RegExp): value is string => typeof value === "string" && pattern.test(value);

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** A stable name: 1 to 128 characters. */
export const identifier: z.ZodMiniType<string> = /* @__PURE__ */ leaf(
  (value): value is string => isText(value, /^[^]{1,128}$/) && value !== "__proto__",
  "a name of 1 to 128 characters",
);
/** What an author may choose as a name. */
export const slug: z.ZodMiniType<string> = /* @__PURE__ */ leaf(
  (value) => isText(value, /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
  "1 to 128 letters, digits, dots, dashes and underscores, the first one a letter or digit",
);
export const line: z.ZodMiniType<string> = /* @__PURE__ */ leaf(
  (value) => isText(value, /^[^]{1,500}$/),
  "1 to 500 characters",
);
export const languageTag: z.ZodMiniType<string> = /* @__PURE__ */ leaf(
  (value) => isText(value, /^(?=.{2,35}$)[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/),
  "a language tag such as en or pt-BR",
);
export const decimal: z.ZodMiniType<string> = /* @__PURE__ */ leaf(
  (value): value is string => isText(value, /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/) && value.length <= 80,
  "a decimal number as text",
);
/** Not below zero. */
export const amount: z.ZodMiniType<number> = /* @__PURE__ */ leaf(
  (value): value is number => isNumber(value) && value >= 0,
  "a number of at least 0",
);
export const count: z.ZodMiniType<number> = /* @__PURE__ */ leaf(
  (value): value is number => isNumber(value) && value >= 0 && Number.isInteger(value),
  "a whole number of at least 0",
);
export const ordinal: z.ZodMiniType<number> = /* @__PURE__ */ leaf(
  (value): value is number => isNumber(value) && value >= 1 && Number.isInteger(value),
  "a whole number of at least 1",
);
/** A share of the points, or a loss of them. */
export const weight: z.ZodMiniType<number> = /* @__PURE__ */ leaf(
  (value): value is number => isNumber(value) && Math.abs(value) <= 1,
  "a number from -1 to 1",
);
export const share: z.ZodMiniType<number> = /* @__PURE__ */ leaf(
  (value): value is number => isNumber(value) && value >= 0 && value <= 1,
  "a number from 0 to 1",
);
export const flag: z.ZodMiniType<boolean> = /* @__PURE__ */ leaf(
  (value): value is boolean => typeof value === "boolean",
  "true or false",
);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with any keys, all of whose values fit a schema. */
export function dictionaryOf<T>(values: z.ZodMiniType<T>): z.ZodMiniType<Record<string, T>> {
  const isDictionary = (value: unknown): value is Record<string, T> =>
    isObject(value) && !Object.hasOwn(value, "__proto__");
  return leaf(isDictionary, "an object").check((context) => {
    for (const [name, value] of Object.entries(context.value)) {
      const issues = values.safeParse(value).error?.issues ?? [];
      for (const { message, path } of issues) {
        context.issues.push({ code: "custom", message, path: [name, ...path], input: value });
      }
    }
  });
}

/** Two names. */
export const pair: z.ZodMiniType<[string, string]> = /* @__PURE__ */ leaf(
  (value): value is [string, string] =>
    Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "string"),
  "a pair of names",
);

/** Walks without recursion, so that no depth of nesting can overflow the stack. */
function isJson(value: unknown): boolean {
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (next === null || typeof next === "string" || typeof next === "boolean" || isNumber(next)) continue;
    if (Array.isArray(next)) for (const item of next) pending.push(item);
    else if (isObject(next) && Object.getPrototypeOf(next) === Object.prototype) pending.push(...Object.values(next));
    else return false;
  }
  return true;
}

export const jsonObject: z.ZodMiniType<Record<string, JsonValue>> = /* @__PURE__ */ leaf(
  (value): value is Record<string, JsonValue> => isObject(value) && isJson(value),
  "an object that JSON can hold",
);

function isPosition(position: unknown): boolean {
  const isPoint = (point: unknown): boolean =>
    isObject(point) && Number(point["line"]) >= 1 && Number(point["column"]) >= 1 && Number(point["offset"]) >= 0;
  return isObject(position) && isPoint(position["start"]) && isPoint(position["end"]);
}

/** Whether the values are nodes of a Markdown tree. */
function areNodes(value: unknown, isPlace?: (position: unknown) => boolean): boolean {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const list = pending.pop();
    if (!Array.isArray(list)) return false;
    for (const node of list as unknown[]) {
      if (!isObject(node) || typeof node["type"] !== "string") return false;
      const { value: own, children, position } = node;
      if (own !== undefined && typeof own !== "string") return false;
      if (position !== undefined && isPlace?.(position) !== true) return false;
      if (children !== undefined) pending.push(children);
    }
  }
  return true;
}

export const nodes: z.ZodMiniType<MarkdownNode[]> = /* @__PURE__ */ leaf(
  (value): value is MarkdownNode[] => areNodes(value, isPosition),
  "nodes of a Markdown tree",
);
export const publicNodes: z.ZodMiniType<MarkdownNode[]> = /* @__PURE__ */ leaf(
  (value): value is MarkdownNode[] => areNodes(value),
  "nodes of a Markdown tree without positions",
);
