import type { AnalysisWarning, TestStatistics } from "./analysis.ts";
import { isBelow } from "./beyond.ts";
import type { ResolvedLimits } from "./settings.ts";

/** What has to be said along with the numbers of a test. */
export function findWarnings(
  { attempts, sd, alpha }: TestStatistics,
  { fewAttempts }: ResolvedLimits,
): AnalysisWarning[] {
  const warnings: AnalysisWarning[] = [];
  if (attempts < fewAttempts) {
    const message = `There are ${attempts} attempts, fewer than ${fewAttempts}: all of these numbers may be chance.`;
    warnings.push({ code: "few-attempts", attempts, limit: fewAttempts, message });
  }
  if (sd === 0) {
    const message = "All attempts have the same total, so nothing is said about how well the items discriminate.";
    warnings.push({ code: "no-variance", message });
  }
  if (isBelow(alpha, 0)) {
    const message = "Cronbach's alpha is below 0: the items contradict each other. Look for wrong keys first.";
    warnings.push({ code: "negative-alpha", alpha, message });
  }
  return warnings;
}
