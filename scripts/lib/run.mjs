import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./workspace.mjs";

/**
 * Runs a command to its end.
 *
 * @returns Its exit code and everything that it printed; with `isShown` it prints to this process's output instead.
 */
export function run(command, args, { cwd = root, env = process.env, isShown = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: isShown ? "inherit" : ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The path of a tool that the workspace's root has as a devDependency. */
export function tool(name) {
  return join(root, "node_modules/.bin", name);
}

/** Runs pnpm: the one on PATH, which a script that pnpm started always has, else through npx. */
export function pnpm(args, options) {
  const isOnPath = (process.env.PATH ?? "").split(delimiter).some((folder) => isExecutable(join(folder, "pnpm")));
  return isOnPath ? run("pnpm", args, options) : run("npx", ["-y", "pnpm", ...args], options);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a task for every item, two at a time; the results are in the order of the items. */
export async function forEachOfTwo(items, task) {
  const results = [];
  const queue = [...items.entries()];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await task(next[1]);
  };
  await Promise.all([work(), work()]);
  return results;
}
