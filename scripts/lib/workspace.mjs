import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds the workspace, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Reads a JSON file; the path is from the root of the workspace. */
export function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}

/** Every package, app and test package: its folder from the root, and its manifest. */
export function members() {
  const inside = (parent) =>
    existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : [];
  return [...inside("packages"), ...inside("apps"), "tests"]
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .toSorted()
    .map((folder) => ({ folder, manifest: readJson(`${folder}/package.json`) }));
}

/** The packages that are published. */
export function publicPackages() {
  return members().filter(({ manifest }) => manifest.private !== true);
}
