import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/workspace.ts";

/** Public test data that is not part of the project: read where it is, skipped where it is not. */
export interface Corpus {
  /** Why the tests on it are skipped; `undefined` when it is there. */
  readonly missing: string | undefined;
  text(): string;
  json(): unknown;
}

const folders = {
  corpora: process.env["MLOPS_CORPORA"] ?? join(root, "../shared/corpora"),
  lessons: process.env["MLOPS_LESSONS"] ?? join(root, "../shared/lessons"),
};

/** A file of one of the two folders; says on the console when it is missing. */
export function corpus(folder: keyof typeof folders, name: string): Corpus {
  const path = join(folders[folder], name);
  const variable = `MLOPS_${folder.toUpperCase()}`;
  const missing = existsSync(path) ? undefined : `${path} is not there; ${variable} names the folder`;
  if (missing !== undefined) console.warn(`skipped: ${missing}`);
  const text = (): string => readFileSync(path, "utf8");
  return { missing, text, json: () => JSON.parse(text()) as unknown };
}
