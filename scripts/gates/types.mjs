import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { forEachOfTwo, run, tool } from "../lib/run.mjs";
import { members, root } from "../lib/workspace.mjs";

/** Builds everything, then type-checks what is not built: tests, and sources that a bundler builds. */
export const typesGate = {
  name: "types",
  async check() {
    const tsc = async (args) => {
      const { code, output } = await run(tool("tsc"), args);
      return code === 0 ? [] : [`tsc ${args.join(" ")}\n${output.trim()}`];
    };
    const all = members().flatMap(({ folder }) => configsOf(folder));
    const [built, checked] = [all.filter(({ isBuilt }) => isBuilt), all.filter(({ isBuilt }) => !isBuilt)];
    const faults = await tsc(["--build", ...built.map(({ path }) => path)]);
    faults.push(...(await forEachOfTwo(checked, ({ path }) => tsc(["-p", path]))).flat());
    return { faults, note: `${built.length} builds, ${checked.length} more projects` };
  },
};

/** The TypeScript projects of a member: `tsconfig.json` is built, all others emit nothing. */
function configsOf(folder) {
  const inTests = `${folder}/test/tsconfig.json`;
  const own = readdirSync(join(root, folder))
    .filter((name) => /^tsconfig(?:\..+)?\.json$/.test(name))
    .map((name) => ({ path: `${folder}/${name}`, isBuilt: name === "tsconfig.json" && folder !== "tests" }));
  return existsSync(join(root, inTests)) ? [...own, { path: inTests, isBuilt: false }] : own;
}
