// What would be published: publint and attw, the files, and the manifest as it leaves pnpm.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { forEachOfTwo, run, tool } from "../lib/run.mjs";

const eachTarball = (name, tarballs, faultsOf, note) => ({
  name,
  async check() {
    const found = await forEachOfTwo(await tarballs(), async (tarball) =>
      (await faultsOf(tarball)).map((fault) => `${tarball.name}: ${fault}`),
    );
    return { faults: found.flat(), note };
  },
});

const command = async (name, args) => {
  const { code, output } = await run(tool(name), args);
  return code === 0 ? [] : [output.trim()];
};

/** The gates over the packed packages; `tarballs` gives them, packing them when it is first called. */
export function publishedGates(tarballs) {
  return [
    eachTarball("publint", tarballs, ({ path }) => command("publint", ["--strict", path]), "strict"),
    eachTarball("attw", tarballs, ({ path }) => command("attw", ["--profile", "esm-only", path]), "esm-only"),
    eachTarball("files", tarballs, fileFaults),
    eachTarball("manifests", tarballs, ({ manifest }) => manifestFaults(manifest)),
  ];
}

/** Every file that a published package may have. */
const allowedFiles = [
  /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/.+\.(?:js|d\.ts)(?:\.map)?$/,
  /^src\/.+\.tsx?$/,
  /^bin\/[^/]+\.js$/,
  /^proto\/[a-z]+\.proto$/,
];
const requiredFiles = ["package.json", "README.md", "LICENSE"];

/** What is wrong with the files of an unpacked package. */
export async function fileFaults({ files, folder }) {
  const faults = files
    .filter((file) => !allowedFiles.some((pattern) => pattern.test(file)) || /\.(?:test|spec)\./.test(file))
    .map((file) => `${file} does not belong into the package`);
  const sources = new Set(files.map((file) => file.replace(/^src\/(.+)\.tsx?$/, "$1")));
  const built = files.map((file) => /^dist\/(.+)\.js$/.exec(file)?.[1]).filter((name) => name !== undefined);
  faults.push(
    ...built.filter((name) => !sources.has(name)).map((name) => `dist/${name}.js has no source: remove dist and build`),
  );
  faults.push(...requiredFiles.filter((file) => !files.includes(file)).map((file) => `${file} is missing`));
  for (const file of files.filter((name) => name.endsWith(".map"))) {
    const map = JSON.parse(await readFile(join(folder, file), "utf8"));
    const lost = map.sources.filter((source) => !existsSync(join(folder, file, "..", map.sourceRoot ?? "", source)));
    faults.push(...lost.map((source) => `${file} points to ${source}, which is not in the package`));
  }
  return faults;
}

const requiredFields = [
  "name",
  "version",
  "description",
  "license",
  "type",
  "sideEffects",
  "engines",
  "exports",
  "files",
];
const installScripts = ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"];
const ranges = ["dependencies", "peerDependencies", "optionalDependencies"];

/** What is wrong with a manifest as it would be published. */
export function manifestFaults(manifest) {
  const faults = requiredFields.filter((field) => manifest[field] === undefined).map((field) => `no field ${field}`);
  faults.push(
    ...installScripts.filter((name) => manifest.scripts?.[name]).map((name) => `has the install script ${name}`),
  );
  for (const field of ranges) {
    for (const [name, range] of Object.entries(manifest[field] ?? {})) {
      if (/^(?:catalog|workspace|file|link|portal|git|https?):/.test(range))
        faults.push(`${field}.${name} is ${range}`);
      // An exact pin gives a consumer who has another version two copies.
      if (/^=?\d/.test(range)) faults.push(`${field}.${name} is pinned to ${range}`);
    }
  }
  if (/"(?:catalog|workspace):/.test(JSON.stringify(manifest))) faults.push("a catalog: or workspace: range is left");
  return faults;
}
