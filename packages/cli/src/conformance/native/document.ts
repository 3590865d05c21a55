import { isObject, ownValue } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { ask, CannotTest } from "../describe.ts";
import type { Described } from "../describe.ts";
import { get } from "../judge.ts";
import type { Schema } from "../schema/schema.ts";

/** What an OpenAPI document says of a model's routes. */
export interface NativeRoutes {
  readonly document: Json;
  /** What stands before `/predict`. */
  readonly prefix: string;
  readonly hasBatches: boolean;
  readonly input: Schema;
  readonly output: Schema;
  readonly paths: ReadonlySet<string>;
}

/**
 * The routes of a model by the server's OpenAPI document.
 *
 * @throws CannotTest where there is no document, or no route for predictions in it.
 */
export async function nativeRoutes(described: Described): Promise<NativeRoutes> {
  const document = await ask(described, get("/openapi.json"), "the server");
  const all = ownValue(document, "paths");
  const paths = new Set(isObject(all) ? Object.keys(all) : []);
  const prefix = described.model === undefined ? "" : `/models/${encodeURIComponent(described.model)}`;
  const operation = ownValue(ownValue(all, `${prefix}/predict`), "post");
  if (operation === undefined) {
    throw new CannotTest(`the OpenAPI document has no POST ${prefix}/predict; name the model with --model`);
  }
  const schemaOf = (content: Json | undefined): Schema => ({
    document,
    value: ownValue(ownValue(ownValue(content, "content"), "application/json"), "schema") ?? {},
  });
  return {
    document,
    prefix,
    hasBatches: paths.has(`${prefix}/predict/batch`),
    input: schemaOf(ownValue(operation, "requestBody")),
    output: schemaOf(ownValue(ownValue(operation, "responses"), "200")),
    paths,
  };
}
