import type { JsonRules } from "./json/read-json.ts";

/** What one request may cost, and how many there may be. Each is the largest value that passes. */
export interface Limits {
  /**
   * The length of the body of `/predict` in bytes.
   *
   * @default 102_400
   */
  bodyBytes: number;
  /**
   * The length of the body of `/predict/batch` in bytes.
   *
   * @default 1_048_576
   */
  batchBytes: number;
  /**
   * The length of a body with tensors, of TensorFlow Serving and the Open Inference Protocol, in bytes.
   *
   * @default 16_777_216
   */
  tensorBytes: number;
  /**
   * The length of a compressed body once it is inflated, in bytes: `gzip`, `deflate` or `br`. The compressed one is held to
   * the limit of its route. 0 refuses compressed bodies.
   *
   * @default 0
   */
  inflatedBytes: number;
  /**
   * The rows of one request.
   *
   * @default 1_000
   */
  rows: number;
  /**
   * The values of one tensor; a byte string counts as 16.
   *
   * @default 4_194_304
   */
  tensorElements: number;
  /**
   * How deep lists and objects may nest in a body.
   *
   * @default 100
   */
  jsonDepth: number;
  /**
   * The names in one object.
   *
   * @default 1_000
   */
  jsonKeys: number;
  /**
   * The items of all lists in a body that is no tensor's.
   *
   * @default 65_536
   */
  jsonElements: number;
  /**
   * The UTF-16 code units of one text.
   *
   * @default 65_536
   */
  stringLength: number;
  /**
   * How many failures an answer lists.
   *
   * @default 20
   */
  reportedErrors: number;
  /**
   * The requests under way in the whole handler; more are answered 503 `overloaded` before their body is read.
   *
   * @default 1_024
   */
  inFlight: number;
  /**
   * The requests that one model works on at once.
   *
   * @default 64
   */
  concurrency: number;
  /**
   * The requests that wait for one model; more are answered 503 `queue-full`.
   *
   * @default 256
   */
  queue: number;
  /**
   * How long a request waits for its model, in milliseconds; then it is 503 `queue-timeout`, and nothing of it was run.
   *
   * @default 30_000
   */
  queueMs: number;
  /**
   * How far the event loop may lag behind, in milliseconds, before requests are answered 503 `overloaded`: those of low
   * priority from here on, normal ones from twice, high ones from five times as much. A request is never refused while it
   * is the only one. 0 refuses nobody.
   *
   * @default 1_000
   */
  lagMs: number;
  /**
   * How long an answer may take, in milliseconds; then it is 504 `deadline-exceeded`. A request may ask for less with
   * `x-request-timeout-ms`.
   *
   * @default 30_000
   */
  timeoutMs: number;
}

const defaults: Limits = {
  bodyBytes: 102_400,
  batchBytes: 1_048_576,
  tensorBytes: 16_777_216,
  inflatedBytes: 0,
  rows: 1_000,
  tensorElements: 4_194_304,
  jsonDepth: 100,
  jsonKeys: 1_000,
  jsonElements: 65_536,
  stringLength: 65_536,
  reportedErrors: 20,
  inFlight: 1_024,
  concurrency: 64,
  queue: 256,
  queueMs: 30_000,
  lagMs: 1_000,
  timeoutMs: 30_000,
};

/** Some limits; `undefined` means the default. */
export type LimitOptions = { readonly [Name in keyof Limits]?: Limits[Name] | undefined };

/** Limits that may be 0: nobody may wait, nothing is inflated, nobody is refused. */
const least: Partial<Record<keyof Limits, number>> = { queue: 0, inflatedBytes: 0, lagMs: 0 };

/**
 * The given limits over the defaults.
 *
 * @throws TypeError for a limit that is no whole number of at least 1.
 */
export function resolveLimits(limits: LimitOptions = {}): Limits {
  const resolved = { ...defaults };
  for (const [name, value] of Object.entries(limits)) {
    if (!isLimit(name)) throw new TypeError(`There is no limit of the name ${JSON.stringify(name)}`);
    if (value === undefined) continue;
    const smallest = least[name] ?? 1;
    if (!Number.isSafeInteger(value) || value < smallest) {
      throw new TypeError(`limits.${name} must be a whole number of at least ${smallest}, not ${value}`);
    }
    resolved[name] = value;
  }
  return resolved;
}

function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(defaults, name);
}

/** What a body of rows may have. */
export function jsonRules(limits: Limits): JsonRules {
  const { jsonDepth, jsonKeys, jsonElements, stringLength } = limits;
  return { depth: jsonDepth, keys: jsonKeys, elements: jsonElements, stringLength };
}
