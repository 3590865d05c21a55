import type { IncomingMessage } from "node:http";
import type { Reply } from "./exchange.ts";

/** Which pages of other origins may ask (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export interface CorsOptions {
  /** The origins, as browsers send them: `"https://example.org"`. `"*"` stands for all, and then for no credentials. */
  readonly origins: readonly string[] | "*";
  /**
   * How long browsers may remember the answer to a preflight, in seconds.
   *
   * @default 600
   */
  readonly maxAgeSeconds?: number | undefined;
}

/** What a page gets to see of an answer beside its body. */
const exposed = [
  "retry-after",
  "server-timing",
  "ratelimit",
  "ratelimit-policy",
  "x-clipped",
  "x-model-name",
  "x-model-release",
  "x-model-version",
  "x-request-id",
].join(", ");
const requestHeaders =
  "authorization, content-type, inference-header-content-length, x-api-key, x-priority, x-request-id, x-request-timeout-ms";

const originPattern = /^https?:\/\/[a-z0-9.-]+(?::[0-9]{1,5})?$|^https?:\/\/\[[0-9a-f:.]+\](?::[0-9]{1,5})?$/;

/** Answers the questions of browsers. */
export interface Cors {
  /** The headers of an answer to a request; none where its origin may not ask. */
  headersFor(request: IncomingMessage): Readonly<Record<string, string>>;
  /** The answer to a preflight; `undefined` where the request is none. */
  preflight(request: IncomingMessage, methods: readonly string[]): Reply | undefined;
}

/**
 * Makes the rule for pages of other origins.
 *
 * @throws TypeError for an origin that browsers never send, such as one with a path.
 */
export function createCors({ origins, maxAgeSeconds = 600 }: CorsOptions): Cors {
  const wrong = origins === "*" ? undefined : origins.find((origin) => !originPattern.test(origin));
  if (wrong !== undefined) {
    throw new TypeError(
      `An origin is like "https://example.org", in lower case and without a path, not ${JSON.stringify(wrong)}`,
    );
  }
  if (!Number.isSafeInteger(maxAgeSeconds) || maxAgeSeconds < 0) {
    throw new TypeError(`cors.maxAgeSeconds is a whole number of at least 0, not ${maxAgeSeconds}`);
  }
  const allowed = (request: IncomingMessage): string | undefined => {
    const { origin } = request.headers;
    if (origins === "*") return origin === undefined ? undefined : "*";
    return origin !== undefined && origins.includes(origin) ? origin : undefined;
  };
  // An answer for one origin must not be taken for that of another.
  const vary: Readonly<Record<string, string>> = origins === "*" ? {} : { vary: "origin" };
  return {
    headersFor(request) {
      const origin = allowed(request);
      if (origin === undefined) return vary;
      return { ...vary, "access-control-allow-origin": origin, "access-control-expose-headers": exposed };
    },
    preflight(request, methods) {
      if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined)
        return undefined;
      if (allowed(request) === undefined) return { status: 204, headers: vary };
      return {
        status: 204,
        headers: {
          "access-control-allow-methods": methods.join(", "),
          "access-control-allow-headers": requestHeaders,
          "access-control-max-age": String(maxAgeSeconds),
        },
      };
    },
  };
}
