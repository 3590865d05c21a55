/** Rows of cells below names: `dataframe_split`, or CSV. */
export interface Table {
  readonly form: "table";
  /** Where the rows stand in the body. */
  readonly pointer: string;
  /** Each name once. */
  readonly columns: readonly string[];
  /** As many cells in each as there are columns. */
  readonly rows: readonly (readonly unknown[])[];
  /** Whether the cells are texts that stand for values of any kind. */
  readonly isText: boolean;
}

/** A list of rows: objects with names, or, in `instances`, values of the only input. */
export interface Rows {
  readonly form: "rows";
  readonly pointer: "/dataframe_records" | "/instances";
  readonly items: readonly unknown[];
}

/** `inputs`: an object with a list for each input, or the list of the only one. */
export interface Columns {
  readonly form: "columns";
  readonly pointer: "/inputs";
  readonly value: unknown;
}

/** What a request brings, before it is held to a contract. */
export type Invocation = Table | Rows | Columns;

/** Whether a value is an object; lists are none. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object itself has under a name; `undefined` where it has nothing. */
export function ownValue(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
