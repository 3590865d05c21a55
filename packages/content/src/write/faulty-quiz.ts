import type { Diagnostic } from "@mlops/schema";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Range } from "../parse/source.ts";

/** An error in the strict profile although the question is read. */
export const missingId: DiagnosticCode = "question-id-missing";

/** Whether something of a quiz that stands there could not be read as the author meant it. */
export function isFaulty({ start, end }: Range, diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ code, severity, position: { start: place } }) => {
    const isError = severity === "error" && code !== missingId;
    return (isError || code === "attribute-unknown") && place.offset >= start && place.offset <= end;
  });
}
