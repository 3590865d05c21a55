import { isObject, objectsIn, parseField, textIn } from "./field.ts";
import type { Field } from "./field.ts";

/** What the forms are made from. */
export interface Contracts {
  readonly models: readonly ModelContract[];
  /** The ways to say who asks; none where everybody may. */
  readonly credentials: readonly CredentialKind[];
}

/** One version of a model. */
export interface ModelContract {
  readonly name: string;
  readonly version: string;
  /** Where predictions are asked for, from the page's own URL: `models/iris/predict`. */
  readonly path: string;
  readonly input: Field;
  /** Rows that the contract takes. */
  readonly examples: readonly unknown[];
}

/** A header with credentials. */
export interface CredentialKind {
  readonly label: string;
  readonly header: string;
  /** What stands before the credentials, with a space: `"Bearer "`; empty for nothing. */
  readonly scheme: string;
}

/** Reads what the server says of its contracts. */
export function parseContracts(value: unknown): Contracts {
  const { models, credentials } = isObject(value) ? value : {};
  const text = (object: unknown, name: string): string => textIn(object, name) ?? "";
  return {
    models: objectsIn(models).map((one) => ({
      name: text(one, "name"),
      version: text(one, "version"),
      path: text(one, "path"),
      input: parseField(one["input"]),
      examples: Array.isArray(one["examples"]) ? one["examples"] : [],
    })),
    credentials: objectsIn(credentials).map((one) => ({
      label: text(one, "label"),
      header: text(one, "header"),
      scheme: text(one, "scheme"),
    })),
  };
}
