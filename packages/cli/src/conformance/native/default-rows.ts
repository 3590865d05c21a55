import type { Json } from "../../json/parse-json.ts";
import { CannotTest } from "../describe.ts";
import type { Described } from "../describe.ts";
import { exampleCount, likeGiven } from "../examples.ts";
import { sampleOf } from "../schema/sample.ts";
import { nativeRoutes } from "./document.ts";

/**
 * Rows for the default model of a protocol that describes no model: the caller's, or those of an OpenAPI document.
 *
 * @throws CannotTest where there are neither.
 */
export async function defaultRows(described: Described): Promise<Json[]> {
  if (described.examples !== undefined) return likeGiven(described.examples);
  try {
    const { input } = await nativeRoutes({ ...described, model: undefined });
    return Array.from({ length: exampleCount }, (_, index) => sampleOf(input, index));
  } catch (error) {
    if (!(error instanceof CannotTest) || error.isUnreachable) throw error;
    throw new CannotTest("the server does not describe its model; give an example with --input");
  }
}
