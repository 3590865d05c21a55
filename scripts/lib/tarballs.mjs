import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stat } from "node:fs/promises";
import { pnpm, run, tool } from "./run.mjs";
import { publicPackages, root } from "./workspace.mjs";

/**
 * A packed package.
 *
 * @typedef {object} Tarball
 * @property {string} name
 * @property {string} path The `.tgz` file.
 * @property {number} bytes How large it is.
 * @property {string} folder Where it is unpacked.
 * @property {string[]} files What is in it, from its top, sorted.
 * @property {Record<string, any>} manifest Its package.json as it would be published.
 */

/**
 * Builds and packs every public package with pnpm, which resolves `workspace:` and `catalog:`.
 *
 * @returns {Promise<{ folder: string, tarballs: Tarball[] }>} The folder is the caller's to remove.
 */
export async function packAll() {
  const packages = publicPackages();
  const build = await run(tool("tsc"), ["--build", ...packages.map(({ folder }) => folder)]);
  if (build.code !== 0) throw new Error(build.output);
  const folder = await mkdtemp(join(tmpdir(), "mlops-packed-"));
  const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
  const packed = await pnpm(["--recursive", ...filters, "pack", "--pack-destination", folder]);
  if (packed.code !== 0) throw new Error(packed.output);
  const tarballs = await Promise.all(packages.map(({ manifest }) => unpack(folder, manifest)));
  return { folder, tarballs };
}

async function unpack(folder, { name, version }) {
  const slug = name.replace("@", "").replace("/", "-");
  const path = join(folder, `${slug}-${version}.tgz`);
  const place = join(folder, slug);
  await mkdir(place);
  const { code, output } = await run("tar", ["-xzf", path, "-C", place]);
  if (code !== 0) throw new Error(output);
  const top = join(place, "package");
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(top, join(entry.parentPath ?? entry.path, entry.name)))
    .toSorted();
  const manifest = JSON.parse(await readFile(join(top, "package.json"), "utf8"));
  return { name, path, bytes: (await stat(path)).size, folder: top, files, manifest };
}

/** Removes what {@link packAll} made. */
export async function removePacked({ folder }) {
  await rm(folder, { recursive: true, force: true });
}

/** Where a workspace package is, for messages and bundles. */
export function sourceFolder(name) {
  return join(root, publicPackages().find(({ manifest }) => manifest.name === name).folder);
}
