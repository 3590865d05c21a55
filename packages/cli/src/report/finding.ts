import type { Diagnostic, Severity } from "@mlops/schema";

/** A file with what was found in it. */
export interface Report {
  /** As it is shown. */
  file: string;
  /** What it holds, for showing lines of it. */
  text: string;
  diagnostics: Diagnostic[];
}

/** How many findings of each severity there are. */
export type Counts = Record<Severity, number>;

export function countFindings(reports: readonly Report[]): Counts {
  const counts: Counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of reports.flatMap(({ diagnostics }) => diagnostics)) counts[severity] += 1;
  return counts;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
