import type { Clock } from "../core/clock.ts";

/** A signal with an end of its own. */
export interface BoundSignal {
  readonly signal: AbortSignal;
  /** Lets go of the timer and of the signal before. */
  stop(): void;
}

/**
 * A signal that aborts when another does, with its reason, and after a time, with a reason of its own.
 *
 * @param parent - Default: there is none.
 */
export function boundSignal(
  parent: AbortSignal | undefined,
  clock: Clock,
  milliseconds: number,
  late: () => Error,
): BoundSignal {
  const abort = new AbortController();
  const onAbort = (): void => {
    abort.abort(parent?.reason);
  };
  const stopTimer = clock.after(milliseconds, () => {
    abort.abort(late());
  });
  if (parent?.aborted === true) onAbort();
  parent?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: abort.signal,
    stop() {
      stopTimer();
      parent?.removeEventListener("abort", onAbort);
    },
  };
}

/** What a promise gives, or the signal's reason where that aborts first. */
export function orAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      const { reason } = signal;
      reject(reason instanceof Error ? reason : new Error("The call was given up"));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    result.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}
