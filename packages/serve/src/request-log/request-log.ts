import { systemClock } from "../core/clock.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import type { AnsweredEvent, RequestObserver } from "../core/observer.ts";

/** How requests are logged. */
export interface RequestLogOptions {
  /** Where lines go. */
  readonly logger: Logger;
  /**
   * How many lines are written in one second; the line after that says how many were not.
   *
   * @default 1_000
   */
  readonly maxPerSecond?: number | undefined;
  /**
   * What is written of a request, for a log of another shape; `undefined` writes nothing.
   *
   * @default the fields that the example shows
   */
  readonly fields?: ((event: AnsweredEvent) => object | undefined) | undefined;
  readonly clock?: Clock | undefined;
}

const maxPathLength = 200;

/**
 * One line for each request that was answered: `warn` for faults of the server, else `info`. Bodies, queries and
 * credentials are never written; a path is cut after 200 characters.
 *
 * @example
 * serve([iris], { observers: [requestLog({ logger: pino() })] });
 * // {"requestId":"…","protocol":"native","method":"POST","path":"/predict","status":200,"durationMs":1.9,
 * //  "model":"iris","version":"1","msg":"request answered"}
 */
export function requestLog(options: RequestLogOptions): RequestObserver {
  const { logger, maxPerSecond = 1_000, fields = defaultFields, clock = systemClock } = options;
  let second = Number.NEGATIVE_INFINITY;
  let written = 0;
  let dropped = 0;
  return {
    answered(event) {
      const now = Math.floor(clock.now() / 1000);
      if (now !== second) {
        if (dropped > 0) logger.warn({ dropped }, "requests were not logged");
        second = now;
        written = 0;
        dropped = 0;
      }
      if (written >= maxPerSecond) {
        dropped += 1;
        return;
      }
      const line = fields(event);
      if (line === undefined) return;
      written += 1;
      if (event.status >= 500) logger.warn(line, "request answered");
      else logger.info(line, "request answered");
    },
  };
}

function defaultFields({ exchange, dialect, status, code, seconds }: AnsweredEvent): object {
  const { request, requestId, principal, replyHeaders } = exchange;
  const [path = ""] = (request.url ?? "").split("?", 1);
  const model = replyHeaders["x-model-name"];
  return {
    requestId,
    protocol: dialect,
    method: request.method ?? "",
    path: path.slice(0, maxPathLength),
    status,
    durationMs: Math.round(seconds * 1e6) / 1e3,
    ...(code !== undefined && { code }),
    ...(model !== undefined && { model, version: replyHeaders["x-model-version"] }),
    ...(principal !== undefined && { principal: principal.id }),
  };
}
