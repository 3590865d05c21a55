/** A JSON Schema, draft 2020-12, as plain JSON. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly [keyword: string]: unknown;
}
