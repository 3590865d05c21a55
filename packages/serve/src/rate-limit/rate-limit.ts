import { createHash } from "node:crypto";
import { systemClock } from "../core/clock.ts";
import type { Clock } from "../core/clock.ts";
import { ServeError } from "../core/errors/serve-error.ts";
import type { Exchange } from "../core/http/exchange.ts";
import type { Access, RateLimiting } from "../core/http/guard.ts";
import { silentLogger } from "../core/logger.ts";
import type { Logger } from "../core/logger.ts";
import type { RateLimitPolicy, RateLimitStore } from "../core/rate-limit-store.ts";
import { clientAddress } from "./client-address.ts";
import { limitFields, retryAfter } from "./fields.ts";
import { waitMs } from "./gcra.ts";
import { memoryRateLimitStore } from "./memory-store.ts";
import type { RateLimitEvent, RateLimitObserver } from "../core/rate-limit-observer.ts";
import { parsePolicy, policyText } from "./policy.ts";
import type { RateText } from "./policy.ts";
import { resilientStore } from "./resilient-store.ts";
import type { AnsweredTake, ResilientStore } from "./resilient-store.ts";

/** How often somebody may ask. */
export interface RateLimitOptions {
  /** What comes back to a caller's budget: `"100/minute"`; the period is a second, minute, hour or day. */
  limit: RateText;
  /**
   * What a caller that has been quiet may use at once.
   *
   * @default as many as `limit` gives in one period
   */
  burst?: number | undefined;
  /**
   * Whose budget a request uses. The text is taken as it is, so build it from what callers cannot choose.
   *
   * @default the principal's id, or the client's address where there is no principal
   */
  key?: ((exchange: Exchange, access: Access) => string) | undefined;
  /**
   * What a unit is: a request, or a row of its body. With rows, a request takes one unit before its body is read and the
   * rest after; a request with more rows than `burst` is answered 413 `too-many-rows`.
   *
   * @default "request"
   */
  cost?: "request" | "row" | undefined;
  /**
   * Where budgets are kept. A store that fails or is slow never stops a prediction: this process then limits by itself.
   *
   * @default memoryRateLimitStore()
   */
  store?: RateLimitStore | undefined;
  /**
   * How many proxies in front add an entry to `x-forwarded-for`; entries further left are not believed.
   *
   * @default 0: the address is that of the connection
   */
  trustProxy?: number | undefined;
  /**
   * How often an address may fail to authenticate; then it is refused before its credentials are looked at. `false`: as
   * often as it likes.
   *
   * @default "20/minute"
   */
  failures?: RateText | false | undefined;
  /**
   * How long `store` may take, in milliseconds.
   *
   * @default 50
   */
  storeTimeoutMs?: number | undefined;
  /** Is told of every take, and when the store stops answering. Default: nobody. */
  observer?: RateLimitObserver | undefined;
  /** Where it is written that the store stops answering. Default: nowhere. */
  logger?: Logger | undefined;
  /** The time. Default: this machine's. */
  clock?: Clock | undefined;
}

const mostHops = 32;
const retryStoreMs = 1_000;
const longestKey = 128;

/**
 * Limits how often somebody asks, by the generic cell rate algorithm. Give it to `serve` as its `rateLimit`.
 *
 * A caller who has used up the budget is answered 429 `rate-limited`; `retry-after` says when the same request passes.
 * Every answer has `ratelimit-policy` and `ratelimit` (draft-ietf-httpapi-ratelimit-headers-11). Within any time t, at
 * most `burst + limit * t / period` units pass.
 *
 * @throws TypeError for an impossible option.
 *
 * @example
 * serve([iris], { auth, rateLimit: rateLimit({ limit: "100/minute" }) });
 */
export function rateLimit(options: RateLimitOptions): RateLimiting {
  const { cost = "request", trustProxy = 0, failures = "20/minute", storeTimeoutMs = 50 } = options;
  const { clock = systemClock, logger: log = silentLogger, observer = {} } = options;
  assertOptions(cost, trustProxy, storeTimeoutMs);
  const requests = parsePolicy("limit", options.limit, options.burst);
  const attempts = failures === false ? undefined : parsePolicy("failures", failures);
  const name = cost === "row" ? "rows" : "requests";
  const store =
    options.store === undefined
      ? embedded()
      : resilientStore(options.store, { timeoutMs: storeTimeoutMs, retryMs: retryStoreMs, clock, log, observer });

  const take = (
    budget: RateLimitEvent["budget"],
    caller: string,
    units: number,
    policy: RateLimitPolicy,
  ): Promise<AnsweredTake> => store.take(storeKey(budget, policy, caller), units, policy, Math.floor(clock.now()));

  const callerOf = (exchange: Exchange, access: Access): string => {
    if (options.key !== undefined) return `key:${options.key(exchange, access)}`;
    const { principal } = exchange;
    return principal === undefined
      ? `address:${clientAddress(exchange.request, trustProxy)}`
      : `principal:${principal.id}`;
  };

  /** @param paid - Units that the same request has taken before; asked again, it needs them again. */
  const charge = async (exchange: Exchange, caller: string, units: number, paid: number): Promise<AnsweredTake> => {
    const needed = units + paid;
    if (needed > requests.burst) {
      throw new ServeError("too-many-rows", {
        detail: `A request may use ${requests.burst} rows of a caller's budget.`,
        errors: [
          {
            pointer: "",
            detail: "More rows than the budget ever has",
            expected: `at most ${requests.burst} rows`,
            received: `${needed} rows`,
          },
        ],
      });
    }
    const taken = await take("requests", caller, units, requests);
    observer.taken?.({ budget: "requests", isAllowed: taken.isAllowed, by: taken.by });
    Object.assign(exchange.replyHeaders, limitFields(name, taken.debt, requests));
    if (taken.isAllowed) return taken;
    throw new ServeError("rate-limited", {
      detail: `The budget of ${policyText(requests)} (${name}) is used up.`,
      headers: retryAfter(waitMs(taken.debt, needed, requests)),
    });
  };

  return {
    async admit(exchange, access) {
      const caller = callerOf(exchange, access);
      const taken = await charge(exchange, caller, 1, 0);
      if (access === "admin" && taken.by === "local") throw unavailable();
      if (cost === "request") return;
      exchange.charge = async (units) => {
        await charge(exchange, caller, units, 1);
      };
    },
    async admitAttempt(exchange) {
      if (attempts === undefined) return;
      const { debt, by } = await take("failures", clientAddress(exchange.request, trustProxy), 0, attempts);
      const wait = waitMs(debt, 1, attempts);
      observer.taken?.({ budget: "failures", isAllowed: wait === 0, by });
      if (wait === 0) return;
      throw new ServeError("rate-limited", {
        detail: "Too many requests from this address had no valid credentials.",
        headers: retryAfter(wait),
      });
    },
    async failed(exchange) {
      if (attempts === undefined) return;
      await take("failures", clientAddress(exchange.request, trustProxy), 1, attempts);
    },
  };
}

function assertOptions(cost: unknown, trustProxy: unknown, storeTimeoutMs: number): void {
  if (cost !== "request" && cost !== "row") throw new TypeError('cost must be "request" or "row"');
  if (trustProxy === true) {
    throw new TypeError(
      "trustProxy must say how many proxies are in front; with true, every caller chooses its address",
    );
  }
  if (typeof trustProxy !== "number" || !Number.isSafeInteger(trustProxy) || trustProxy < 0 || trustProxy > mostHops) {
    throw new TypeError(`trustProxy must be a whole number from 0 to ${mostHops}`);
  }
  if (!(storeTimeoutMs > 0 && storeTimeoutMs <= 60_000)) {
    throw new TypeError("storeTimeoutMs must be a number of milliseconds, at most 60000");
  }
}

/** A store in this process cannot fail, so nothing stands in for it. */
function embedded(): ResilientStore {
  const store = memoryRateLimitStore();
  return { take: async (...parameters) => ({ ...store.take(...parameters), by: "store" }) };
}

/** Another policy is another budget: what is kept has the old one's units. */
function storeKey(budget: string, { limit, periodMs, burst }: RateLimitPolicy, caller: string): string {
  const isPlain = caller.length <= longestKey && /^[!-~]+$/.test(caller);
  const end = isPlain ? caller : `sha256:${createHash("sha256").update(caller).digest("hex")}`;
  return `${budget}:${limit}/${periodMs}/${burst}:${end}`;
}

/** Operators' routes do not run on a limit that other processes do not share. */
function unavailable(): ServeError {
  return new ServeError("rate-limit-unavailable", {
    detail: "Ask again.",
    headers: { "retry-after": "1" },
  });
}
