import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds the workspace, without a slash at the end. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** What these tests read of a package's manifest. */
export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  exports?: Record<string, string | Record<string, string>>;
}

/** A package or an app of the workspace. */
export interface Member {
  /** Where it is, from the root: `packages/quiz`. */
  folder: string;
  manifest: Manifest;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

/** The members of a folder such as `packages`, in the order of their names. */
export function membersOf(parent: "packages" | "apps"): Member[] {
  return readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .toSorted()
    .map((folder) => ({ folder, manifest: readManifest(folder) }));
}

/** The packages that are published. */
export const publicPackages: readonly Member[] = membersOf("packages").filter(
  ({ manifest }) => manifest.private !== true,
);
