import type { Clock } from "../core/clock.ts";
import type { RemoteObserver } from "../core/remote-observer.ts";
import type { CircuitOptions } from "../core/resilience/circuit-breaker.ts";

/** How a remote is called, whatever it speaks. */
export interface RemoteCallOptions {
  /** Where the server is: `http://models.internal:8000`, perhaps with a path that stands before the protocol's own. */
  readonly url: string | URL;
  /**
   * Tells remotes apart in metrics and logs.
   *
   * @default the host and the path that predictions are asked from
   */
  readonly name?: string | undefined;
  /** Headers of every request, such as an API key; never logged. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A bearer token, or what gives one for each try; never logged. Default: none. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /**
   * How long one try may take, in milliseconds. A caller that waits less long ends it earlier, and that does not count
   * against the remote.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How long loading waits for the server to be ready, in milliseconds.
   *
   * @default 30_000
   */
  readonly readyTimeoutMs?: number | undefined;
  /**
   * How often a call that nothing came back from is made again. All retries together are at most a tenth of the calls.
   *
   * @default 1
   */
  readonly retries?: number | undefined;
  /**
   * How many requests are under way at once.
   *
   * @default 64
   */
  readonly concurrency?: number | undefined;
  /**
   * How many wait for one of these to end, for at most `timeoutMs`; more are refused.
   *
   * @default 256
   */
  readonly queue?: number | undefined;
  /**
   * How long an answer may be, in bytes.
   *
   * @default 16_777_216
   */
  readonly answerBytes?: number | undefined;
  /** When the remote is left alone. Default: see `CircuitOptions`. */
  readonly circuit?: { readonly [Name in keyof CircuitOptions]?: CircuitOptions[Name] | undefined } | undefined;
  /** Is told of calls and of the circuit; what `createMetrics` makes fits. Default: nobody. */
  readonly observer?: RemoteObserver | undefined;
  /** @default the platform's */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The time, for tests. Default: this machine's. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 to 1, for tests. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The same with everything filled in. */
export interface ResolvedOptions {
  readonly url: URL;
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly token: string | (() => string | Promise<string>) | undefined;
  readonly timeoutMs: number;
  readonly readyTimeoutMs: number;
  readonly retries: number;
  readonly concurrency: number;
  readonly queue: number;
  readonly answerBytes: number;
  readonly circuit: CircuitOptions;
  readonly observer: RemoteObserver;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The platform's time. Its timers keep the process alive: what loads a model may be all that it has to do. */
const platformClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

/**
 * The options over their defaults.
 *
 * @param path - What predictions are asked from, behind the URL.
 * @throws TypeError for a URL that is not of HTTP, or has credentials, a query or a fragment; for an impossible number or
 * header. No message holds a header's value.
 */
export function resolveOptions(options: RemoteCallOptions, path: string): ResolvedOptions {
  const url = urlOf(options.url);
  const { headers = {}, token, circuit = {}, observer = {}, clock = platformClock, random = Math.random } = options;
  checkHeaders(headers);
  if (typeof token === "string") assertToken(token);
  const failureRate = circuit.failureRate ?? 0.5;
  if (!(failureRate > 0 && failureRate <= 1)) {
    throw new TypeError(`circuit.failureRate is above 0 and at most 1, not ${failureRate}`);
  }
  return {
    url,
    name: options.name ?? url.host + url.pathname.replace(/\/$/, "") + path,
    // In one spelling, so that none is sent twice.
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    token,
    timeoutMs: whole("timeoutMs", options.timeoutMs, 10_000),
    readyTimeoutMs: whole("readyTimeoutMs", options.readyTimeoutMs, 30_000),
    retries: whole("retries", options.retries, 1, 0),
    concurrency: whole("concurrency", options.concurrency, 64),
    queue: whole("queue", options.queue, 256, 0),
    answerBytes: whole("answerBytes", options.answerBytes, 16_777_216),
    circuit: {
      windowMs: whole("circuit.windowMs", circuit.windowMs, 10_000),
      minimumCalls: whole("circuit.minimumCalls", circuit.minimumCalls, 10),
      failureRate,
      openMs: whole("circuit.openMs", circuit.openMs, 2_000),
    },
    observer,
    fetch: options.fetch ?? ((...request) => fetch(...request)),
    clock,
    random,
  };
}

function urlOf(given: string | URL): URL {
  if (!URL.canParse(String(given)))
    throw new TypeError("The url of a remote model is one such as http://models.internal:8000");
  const url = new URL(String(given));
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError(`The url of a remote model begins with http: or https:, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new TypeError("The url of a remote model has no credentials, query or fragment; give headers or a token");
  }
  return url;
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeader(name, value)) {
      throw new TypeError(`The header ${JSON.stringify(name)} of a remote model has characters that no header has`);
    }
  }
}

function isHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/**
 * Checks that a token can be sent.
 *
 * @throws TypeError that does not hold it.
 */
export function assertToken(token: string): void {
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new TypeError("The token for a remote model has characters that no header has");
}

/** The longest that timers take. */
const greatest = 2 ** 31 - 1;

function whole(name: string, value: number | undefined, normal: number, least = 1): number {
  const resolved = value ?? normal;
  if (Number.isSafeInteger(resolved) && resolved >= least && resolved <= greatest) return resolved;
  throw new TypeError(`${name} is a whole number from ${least} to ${greatest}, not ${resolved}`);
}
