// Runs the command `mlops` from its sources: builds what changed, then starts it in the directory of the caller.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

// The build may only speak on standard error: standard output belongs to the command.
const build = spawnSync(process.execPath, [at("node_modules/typescript/bin/tsc"), "--build", at("packages/cli")], {
  stdio: ["ignore", 2, 2],
});
if (build.status !== 0) {
  console.error("mlops: packages/cli does not build");
  process.exit(2);
}

const child = spawn(process.execPath, [at("packages/cli/bin/mlops.js"), ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
});
