import { ServeError } from "../errors/serve-error.ts";
import type { Exchange } from "./exchange.ts";

/**
 * What a route gives access to. `probe` routes are free for all and `metrics` have a rule of their own; the others are
 * guarded, and a scope of the same name opens them.
 */
export type Access = "probe" | "metrics" | "metadata" | "predict" | "admin";

/** Looks at a request before its route does; throws a `ServeError` where the request may not go on. */
export type Guard = (exchange: Exchange, access: Access) => void | Promise<void>;

/** Tells who asks; what `@mlops/serve/auth` makes fits. */
export interface Authentication {
  /**
   * Sets the exchange's `principal`.
   *
   * @throws ServeError `unauthenticated`, `forbidden` or `auth-unavailable`.
   */
  authenticate(exchange: Exchange, access: Access): Promise<void>;
  /**
   * Security schemes of OpenAPI 3.1 by name, each of which lets a caller in.
   *
   * @default a bearer token
   */
  readonly securitySchemes?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
}

/** Limits how often somebody asks; what `@mlops/serve/rate-limit` makes fits. */
export interface RateLimiting {
  /**
   * Takes one unit of the caller's budget and sets the exchange's `charge` for more; the caller is the principal, or the
   * address where there is none.
   *
   * @throws ServeError `rate-limited`.
   */
  admit(exchange: Exchange, access: Access): Promise<void>;
  /**
   * Whether an address has failed to authenticate too often.
   *
   * @throws ServeError `rate-limited`.
   */
  admitAttempt(exchange: Exchange): Promise<void>;
  /** Counts a failed attempt against the address. */
  failed(exchange: Exchange): Promise<void>;
}

/** Authentication, then limits: a flood without credentials uses up nobody's budget but its address's. */
export function createGuards(auth: Authentication | undefined, limits: RateLimiting | undefined): Guard[] {
  const guards: Guard[] = [];
  if (auth !== undefined) {
    guards.push(async (exchange, access) => {
      await limits?.admitAttempt(exchange);
      try {
        await auth.authenticate(exchange, access);
      } catch (error) {
        // A missing scope is no guess, and a key server that is down is not the caller's fault.
        if (error instanceof ServeError && error.code === "unauthenticated") await limits?.failed(exchange);
        throw error;
      }
    });
  }
  if (limits !== undefined) guards.push((exchange, access) => limits.admit(exchange, access));
  return guards.map((guard) => (exchange, access) => (access === "metrics" ? undefined : guard(exchange, access)));
}
