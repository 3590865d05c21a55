import type { Clock } from "./clock.ts";
import { enter } from "./http/admission.ts";
import type { AdmissionOptions } from "./http/admission.ts";
import { timeoutOf } from "./http/deadline.ts";
import type { Exchange, RequestHead } from "./http/exchange.ts";
import type { Access } from "./http/guard.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./logger.ts";
import type { Predictor } from "./predictor.ts";
import type { ModelSet } from "./runtime/model-set.ts";

/** One call over another transport. */
export interface Call {
  /** The protocol that it is told of as in logs and metrics. */
  readonly dialect: string;
  readonly access: Access;
  readonly request: RequestHead;
  /** Values from the call, by name. Default: none. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** How long the caller waits, in milliseconds. Default: as long as the server does. */
  readonly timeoutMs?: number | undefined;
}

/** The models of a handler with everything that stands before them, for transports that are not HTTP/1. */
export interface Backend {
  readonly models: ModelSet;
  readonly predictor: Predictor;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the server is about to close: ready no more. */
  readonly isDraining: () => boolean;
  /**
   * Runs one call as the handler runs a request: counts it, sets its deadline, has it pass the guards, tells the
   * observers.
   *
   * @throws ServeError for every fault; faults of ours have been written to the log.
   */
  call<Result>(call: Call, handle: (exchange: Exchange) => Promise<Result>): Promise<Result>;
}

/** Makes the backend of a handler. */
export function createBackend(parts: Omit<Backend, "call" | "clock" | "log">, admission: AdmissionOptions): Backend {
  const { clock, log } = admission;
  return {
    ...parts,
    clock,
    log,
    async call({ dialect, access, request, params = {}, signal, timeoutMs }, handle) {
      const visit = enter({ request, params, query: new URLSearchParams(), replyHeaders: {} }, admission);
      const onAbort = (): void => {
        visit.abandon();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      if (signal.aborted) onAbort();
      try {
        visit.exchange.limitTime(timeoutOf(request.headers, admission.timeoutMs));
        if (timeoutMs !== undefined) visit.exchange.limitTime(timeoutMs);
        await visit.admit(access);
        const result = await handle(visit.exchange);
        visit.answered(dialect, 200, undefined);
        return result;
      } catch (thrown) {
        const error = visit.fault(thrown, signal.aborted);
        visit.answered(dialect, signal.aborted ? 499 : error.status, error.code);
        throw error;
      } finally {
        signal.removeEventListener("abort", onAbort);
        visit.leave();
      }
    },
  };
}
