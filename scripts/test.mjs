// Runs the tests of every package whose sources have changed since they last passed; `--filter=…` and other options go
// to turbo. Then prints what each package's report says.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { countsOf } from "./lib/reports.mjs";
import { run, tool } from "./lib/run.mjs";
import { root } from "./lib/workspace.mjs";

process.env.TURBO_TELEMETRY_DISABLED = "1";

const options = process.argv.slice(2);
const turbo = ["run", "test", "--ui=stream", "--continue", ...options];

const plan = await run(tool("turbo"), [...turbo.slice(0, 3), "--dry=json", ...options]);
if (plan.code !== 0) {
  console.error(plan.output);
  process.exit(1);
}
const folders = JSON.parse(plan.output.slice(plan.output.indexOf("{")))
  .tasks.filter((task) => task.task === "test" && task.command !== "<NONEXISTENT>")
  .map((task) => task.directory);
// An old report must not pass for a new one; turbo puts those of unchanged packages back from its cache.
for (const folder of folders) rmSync(join(root, folder, ".vitest"), { recursive: true, force: true });

const { code } = await run(tool("turbo"), [...turbo.slice(0, 4), "--output-logs=errors-only", ...options], {
  isShown: true,
});

let isGood = code === 0;
console.log("");
for (const folder of folders) {
  const counts = countsOf(folder);
  if (counts === undefined || counts.failed > 0) isGood = false;
  const { passed, failed, skipped } = counts ?? {};
  const words = counts === undefined ? "no report" : `${passed} ok, ${failed} not ok, ${skipped.length} left out`;
  console.log(`${folder.padEnd(22)} ${words}`);
}
process.exit(isGood ? 0 : 1);
