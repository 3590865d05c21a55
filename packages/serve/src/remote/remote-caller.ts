import type { PredictContext } from "../core/contract/model.ts";
import { ServeError } from "../core/errors/serve-error.ts";
import type { Logger } from "../core/logger.ts";
import type { RemoteCallEvent } from "../core/remote-observer.ts";
import { Gate } from "../core/runtime/gate.ts";
import { backoffMs } from "../core/resilience/backoff.ts";
import { CircuitBreaker } from "../core/resilience/circuit-breaker.ts";
import type { CallOutcome } from "../core/resilience/circuit-breaker.ts";
import { RetryBudget } from "../core/resilience/retry-budget.ts";
import { boundSignal, orAborted } from "./bound-signal.ts";
import { tokenFrom } from "./token-from.ts";
import type { ResolvedOptions } from "./options.ts";
import { RemoteFault, toCallerFault, unavailable } from "./remote-fault.ts";
import { send } from "./send.ts";
import type { RemoteAnswer, RemoteRequest } from "./send.ts";

/** What a call gets from the prediction that it is made for. */
export type CallContext = Pick<PredictContext, "signal" | "log" | "requestIds" | "timeLeft" | "traceparent">;

const retryBackoff = { firstMs: 50, mostMs: 1_000 };

/**
 * How long the one call through a half-open circuit may take: so many times as long as the slowest good answer, and not
 * less than so many milliseconds. A server that is silent would else keep its place until `timeoutMs`, also when the next
 * connection would be answered at once.
 */
const probeTimes = 3;
const shortestProbeMs = 2_000;

/**
 * Calls one remote: so many at once, none while its circuit is open, each within its time, and few of them twice.
 *
 * What becomes of a call, seen by who predicts:
 *
 * | the remote | fault | counts against the remote |
 * |---|---|---|
 * | refuses connections, resets them, breaks off, takes too long | 503 `dependency-unavailable` | yes |
 * | answers 404, 408, 425, 429 or 5xx | 503 `dependency-unavailable` | yes |
 * | answers with a redirect, too much, no JSON, another form | 500 `bad-output` | yes |
 * | answers another 4xx to what fits the contract | 500 `bad-output` | no |
 * | is cut off | 503 `dependency-unavailable`, at once | |
 * | takes longer than the caller waits | 504 `deadline-exceeded` | no |
 */
export class RemoteCaller {
  readonly #options: ResolvedOptions;
  readonly #breaker: CircuitBreaker;
  readonly #gate: Gate;
  readonly #budget = new RetryBudget({ percent: 10, saved: 10 });
  /** Milliseconds that the slowest good answer took; fades with each that was faster. */
  #slowestMs: number | undefined;

  constructor(options: ResolvedOptions) {
    const { clock, concurrency, queue, timeoutMs, observer, name } = options;
    this.#options = options;
    this.#breaker = new CircuitBreaker(options.circuit, clock);
    this.#gate = new Gate({ running: concurrency, queued: queue, queueMs: timeoutMs }, clock);
    observer.circuitChanged?.(name, this.#breaker.state);
  }

  /**
   * Makes a call.
   *
   * @param read - Reads the answer; a `RemoteFault` that it throws counts as the remote's.
   * @throws ServeError as in the table above, or the reason of the signal when that aborts.
   */
  async call<Result>(
    request: RemoteRequest,
    context: CallContext,
    read: (answer: RemoteAnswer) => Result,
  ): Promise<Result> {
    const { clock, observer, name } = this.#options;
    const from = clock.now();
    let outcome: RemoteCallEvent["outcome"] = "ok";
    try {
      return await this.#callInTurn(request, context, read);
    } catch (error) {
      context.signal.throwIfAborted();
      outcome = outcomeOf(error);
      throw error instanceof RemoteFault ? toCallerFault(error) : error;
    } finally {
      if (context.signal.aborted) outcome = "abandoned";
      observer.called?.({ remote: name, outcome, seconds: (clock.now() - from) / 1000 });
    }
  }

  async #callInTurn<Result>(
    request: RemoteRequest,
    context: CallContext,
    read: (answer: RemoteAnswer) => Result,
  ): Promise<Result> {
    const { retries, random, observer, name } = this.#options;
    // Nobody waits for a turn that would come to nothing.
    this.#refuseFor(this.#breaker.refusesForMs);
    const leave = await this.#gate.enter(context.signal);
    try {
      this.#budget.called();
      for (let tried = 1; ; tried += 1) {
        try {
          return await this.#try(request, context, read);
        } catch (error) {
          if (!(error instanceof RemoteFault) || error.kind !== "unreachable" || tried > retries) throw error;
          const delay = backoffMs(tried, random, retryBackoff);
          if (delay >= (context.timeLeft?.() ?? Number.POSITIVE_INFINITY) || !this.#budget.take()) throw error;
          observer.retried?.(name);
          if (delay > 0) await this.#wait(delay, context.signal);
        }
      }
    } finally {
      leave();
    }
  }

  async #try<Result>(
    request: RemoteRequest,
    context: CallContext,
    read: (answer: RemoteAnswer) => Result,
  ): Promise<Result> {
    const { clock, url, fetch, answerBytes } = this.#options;
    const { signal, log } = context;
    const mostMs = this.#mostMs();
    const late = (): Error => new RemoteFault("unavailable", `The remote took more than ${mostMs} ms`);
    const bound = boundSignal(signal, clock, mostMs, late);
    try {
      const headers = await this.#headersFor(context, bound.signal);
      const admission = this.#watching(log, () => this.#breaker.admit());
      if (!admission.isAllowed) throw this.#refusal(admission.retryAfterMs);
      const from = clock.now();
      let outcome: CallOutcome = "ignored";
      try {
        const answer = await send(request, { url, headers, fetch, signal: bound.signal, answerBytes });
        const result = read(answer);
        outcome = "ok";
        this.#slowestMs = Math.max(clock.now() - from, (this.#slowestMs ?? 0) * 0.99);
        return result;
      } catch (error) {
        // When the caller gives up, what is thrown is no fault of the remote, and says nothing of it.
        if (error instanceof RemoteFault) outcome = error.kind === "rejected" ? "ok" : "failed";
        throw error;
      } finally {
        this.#watching(log, () => {
          admission.settle(outcome);
        });
      }
    } finally {
      bound.stop();
    }
  }

  /** How long a call that is made now may take. */
  #mostMs(): number {
    const { timeoutMs } = this.#options;
    if (this.#breaker.state === "closed" || this.#slowestMs === undefined) return timeoutMs;
    return Math.min(timeoutMs, Math.max(shortestProbeMs, probeTimes * this.#slowestMs));
  }

  async #headersFor(context: CallContext, signal: AbortSignal): Promise<Record<string, string>> {
    const { headers, token, timeoutMs } = this.#options;
    const { requestIds, timeLeft, traceparent } = context;
    const [requestId] = requestIds;
    const left = Math.max(1, Math.floor(Math.min(timeoutMs, timeLeft?.() ?? timeoutMs)));
    return {
      ...headers,
      ...(token !== undefined && { authorization: `Bearer ${await this.#tokenFrom(token, signal)}` }),
      "x-request-timeout-ms": String(left),
      ...(requestId !== undefined && { "x-request-id": requestId }),
      ...(traceparent !== undefined && { traceparent }),
    };
  }

  async #tokenFrom(token: NonNullable<ResolvedOptions["token"]>, signal: AbortSignal): Promise<string> {
    try {
      return await tokenFrom(token, signal);
    } catch (cause) {
      signal.throwIfAborted();
      throw unavailable(1, new Error("There is no token for the remote", { cause }));
    }
  }

  #refuseFor(milliseconds: number): void {
    if (milliseconds > 0) throw this.#refusal(milliseconds);
  }

  #refusal(milliseconds: number): ServeError {
    return unavailable(milliseconds / 1000, new Error(`The circuit to ${this.#options.name} is open`));
  }

  /** Tells when what is done changes the state of the circuit. */
  #watching<Result>(log: Logger, act: () => Result): Result {
    const before = this.#breaker.state;
    const result = act();
    const { state } = this.#breaker;
    if (state !== before) {
      const { name, observer } = this.#options;
      const level = state === "open" ? "warn" : "info";
      log[level]({ remote: name, circuit: state }, "the circuit to a remote model has changed");
      observer.circuitChanged?.(name, state);
    }
    return result;
  }

  #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    let stop = (): void => {};
    const over = new Promise<void>((resolve) => {
      stop = this.#options.clock.after(milliseconds, resolve);
    });
    return orAborted(over, signal).finally(stop);
  }
}

function outcomeOf(error: unknown): RemoteCallEvent["outcome"] {
  if (error instanceof RemoteFault) {
    return error.kind === "unusable" || error.kind === "rejected" ? "unusable" : "unavailable";
  }
  return error instanceof ServeError ? "refused" : "unusable";
}
