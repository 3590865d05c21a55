import type { Diagnostic } from "@mlops/schema";

/** Where the pages about diagnostics are, seen from the root of the project. */
const pages = "docs/diagnostics/";

/** The page about a diagnostic, as a path from the root of the project. */
export function diagnosticUrl(code: Diagnostic["code"]): string {
  return `${pages}${encodeURIComponent(code)}.md`;
}
