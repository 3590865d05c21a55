import type { ModelSet } from "../core/runtime/model-set.ts";
import type { ModelState } from "../core/runtime/model-runtime.ts";
import type { Field } from "./browser/field.ts";
import { fieldOf } from "./field-of.ts";
import { isSchema } from "./schema.ts";
import type { Schema, Schemas } from "./schema.ts";

/** What the page takes from the OpenAPI document. */
export interface DescribedServer {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Schema>>;
  readonly components: Schema;
}

/** One version of a model as the page shows it. */
export interface DescribedModel {
  readonly name: string;
  readonly version: string;
  readonly release: string | undefined;
  readonly kind: "rows" | "tensors";
  /** Where predictions are asked for, from the page's own URL. */
  readonly path: string;
  readonly input: Field;
  readonly output: Field;
  /** Rows that the contract takes. */
  readonly examples: readonly unknown[];
  readonly state: () => ModelState;
}

/** The models that are served, each with its versions, the greatest first. */
export function describeModels(models: ModelSet, { paths, components }: DescribedServer): DescribedModel[][] {
  const schemas = schemasIn(components["schemas"]);
  return models.names.map((name) =>
    models.versions(name).map((runtime, index) => {
      const { version, release, kind } = runtime.model;
      const prefix = index === 0 ? `/models/${name}` : `/models/${name}/versions/${version}`;
      const side = (part: string): Field =>
        fieldOf({ $ref: `#/components/schemas/${name}.v${version}.${part}` }, schemas);
      return {
        name,
        version,
        release,
        kind,
        path: `${prefix}/predict`.slice(1),
        input: side("input"),
        output: side("output"),
        examples: examplesIn(paths[`${prefix}/predict`]),
        state: () => runtime.state,
      };
    }),
  );
}

function schemasIn(value: unknown): Schemas {
  const entries = Object.entries(isSchema(value) ? value : {});
  return Object.fromEntries(entries.flatMap(([name, schema]) => (isSchema(schema) ? [[name, schema]] : [])));
}

/** The examples of a path item's body. */
function examplesIn(item: Schema | undefined): unknown[] {
  let found: unknown = item;
  for (const step of ["post", "requestBody", "content", "application/json", "examples"]) {
    found = isSchema(found) ? found[step] : undefined;
  }
  return isSchema(found) ? Object.values(found).flatMap((one) => (isSchema(one) ? [one["value"]] : [])) : [];
}
