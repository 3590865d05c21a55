import type { Question, QuestionResponse } from "@mlops/schema";
import type { Certainty, Grade, InvalidReason } from "../grading/grade-result.ts";
import type { Policy } from "../grading/policies/policy.ts";
import type { AdaptivePolicy, ImmediatePolicy, InteractivePolicy } from "../grading/tries/attempt-policy.ts";
import { gradeTries } from "../grading/tries/grade-tries.ts";
import type { Try } from "../grading/tries/grade-tries.ts";

/** What may be tried again, and what is earned. */
export interface PracticeRules {
  /** Default: as many tries as one likes, at no cost; where certainty counts, one. */
  readonly attemptPolicy?: AdaptivePolicy | ImmediatePolicy | InteractivePolicy | undefined;
  /** How the parts of an answer add up. Default: each question's own. */
  readonly policy?: Policy | undefined;
}

/** How far a learner is with a question. Plain JSON. */
export interface QuestionProgress {
  /** What the fields say. */
  readonly response: QuestionResponse;
  readonly certainty?: Certainty | undefined;
  /** The answers that could be graded, in order. */
  readonly tries: readonly Try[];
  /** Why the answer that was handed in last could not be graded. */
  readonly problem?: InvalidReason | undefined;
  /** How many hints were asked for. */
  readonly hints: number;
  readonly gaveUp?: true | undefined;
}

/** What a learner does with a question: a union discriminated by `type`. */
export type QuestionAction =
  | { readonly type: "change"; readonly response: QuestionResponse }
  | { readonly type: "certainty"; readonly certainty: Certainty }
  | { readonly type: "submit"; readonly response: QuestionResponse }
  | { readonly type: "hint" }
  | { readonly type: "giveUp" };

/** What a question has come to. */
export interface QuestionStanding {
  /** The last try by itself; `undefined` before the first one. */
  readonly last: Grade | undefined;
  /** What the question earns as things stand. */
  readonly grade: Grade;
  /** How many tries are left; `null` when nothing limits them. */
  readonly left: number | null;
  /** How many hints are to be seen. With `interactive`, each wrong try brings one, and none is given on request. */
  readonly hints: number;
  readonly canAskHint: boolean;
  /** Whether it counts how sure the learner is. */
  readonly asksCertainty: boolean;
  /** Whether nothing more can be answered. */
  readonly isDone: boolean;
}

/** A question that nobody has looked at. */
export const freshProgress: QuestionProgress = { response: null, tries: [], hints: 0 };

/** What a question has come to. Pure. */
export function standingOf(
  question: Question,
  { tries, hints, gaveUp }: QuestionProgress,
  rules: PracticeRules,
): QuestionStanding {
  const { policy = question.scoring } = rules;
  const isWeighed = policy === "cbm" || (typeof policy === "object" && policy.type === "cbm");
  const asksCertainty = isWeighed && question.type !== "essay";
  const attemptPolicy =
    rules.attemptPolicy ?? (asksCertainty ? { type: "immediate" } : { type: "adaptive", penalty: 0 });
  const count = question.hints?.length ?? 0;
  const { grade, left, used } = gradeTries(question, tries, attemptPolicy, { policy, hints: count });
  const last = tries.length > 0 ? gradeLast(question, tries, policy) : undefined;
  const isInteractive = attemptPolicy.type === "interactive";
  return {
    last,
    grade,
    left,
    hints: isInteractive ? Math.min(used, count) : hints,
    canAskHint: !isInteractive && hints < count,
    asksCertainty,
    isDone: gaveUp === true || left === 0 || last?.status === "correct" || last?.status === "ungraded",
  };
}

/** What comes of an action. Pure. Of a question that is done, nothing. */
export function nextProgress(
  question: Question,
  progress: QuestionProgress,
  action: QuestionAction,
  rules: PracticeRules,
): QuestionProgress {
  const { isDone, canAskHint } = standingOf(question, progress, rules);
  if (isDone) return progress;
  switch (action.type) {
    case "change":
      return { ...progress, response: action.response, problem: undefined };
    case "certainty":
      return { ...progress, certainty: action.certainty };
    case "submit": {
      const { response } = action;
      const tries = [...progress.tries, { response, certainty: progress.certainty }];
      const { reason } = gradeLast(question, tries, rules.policy);
      return { ...progress, response, problem: reason, tries: reason === undefined ? tries : progress.tries };
    }
    case "hint":
      return canAskHint ? { ...progress, hints: progress.hints + 1 } : progress;
    case "giveUp":
      return { ...progress, problem: undefined, gaveUp: true };
  }
}

/** The last try as if it were the only one. */
function gradeLast(question: Question, tries: readonly Try[], policy: Policy | undefined): Grade {
  return gradeTries(question, tries.slice(-1), { type: "immediate" }, { policy }).grade;
}
