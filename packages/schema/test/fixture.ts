import { readFileSync } from "node:fs";

/** A file of `fixtures` as data. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
}
