import { ServeError } from "@mlops/serve";
import type { Clock } from "@mlops/serve";

/** A signal, and how to be done with it. */
export interface Following {
  readonly signal: AbortSignal;
  /** It will not abort any more, and nothing holds it. */
  stop(): void;
}

/** A timer of more milliseconds would be over at once; nobody waits for 24 days. */
const longestTimer = 2 ** 31;

/**
 * A signal that aborts with the first of some others, or after a time. Unlike `AbortSignal.any` it leaves nothing behind in
 * a signal that lives as long as the server.
 *
 * @param milliseconds - Default: never.
 */
export function follow(sources: readonly AbortSignal[], clock: Clock, milliseconds?: number): Following {
  const own = new AbortController();
  const undo = sources.map((source) => {
    const onAbort = (): void => {
      own.abort(source.reason);
    };
    source.addEventListener("abort", onAbort, { once: true });
    if (source.aborted) onAbort();
    return (): void => {
      source.removeEventListener("abort", onAbort);
    };
  });
  if (milliseconds !== undefined && milliseconds < longestTimer) {
    const giveUp = (): void => {
      own.abort(new ServeError("deadline-exceeded", { detail: "The call was not at its end in time." }));
    };
    undo.push(clock.after(milliseconds, giveUp));
  }
  return {
    signal: own.signal,
    stop() {
      for (const one of undo) one();
    },
  };
}
