import type { Severity } from "@mlops/schema";
import { courseCodes } from "./course-codes.ts";
import { lintCodes } from "./lint-codes.ts";
import { parseCodes } from "./parse-codes.ts";

/** The code of a diagnostic. */
export type DiagnosticCode = keyof typeof parseCodes | keyof typeof lintCodes | keyof typeof courseCodes;

/** Every finding that this package can report, with its severity. One page per code in docs/diagnostics. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, Severity>> = {
  ...parseCodes,
  ...lintCodes,
  ...courseCodes,
};
