// Adds up every report that test runs have left in the workspace. The last line of a CI run.
import { allCountsOf, countsOf } from "./lib/reports.mjs";
import { members, readJson } from "./lib/workspace.mjs";

/** Full test name → why it may be skipped. */
const allowed = readJson("scripts/skips-allowed.json");

const tested = members().filter(({ manifest }) => manifest.scripts?.test !== undefined);
const missing = tested.filter(({ folder }) => countsOf(folder) === undefined).map(({ folder }) => folder);
const counts = tested.flatMap(({ folder }) => allCountsOf(folder));
const skipped = counts.flatMap((one) => one.skipped);
const unexpected = skipped.filter((name) => !Object.hasOwn(allowed, name));

for (const folder of missing) console.error(`${folder} has no test report`);
for (const name of unexpected) console.error(`skipped without a reason in scripts/skips-allowed.json: ${name}`);

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
// A package whose tests left no report has failed, and the line says so.
const failed = sum(counts.map((one) => one.failed)) + missing.length;
console.log(`${sum(counts.map((one) => one.passed))} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = failed > 0 || unexpected.length > 0 ? 1 : 0;
