import type { AttemptRules } from "./rules.ts";
import type { AttemptState } from "./state.ts";

/** Until when answers count, in milliseconds since 1970; `null` when nothing limits them. While paused, as if going on now. */
export function deadlineOf(state: AttemptState, now: number): number | null {
  const { timeLimitMs = Infinity, closesAt = Infinity } = state.rules;
  const paused = state.pausedMs + (state.pausedAt === null ? 0 : Math.max(0, now - state.pausedAt));
  const deadline = Math.min(state.startedAt + timeLimitMs + paused, closesAt);
  return deadline === Infinity ? null : deadline;
}

/** How long is left to answer, in milliseconds, at least 0; `null` when nothing limits it. Without the grace. */
export function timeLeft(state: AttemptState, now: number): number | null {
  const deadline = deadlineOf(state, now);
  return deadline === null ? null : Math.max(0, deadline - now);
}

/** Whether what arrives now is too late. */
export function isOverdue(state: AttemptState, now: number): boolean {
  const deadline = deadlineOf(state, now);
  return deadline !== null && now > deadline + (state.rules.graceMs ?? 0);
}

/** Whether an attempt may be paused. */
export function isPausable({ pausable, timeLimitMs }: AttemptRules): boolean {
  return pausable ?? timeLimitMs === undefined;
}

/**
 * When something happens: whole milliseconds, never before what happened last. A clock that was set back stops no log.
 *
 * @throws RangeError when `now` is no time, such as `NaN`.
 */
export function instantOf(now: number, lastAt: number): number {
  const at = Math.floor(now);
  if (!Number.isSafeInteger(at)) throw new RangeError(`Expected milliseconds since 1970, received ${now}`);
  return Math.max(at, lastAt);
}
