import { countFindings } from "./finding.ts";
import type { Report } from "./finding.ts";

/** Findings as data: `{ files: [{ file, diagnostics }], errors, warnings, notes }`. */
export function jsonReport(reports: readonly Report[]): string {
  const { error, warning, info } = countFindings(reports);
  const files = reports.map(({ file, diagnostics }) => ({ file, diagnostics }));
  return `${JSON.stringify({ files, errors: error, warnings: warning, notes: info }, null, 2)}\n`;
}
