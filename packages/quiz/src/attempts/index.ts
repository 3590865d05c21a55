/**
 * Attempts as logs: a checked state machine over events that are only ever appended, rules for time, tries and
 * navigation, grading again, and shuffling that a seed decides. Pure: clock and chance are arguments.
 *
 * @module
 */
export { alignAttempt } from "./align.ts";
export type { Aligned, AlignedQuestion } from "./align.ts";
export { decide } from "./decide.ts";
export type { AttemptCommand, Decision } from "./decide.ts";
export type {
  AnsweredEvent,
  AskedQuestion,
  AttemptEvent,
  AttemptScore,
  FinishedEvent,
  FlaggedEvent,
  HintShownEvent,
  ManuallyGradedEvent,
  MigrationNotice,
  PausedEvent,
  QuestionScore,
  RegradedEvent,
  ResumedEvent,
  StartedEvent,
  SubmittedEvent,
  TimedOutEvent,
} from "./events.ts";
export { foldAttempt } from "./fold.ts";
export type { Folded } from "./fold.ts";
export { logLimits, parseEvents, parseLogText } from "./parse-log.ts";
export type { LogFault, LogFaultCode, ParsedEvents } from "./parse-log.ts";
export { quizVersion } from "./quiz.ts";
export type { AttemptQuestion, AttemptQuiz, KnownQuestion } from "./quiz.ts";
export type { Refusal, RefusalCode } from "./refusal.ts";
export { replay } from "./replay.ts";
export type { Regrade, ScoreChange } from "./replay.ts";
export type { AttemptRules, ReviewTime } from "./rules.ts";
export { gradeQuestion, scoreAttempt } from "./score.ts";
export type { ScoredAttempt } from "./score.ts";
export { startAttempt } from "./start.ts";
export type { AttemptStart } from "./start.ts";
export type { AttemptPhase, AttemptState, GivenAnswer, QuestionState } from "./state.ts";
export { deadlineOf, isOverdue, timeLeft } from "./timing.ts";
export type {
  AdaptivePolicy,
  AttemptPolicy,
  DeferredPolicy,
  ImmediatePolicy,
  InteractivePolicy,
} from "../grading/tries/attempt-policy.ts";
export { gradeTries } from "../grading/tries/grade-tries.ts";
export type { TriesGrade, Try } from "../grading/tries/grade-tries.ts";
export { murmur3 } from "../shuffle/murmur3.ts";
export { shuffle } from "../shuffle/shuffle.ts";
export type { Shuffled } from "../shuffle/shuffle.ts";
