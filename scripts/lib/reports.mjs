import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.mjs";

/**
 * Adds up one report of vitest. A file that could not even be loaded has no tests and counts as one that failed.
 *
 * @returns How many tests passed and failed, and the full names of those that were skipped.
 */
export function countTests(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const isOf = (status) => tests.filter((test) => test.status === status).length;
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  return {
    passed: isOf("passed"),
    failed: isOf("failed") + unloaded.length,
    skipped: skipped.map((test) => test.fullName),
  };
}

/** The counts of a package's own report; `undefined` when its tests left none. */
export function countsOf(folder) {
  return readReport(join(root, folder, ".vitest/report.json"));
}

/** The counts of all reports of a package: the one of `pnpm test`, and those of longer runs beside it. */
export function allCountsOf(folder) {
  const place = join(root, folder, ".vitest");
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => name.endsWith(".json"))
    .map((name) => readReport(join(place, name)))
    .filter((counts) => counts !== undefined);
}

/** A report that is cut off or no report at all counts as none. */
function readReport(path) {
  try {
    return countTests(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}
