// Tries properties many times over, and mutants of what grades; keeps what came of it with date and commit.
// `pnpm test:long` takes an hour or two, `pnpm test:long quiz` runs one part; `pnpm test` tries each property some hundred times.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;

/** What is tried how often: the files of tests in each package. */
const parts = {
  lessons: {
    runs: 20_000,
    packages: {
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
        "recover",
      ],
    },
  },
  quiz: {
    runs: 5_000,
    packages: {
      "packages/quiz": [
        "properties",
        "hostile",
        "shuffle",
        "tries",
        "attempts-walks",
        "attempts-logs",
        "analysis-properties",
        "review-deck",
        "review-due",
        "review-days",
        "review-rules",
        "review-scheduler",
        "stores-model",
        "react-form",
        "react-text",
        "react-progress",
      ],
    },
  },
  serve: {
    runs: 200_000,
    packages: { "packages/serve": ["rate-limit-gcra", "auth-timing"] },
  },
  cache: {
    runs: 1_000_000,
    packages: { "packages/serve": ["cache-keys", "cache-store"] },
  },
  load: {
    runs: 20_000,
    packages: {
      "packages/serve": ["gate", "hot-replacement", "resilience-circuit-breaker", "resilience-retry-budget"],
    },
  },
};

const commit = () => execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", cwd: root }).trim();
const about = () => `Run on ${new Date().toISOString().slice(0, 10)} at ${commit()}, Node ${process.version}`;
const run = (cwd, args, env = {}) =>
  spawnSync("npx", ["-y", "pnpm", "exec", ...args], {
    cwd: join(root, cwd),
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: "inherit",
  }).status === 0;

/** Runs the properties of a part, and writes a table of those that took a second or more. */
function tryProperties(part) {
  const { runs, packages } = parts[part];
  const rows = [];
  let isGood = true;
  for (const [folder, names] of Object.entries(packages)) {
    const files = names.map((name) => `test/${name}.test.ts`);
    isGood =
      run(folder, ["vitest", "run", "--testTimeout", "7200000", ...files], { MLOPS_RUNS: String(runs) }) && isGood;
    const report = JSON.parse(readFileSync(join(root, folder, ".vitest/report.json"), "utf8"));
    for (const { name, assertionResults } of report.testResults) {
      for (const { fullName, status: result, duration = 0 } of assertionResults) {
        if (duration < 1000) continue;
        rows.push(`| ${name.slice(root.length)} | ${fullName} | ${result} | ${Math.round(duration / 1000)} s |`);
      }
    }
  }
  const says = `${about()}: each property ${runs} times; ${isGood ? "all passed" : "some failed"}. Tests of a second and more:`;
  const table = ["| file | property | result | time |", "| --- | --- | --- | --- |", ...rows].join("\n");
  writeResults(`long-${part}`, `# Properties of ${part}, tried many times\n\n${says}\n\n${table}\n`);
  return isGood;
}

/** Changes what grades in every way that Stryker knows, and counts what the tests notice. */
function tryMutants() {
  const isGood = run("packages/quiz", ["stryker", "run"]);
  const { files } = JSON.parse(readFileSync(join(root, "packages/quiz/.vitest/mutation.json"), "utf8"));
  const noticed = new Set(["Killed", "Timeout"]);
  const counted = new Set([...noticed, "Survived", "NoCoverage"]);
  const folders = new Map();
  for (const [file, { mutants }] of Object.entries(files)) {
    const folder = file.split("/").slice(0, -1).join("/");
    const sum = folders.get(folder) ?? { killed: 0, all: 0 };
    sum.killed += mutants.filter(({ status }) => noticed.has(status)).length;
    sum.all += mutants.filter(({ status }) => counted.has(status)).length;
    folders.set(folder, sum);
  }
  const share = ({ killed, all }) => `${((100 * killed) / Math.max(all, 1)).toFixed(1)} %`;
  const total = { killed: 0, all: 0 };
  const rows = [...folders]
    .filter(([, { all }]) => all > 0)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([folder, sum]) => {
      total.killed += sum.killed;
      total.all += sum.all;
      return `| packages/quiz/${folder} | ${sum.all} | ${sum.killed} | ${share(sum)} |`;
    });
  const table = ["| folder | mutants | killed | share |", "| --- | --- | --- | --- |", ...rows].join("\n");
  const left = Object.values(files)
    .flatMap(({ mutants }) => mutants)
    .filter(({ status }) => status === "Ignored").length;
  const says = `${about()}, with Stryker: the tests notice ${total.killed} of ${total.all} mutants, ${share(total)}; the goal is 90 %. Not tried: ${left} mutants of what runs only while modules load, such as tables, each of which would take the whole suite.`;
  writeResults("mutants", `# Mutants of grading, policies and attempts\n\n${says}\n\n${table}\n`);
  return isGood && total.killed / total.all >= 0.9;
}

function writeResults(name, text) {
  const file = join(root, `bench/results/${name}.md`);
  writeFileSync(file, text);
  run(".", ["oxfmt", file]);
}

const all = {
  ...Object.fromEntries(Object.keys(parts).map((part) => [part, () => tryProperties(part)])),
  mutants: tryMutants,
};
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(all, name));
if (unknown !== undefined) {
  console.error(`no part is named ${unknown}; there are ${Object.keys(all).join(", ")}`);
  process.exit(2);
}
let isGood = true;
for (const name of wanted.length === 0 ? Object.keys(all) : wanted) isGood = all[name]() && isGood;
process.exitCode = isGood ? 0 : 1;
