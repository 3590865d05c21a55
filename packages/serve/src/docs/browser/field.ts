import { Verbatim, writeJson } from "./json-text.ts";

/** What a contract says of one value, and what a form asks for it. */
export type Field = FieldNotes &
  (
    | { readonly kind: "number"; readonly isWhole: boolean; readonly min?: number; readonly max?: number }
    | { readonly kind: "text"; readonly isLong: boolean }
    | { readonly kind: "choice"; readonly values: readonly unknown[] }
    | { readonly kind: "boolean" }
    | { readonly kind: "object"; readonly members: readonly Member[] }
    | { readonly kind: "tuple"; readonly items: readonly Field[] }
    | { readonly kind: "list"; readonly item: Field; readonly least: number; readonly most?: number }
    | { readonly kind: "union"; readonly variants: readonly Field[] }
    | { readonly kind: "json"; readonly blank?: unknown }
  );

/** What is said of a field in words. */
export interface FieldNotes {
  readonly title?: string;
  readonly about?: string;
  readonly type: string;
  /** What the value may be beyond its type: `0 to 10 cm`. */
  readonly bounds: readonly string[];
  /** What the places of a tensor's last dimension stand for. */
  readonly labels?: readonly string[];
}

export interface Member {
  readonly name: string;
  readonly field: Field;
  readonly isOptional: boolean;
}

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Verbatim);
}

export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A text by its name; `undefined` for none and for an empty one. */
export function textIn(object: unknown, name: string): string | undefined {
  const value = isObject(object) ? object[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Reads a field as the server writes it; what is of no known kind is written as JSON. */
export function parseField(value: unknown): Field {
  const object = isObject(value) ? value : {};
  const { kind, bounds, values, members, items, item, variants } = object;
  const [title, about] = [textIn(object, "title"), textIn(object, "about")];
  const notes: FieldNotes = {
    ...(title !== undefined && { title }),
    ...(about !== undefined && { about }),
    type: textIn(object, "type") ?? "",
    bounds: Array.isArray(bounds) ? bounds.map(String) : [],
  };
  const number = (name: string): Record<string, number> => {
    const one = object[name];
    return typeof one === "number" ? { [name]: one } : {};
  };
  switch (kind) {
    case "number":
      return { ...notes, kind, isWhole: object["isWhole"] === true, ...number("min"), ...number("max") };
    case "text":
      return { ...notes, kind, isLong: object["isLong"] === true };
    case "choice":
      return { ...notes, kind, values: Array.isArray(values) ? values : [] };
    case "boolean":
      return { ...notes, kind };
    case "object":
      return {
        ...notes,
        kind,
        members: objectsIn(members).map((one) => ({
          name: textIn(one, "name") ?? "",
          field: parseField(one["field"]),
          isOptional: one["isOptional"] === true,
        })),
      };
    case "tuple":
      return { ...notes, kind, items: objectsIn(items).map(parseField) };
    case "list":
      return { ...notes, kind, item: parseField(item), least: 0, ...number("least"), ...number("most") };
    case "union":
      return { ...notes, kind, variants: objectsIn(variants).map(parseField) };
    default:
      return { ...notes, kind: "json", blank: object["blank"] };
  }
}

/** Whether a form is of use: there is more to it than JSON. */
export function isForm(field: Field): boolean {
  switch (field.kind) {
    case "json":
      return false;
    case "object":
      return field.members.some((member) => isForm(member.field));
    case "tuple":
      return field.items.some(isForm);
    case "list":
      return isForm(field.item);
    default:
      return true;
  }
}

/** A value that a field takes as far as its type goes, to begin with where the contract has no example. */
export function blankOf(field: Field): unknown {
  switch (field.kind) {
    case "number":
      return Math.min(Math.max(0, field.min ?? 0), field.max ?? Infinity);
    case "text":
      return "";
    case "choice":
      return field.values[0];
    case "boolean":
      return false;
    case "object":
      return Object.fromEntries(
        field.members.filter(({ isOptional }) => !isOptional).map((member) => [member.name, blankOf(member.field)]),
      );
    case "tuple":
      return field.items.map(blankOf);
    case "list":
      return Array.from({ length: Math.max(field.least, Math.min(1, field.most ?? 1)) }, () => blankOf(field.item));
    case "union":
      return field.variants[0] === undefined ? null : blankOf(field.variants[0]);
    case "json":
      return field.blank ?? null;
  }
}

/** The most items that a list is shown with. */
const mostItems = 100;

/** Whether a form can show a value; the server says whether it is right. */
export function fits(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case "number":
      return typeof value === "number" || value instanceof Verbatim;
    case "text":
      return typeof value === "string";
    case "choice":
      return field.values.some((one) => isSame(one, value));
    case "boolean":
      return typeof value === "boolean";
    case "object":
      return (
        isObject(value) &&
        Object.entries(value).every(([name, one]) => {
          const member = field.members.find((known) => known.name === name);
          return member !== undefined && fits(member.field, one);
        })
      );
    case "tuple":
      return (
        Array.isArray(value) &&
        value.length === field.items.length &&
        field.items.every((item, place) => value[place] === null || fits(item, value[place]))
      );
    case "list":
      return Array.isArray(value) && value.length <= mostItems && value.every((one) => fits(field.item, one));
    case "union":
      return field.variants.some((variant) => fits(variant, value));
    case "json":
      return true;
  }
}

/** Whether two values are written alike. */
export function isSame(one: unknown, other: unknown): boolean {
  return writeJson(one) === writeJson(other);
}
