import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { sourceFolder } from "../lib/tarballs.mjs";
import { readJson } from "../lib/workspace.mjs";

/** Bundles each entry that has a limit as a browser would get it, and weighs it. */
export const sizesGate = {
  name: "sizes",
  async check() {
    const { $comment: _, ...limits } = readJson("scripts/size-limits.json");
    const faults = [];
    const notes = [];
    for (const [entry, limit] of Object.entries(limits)) {
      const bytes = await gzipSize(entry);
      const text = `${entry} ${bytes} of ${limit} bytes`;
      notes.push(text);
      if (bytes > limit) faults.push(text);
    }
    return { faults, note: notes.join(", ") };
  },
};

/**
 * The size of an entry, or, as `entry { name, name }`, of those of its names that a program imports. What is no subpath
 * is a file of the package.
 */
async function gzipSize(limited) {
  const { entry, names } = /^(?<entry>\S+)(?: \{ (?<names>.*) \})?$/.exec(limited).groups;
  const [scope, name, ...subpath] = entry.split("/");
  const folder = sourceFolder(`${scope}/${name}`);
  const { exports } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = join(folder, exports[[".", ...subpath].join("/")]?.default ?? subpath.join("/"));
  const program = names === undefined ? undefined : `export { ${names} } from ${JSON.stringify(join("/", file))};`;
  const { output } = await build({
    configFile: false,
    root: folder,
    logLevel: "error",
    plugins: program === undefined ? [] : [virtualProgram(program)],
    build: {
      write: false,
      minify: true,
      rolldownOptions: {
        input: program === undefined ? file : virtualId,
        preserveEntrySignatures: "strict",
        // Who shows a quiz in React has React already.
        external: ["react", "react/jsx-runtime"],
      },
    },
  });
  const code = output.map((chunk) => chunk.code ?? "").join("");
  return gzipSync(code, { level: 9 }).length;
}

const virtualId = "virtual:program";

/** A program that stands in no file. */
function virtualProgram(code) {
  return {
    name: "program",
    resolveId: (id) => (id === virtualId ? id : undefined),
    load: (id) => (id === virtualId ? code : undefined),
  };
}
