import type { AttemptEvent } from "../attempts/events.ts";
import type { AttemptStore } from "./attempt-store.ts";

/** How often to try. */
export interface RetryOptions {
  /**
   * How many times it is decided at most. Each conflict means that somebody else has appended meanwhile, so it gives up
   * only after as many appends of others.
   *
   * @default 100
   */
  readonly maxTries?: number | undefined;
}

/** What came of it: a union discriminated by `type`. */
export type RetryResult =
  | { readonly type: "appended"; /** The whole log as it is now. */ readonly log: readonly AttemptEvent[] }
  /** Every try met a conflict. Nothing was written. */
  | { readonly type: "conflict" };

/**
 * Appends what follows from a log, whoever else appends to it: two tabs, two servers. Loads the log, decides, appends;
 * after a conflict it begins again with the log as it is by then. Nobody's events are lost or overwritten.
 *
 * @param decide - What to add to the log, given all of it; nothing, to leave it as it is. Is called once for each try, so
 * it must have no effects of its own. For a new attempt the log is empty; when that conflicts and stays empty, learner,
 * quiz and number are taken by another attempt, and the next try has to start it with another number.
 * @throws StoreError as the store does, and whatever `decide` throws.
 *
 * @example
 * await appendWithRetry(store, attemptId, (log) => {
 *   const folded = foldAttempt(log);
 *   return "state" in folded ? decide(quiz, folded.state, { type: "flag", questionId, flagged: true }, now()).events : [];
 * });
 */
export async function appendWithRetry(
  store: Pick<AttemptStore, "load" | "append">,
  attemptId: string,
  decide: (log: readonly AttemptEvent[]) => readonly AttemptEvent[] | Promise<readonly AttemptEvent[]>,
  { maxTries = 100 }: RetryOptions = {},
): Promise<RetryResult> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const log = await store.load(attemptId);
    const events = await decide(log);
    if (events.length === 0) return { type: "appended", log };
    const { type } = await store.append(attemptId, log.length, events);
    if (type === "appended") return { type, log: [...log, ...events] };
  }
  return { type: "conflict" };
}
