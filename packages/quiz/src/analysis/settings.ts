import { AnalysisError } from "./analysis-error.ts";
import type { AnalysisLimits, AnalysisSettings } from "./input.ts";

/** Limits without gaps. */
export type ResolvedLimits = { readonly [Name in keyof Required<AnalysisLimits>]: number };

/** Settings without gaps. */
export interface ResolvedSettings {
  readonly unanswered: "zero" | "omit";
  readonly groupShare: number;
  readonly limits: ResolvedLimits;
}

/**
 * Fills in the defaults.
 *
 * @throws AnalysisError `settings-invalid`.
 */
export function resolveSettings({
  unanswered = "zero",
  groupShare = 0.27,
  limits = {},
}: AnalysisSettings): ResolvedSettings {
  if (unanswered !== "zero" && unanswered !== "omit") {
    throw new AnalysisError("settings-invalid", `unanswered is "zero" or "omit", not ${JSON.stringify(unanswered)}`);
  }
  if (!(groupShare > 0 && groupShare <= 0.5)) {
    throw new AnalysisError("settings-invalid", `groupShare is more than 0 and at most 0.5, not ${groupShare}`);
  }
  const {
    fewAttempts = 30,
    weakCorrelation = 0.2,
    distractorCorrelation = 0,
    deadShare = 0.05,
    easy = 0.9,
    hard = 0.3,
  } = limits;
  const resolved = { fewAttempts, weakCorrelation, distractorCorrelation, deadShare, easy, hard };
  for (const [name, value] of Object.entries(resolved)) {
    if (!Number.isFinite(value))
      throw new AnalysisError("settings-invalid", `limits.${name} is a number, not ${value}`);
  }
  return { unanswered, groupShare, limits: resolved };
}
