import { isObject } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { followed } from "../schema/schema.ts";
import type { Schema } from "../schema/schema.ts";
import type { NativeRoutes } from "./document.ts";

/** Makes rows with a whole number of 64 bits; `undefined` where no field of inputs and outputs is of them. */
export function bigRowOf(routes: NativeRoutes, row: Json): ((value: bigint) => Json) | undefined {
  const [input, output] = [routes.input, routes.output].map(bigField);
  if (input === undefined || output === undefined || !isObject(row)) return undefined;
  return (value) => ({ ...row, [input]: value });
}

/** The first field that is a whole number of 64 bits. */
function bigField(schema: Schema): string | undefined {
  const { properties } = followed(schema);
  if (!isObject(properties)) return undefined;
  return Object.entries(properties).find(([, value]) => {
    const field = followed({ document: schema.document, value });
    return field["type"] === "integer" && field["format"] === "int64";
  })?.[0];
}
