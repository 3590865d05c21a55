/**
 * Item analysis: how well the questions of a quiz do, out of the points of many attempts.
 *
 * @module
 */
export { analyse } from "./analyse.ts";
export type {
  Analysis,
  AnalysisWarning,
  ItemStatistics,
  OptionStatistics,
  TestStatistics,
  UpperLower,
} from "./analysis.ts";
export { analysisInput } from "./analysis-input.ts";
export type { AttemptStateLike, GradedAttempt, GradedInput, Scored, ScoredQuestion } from "./analysis-input.ts";
export { AnalysisError } from "./analysis-error.ts";
export type { AnalysisErrorCode, AnalysisPlace } from "./analysis-error.ts";
export { englishFlagPhrases, flagMessage } from "./flag-message.ts";
export type { FlagPhrases } from "./flag-message.ts";
export type {
  AnalysisAttempt,
  AnalysisInput,
  AnalysisItem,
  AnalysisLimits,
  AnalysisOption,
  AnalysisSettings,
} from "./input.ts";
export type { ItemFlag } from "./item-flag.ts";
export { fitIrt } from "./irt/fit-irt.ts";
export type { IrtFit, IrtItem, IrtSettings } from "./irt/fit-irt.ts";
export type { Ability } from "./irt/likelihood.ts";
