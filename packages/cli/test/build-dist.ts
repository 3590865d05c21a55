import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds what the spawned program runs, where it is missing or older than its sources. */
export function setup(): void {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [tsc, "--build"], { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`The package does not build:\n${stdout}`);
}
