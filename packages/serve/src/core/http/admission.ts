import type { IncomingHttpHeaders } from "node:http";
import { toServeError } from "../errors/problem.ts";
import { ServeError } from "../errors/serve-error.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import type { RequestObserver } from "../observer.ts";
import type { InFlight } from "../runtime/in-flight.ts";
import { isPriority, priorities } from "../runtime/lanes.ts";
import type { Priority } from "../runtime/lanes.ts";
import type { LoadMeter } from "../runtime/load-meter.ts";
import { Deadline } from "./deadline.ts";
import type { Exchange, RequestHead } from "./exchange.ts";
import type { Access, Guard } from "./guard.ts";
import { requestIdOf } from "./request-id.ts";

/** What requests are let in with. */
export interface AdmissionOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly inFlight: InFlight;
  /** How many requests may be under way; probes are not counted out. */
  readonly maxInFlight: number;
  /** How long an answer may take, in milliseconds; a request may ask for less. */
  readonly timeoutMs: number;
  /** Run in their order before every route that is no probe. */
  readonly guards: readonly Guard[];
  readonly observers: readonly RequestObserver[];
  readonly load: LoadMeter;
}

/** The scope that opens the high lane. */
const highScope = "priority";

/** A request that has come in. */
export interface Visit<Head extends RequestHead = RequestHead> {
  readonly exchange: Exchange & { readonly request: Head };
  /** Nobody waits for the answer any more. */
  abandon(): void;
  /** Stops the deadline and counts the request out. */
  leave(): void;
  /** Lets it on to a route, or throws `overloaded` or what a guard throws. */
  admit(access: Access): Promise<void>;
  /** The fault of what was thrown; written to the log where it is ours and somebody waits for the answer. */
  fault(thrown: unknown, isGone: boolean): ServeError;
  /** Stops the deadline and tells the observers how it ended. */
  answered(dialect: string, status: number, code: string | undefined): void;
}

/** What a request brings. */
export type Arrival<Head extends RequestHead> = { readonly request: Head } & Pick<
  Exchange,
  "params" | "query" | "replyHeaders"
>;

/** Counts a request in. What every transport does with a request before and after its route is said here. */
export function enter<Head extends RequestHead>(arrival: Arrival<Head>, options: AdmissionOptions): Visit<Head> {
  const { clock, log, inFlight, guards, observers, load } = options;
  const arrivedAt = clock.now();
  const isFull = inFlight.count >= options.maxInFlight;
  const leave = inFlight.enter();
  const abort = new AbortController();
  const deadline = new Deadline(clock, arrivedAt, (reason) => {
    abort.abort(reason);
  });
  let asked: Priority = "normal";
  const exchange: Visit<Head>["exchange"] = {
    ...arrival,
    requestId: requestIdOf(arrival.request.headers["x-request-id"]),
    signal: abort.signal,
    arrivedAt,
    limitTime(milliseconds) {
      deadline.limit(milliseconds);
    },
    timeLeft: () => deadline.left(),
    get priority() {
      // Who has not been asked for credentials yet may turn out to have the right.
      return asked === "high" && exchange.principal?.scopes.has(highScope) !== true ? "normal" : asked;
    },
    askPriority(priority) {
      asked = priority;
    },
    received: undefined,
    keep: undefined,
    principal: undefined,
    charge: undefined,
  };
  return {
    exchange,
    abandon() {
      abort.abort(new Error("The client left before it had its answer"));
    },
    leave() {
      deadline.stop();
      leave();
    },
    async admit(access) {
      if (access === "probe") return;
      asked = priorityOf(arrival.request.headers);
      // Before the guards, which cost time as well; a lane that only they can open is not closed yet.
      if (isFull || load.refuses(asked, inFlight.count - 1)) throw load.refusal();
      for (const guard of guards) await guard(exchange, access);
      if (asked === "high" && load.refuses(exchange.priority, inFlight.count - 1)) {
        throw load.refusal();
      }
    },
    fault(thrown, isGone) {
      const error = toServeError(thrown);
      const { code, status, cause = error, message } = error;
      if (status >= 500 && !isGone) {
        log[status === 503 ? "warn" : "error"]({ requestId: exchange.requestId, code, err: cause }, message);
      }
      return error;
    },
    answered(dialect, status, code) {
      deadline.stop();
      const seconds = (clock.now() - arrivedAt) / 1000;
      for (const observer of observers) observer.answered?.({ exchange, dialect, status, code, seconds });
    },
  };
}

/**
 * The lane that a request asks for with `x-priority`.
 *
 * @throws ServeError `malformed-request` for a header that names none.
 */
function priorityOf(headers: IncomingHttpHeaders): Priority {
  const header = headers["x-priority"];
  if (header === undefined) return "normal";
  if (typeof header === "string" && isPriority(header)) return header;
  throw new ServeError("malformed-request", { detail: `The header x-priority is ${priorities.join(", ")}.` });
}
