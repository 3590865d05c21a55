// Every gate before a merge. Each one runs even when another has failed, and says all that it found.
// `pnpm check lint types` runs only the gates that are named.
import { consumersGate } from "./gates/consumers.mjs";
import { publishedGates } from "./gates/published.mjs";
import { sizesGate } from "./gates/sizes.mjs";
import { typesGate } from "./gates/types.mjs";
import { commandGate, runGates } from "./lib/gate.mjs";
import { packOnce } from "./lib/packed.mjs";
import { tool } from "./lib/run.mjs";

const { tarballs, remove } = packOnce();

const gates = [
  commandGate("lint", tool("oxlint"), ["--type-aware", "--deny-warnings"]),
  commandGate("format", tool("oxfmt"), ["--check", "."]),
  typesGate,
  commandGate("knip", tool("knip"), ["--no-progress"]),
  commandGate("sherif", tool("sherif"), []),
  ...publishedGates(tarballs),
  sizesGate,
  consumersGate(tarballs),
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !gates.some((gate) => gate.name === name));
if (unknown.length > 0) {
  console.error(`no gate is named ${unknown.join(", ")}; there are ${gates.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

try {
  const isGood = await runGates(wanted.length === 0 ? gates : gates.filter(({ name }) => wanted.includes(name)));
  process.exitCode = isGood ? 0 : 1;
} finally {
  await remove();
}
