import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./run.mjs";

/** The environment without what pnpm tells its scripts, which npm would take for its own settings. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name)));

/**
 * A consumer's project in a folder of its own, installed with npm.
 *
 * Peers are checked but not fetched unless they are among the dependencies: onnxruntime-node is 113 MB, and one project
 * with it is enough. No package may need an install script.
 *
 * @returns What npm said against it; empty when it installed.
 */
export async function installProject(folder, dependencies) {
  await mkdir(folder, { recursive: true });
  const manifest = { name: "consumer", version: "1.0.0", private: true, type: "module", dependencies };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  const flags = ["--omit=peer", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  const { code, output } = await run("npm", ["install", ...flags], { cwd: folder, env });
  return code === 0 ? [] : [`npm install in ${folder}\n${output.trim()}`];
}

/** Runs a program of the project with plain Node, this one or another; gives what went wrong. */
export async function runProgram(folder, args, expected, node = process.execPath) {
  const { code, output } = await run(node, args, { cwd: folder, env });
  const isGood = code === 0 && (expected === undefined || output.trim() === expected);
  return isGood ? [] : [`node ${args.join(" ")}: exit code ${code}\n${output.trim()}`];
}
