// `pnpm bench content` measures and prints a table; `--write` keeps it under results/.
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { contentRows } from "./content.mjs";
import { attemptRows } from "./quiz-attempts.mjs";
import { quizRows } from "./quiz.mjs";

const suites = { content: contentRows, quiz: async () => [...(await quizRows()), ...(await attemptRows())] };

const [name = "content", ...flags] = process.argv.slice(2);
const suite = suites[name];
if (suite === undefined) {
  console.error(`no suite is named ${name}; there are ${Object.keys(suites).join(", ")}`);
  process.exit(2);
}
const rows = await suite();
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const table = [
  "| what | measured | goal | met | |",
  "| --- | --- | --- | --- | --- |",
  ...rows.map(
    ({ what, value, goal, isMet, note }) => `| ${what} | ${value} | ${goal} | ${isMet ? "yes" : "**no**"} | ${note} |`,
  ),
].join("\n");
const about = `Measured on ${new Date().toISOString().slice(0, 10)} at ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}; medians of at least five rounds, candidates in turns.`;
const text = `# ${name}\n\n${about}\n\n${table}\n`;
console.log(text);
if (flags.includes("--write")) {
  await mkdir(new URL("../results/", import.meta.url), { recursive: true });
  await writeFile(new URL(`../results/${name}.md`, import.meta.url), text);
}
