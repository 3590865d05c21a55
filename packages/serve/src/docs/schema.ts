/** A JSON Schema as an object. */
export type Schema = Readonly<Record<string, unknown>>;

/** The schemas that others refer to, by name. */
export type Schemas = Readonly<Record<string, Schema>>;

const prefix = "#/components/schemas/";

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema that is meant: references are followed, and what stands beside them wins. */
export function resolve(schema: Schema, schemas: Schemas): Schema {
  let whole = schema;
  // A chain of references has no more links than there are schemas.
  for (let links = 0; links <= Object.keys(schemas).length; links += 1) {
    const { $ref, allOf: _allOf, ...own } = whole;
    const [only, ...others] = listOf(whole, "allOf");
    if (typeof $ref === "string") {
      const name = $ref.slice(prefix.length);
      whole = merged(Object.hasOwn(schemas, name) ? schemas[name] : undefined, own);
    } else if (only !== undefined && others.length === 0) whole = merged(only, own);
    else return whole;
  }
  return whole;
}

function merged(target: Schema | undefined, own: Schema): Schema {
  const [theirs, ours] = [target?.["properties"], own["properties"]];
  if (!isSchema(theirs) || !isSchema(ours)) return { ...target, ...own };
  const both = Object.entries({ ...theirs, ...ours }).map(([name, one]) => {
    const other = theirs[name];
    return [name, isSchema(other) && isSchema(one) ? { ...other, ...one } : one];
  });
  return { ...target, ...own, properties: Object.fromEntries(both) };
}

/** The name that a schema refers to. */
export function referenceOf(schema: Schema): string | undefined {
  const [only, ...others] = listOf(schema, "allOf");
  if (only !== undefined && others.length === 0) return referenceOf(only);
  const { $ref } = schema;
  return typeof $ref === "string" ? $ref.slice(prefix.length) : undefined;
}

/** The schemas in a list of a keyword. */
export function listOf(schema: Schema, keyword: string): readonly Schema[] {
  const list: unknown = schema[keyword];
  return Array.isArray(list) ? list.filter(isSchema) : [];
}

/** The alternatives of a schema; none for one that has only one form. */
export function variantsOf(schema: Schema): readonly Schema[] {
  const listed = [...listOf(schema, "anyOf"), ...listOf(schema, "oneOf")];
  if (listed.length > 0) return listed;
  const { type, ...rest } = schema;
  return Array.isArray(type) ? type.map((one: unknown) => ({ ...rest, type: one })) : [];
}

/** The fields of an object, in their order. */
export function membersOf(schema: Schema): { name: string; schema: Schema; isOptional: boolean }[] {
  const { properties, required } = schema;
  if (!isSchema(properties)) return [];
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, one]) => ({
    name,
    schema: isSchema(one) ? one : {},
    isOptional: !needed.includes(name),
  }));
}

/** The values that are the only ones: of `enum` or `const`. */
export function valuesOf(schema: Schema): readonly unknown[] | undefined {
  if ("const" in schema) return [schema["const"]];
  const { enum: values } = schema;
  return Array.isArray(values) ? values : undefined;
}

/** A number of a keyword. */
export function numberOf(schema: Schema, keyword: string): number | undefined {
  const value = schema[keyword];
  return typeof value === "number" ? value : undefined;
}

/** A text of a keyword; `undefined` for none and for an empty one. */
export function textOf(schema: Schema, keyword: string): string | undefined {
  const value = schema[keyword];
  return typeof value === "string" && value !== "" ? value : undefined;
}
