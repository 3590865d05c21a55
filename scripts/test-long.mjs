// Tries the properties of lessons many times over, and keeps what came of it with date and commit.
// `pnpm test:long` takes some minutes; `pnpm test` tries each property a few hundred times.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const runs = process.argv[2] ?? "20000";
const packages = {
  "packages/schema": ["split", "json-schemas"],
  "packages/content": [
    "cut",
    "properties",
    "serialize",
    "format-lesson",
    "fix-lesson",
    "gift-exchange",
    "gift-syntax",
    "lint",
    "html",
    "plain-line",
  ],
};
const rows = [];
let isGood = true;
for (const [folder, names] of Object.entries(packages)) {
  const cwd = join(root, folder);
  const files = names.map((name) => `test/${name}.test.ts`);
  const env = { ...process.env, MLOPS_RUNS: runs, NO_COLOR: "1" };
  const options = { cwd, env, stdio: "inherit" };
  const { status } = spawnSync(
    "npx",
    ["-y", "pnpm", "exec", "vitest", "run", "--testTimeout", "3600000", ...files],
    options,
  );
  isGood &&= status === 0;
  const report = JSON.parse(readFileSync(join(cwd, ".vitest/report.json"), "utf8"));
  for (const { name, assertionResults } of report.testResults) {
    for (const { fullName, status: result, duration = 0 } of assertionResults) {
      if (duration < 1000) continue;
      rows.push(`| ${name.slice(root.length)} | ${fullName} | ${result} | ${Math.round(duration / 1000)} s |`);
    }
  }
}
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", cwd: root }).trim();
const about = `Run on ${new Date().toISOString().slice(0, 10)} at ${commit}, Node ${process.version}: each property ${runs} times; ${isGood ? "all passed" : "some failed"}. Tests of a second and more:`;
const table = ["| file | property | result | time |", "| --- | --- | --- | --- |", ...rows].join("\n");
writeFileSync(join(root, "bench/results/long-tests.md"), `# Properties, tried many times\n\n${about}\n\n${table}\n`);
process.exitCode = isGood ? 0 : 1;
