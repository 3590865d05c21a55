import type { Clock } from "../../core/clock.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import type { Logger } from "../../core/logger.ts";
import { keySetOf } from "./key-set.ts";
import type { KeySet } from "./key-set.ts";

const fetchTimeoutMs = 3_000;
const largestAnswer = 262_144;
/** How long after the last try an unknown key may lead to another. */
const unknownKeyMs = 30_000;
/** The same while there are no keys at all. */
const withoutKeysMs = 1_000;
/** How long keys serve while they cannot be fetched anew. */
const staleMs = 86_400_000;

/** Keys that another server has. */
export interface RemoteKeys {
  /**
   * The keys.
   *
   * @throws ServeError `auth-unavailable` when there are none, or none that were fetched within a day.
   */
  current(): Promise<KeySet>;
  /** The keys after an unknown one was asked for: fetched again, unless that was tried within 30 seconds. */
  afterUnknownKey(): Promise<KeySet>;
}

/** Keeps a key set. However many ask, one request at a time is under way. */
export function remoteKeys(url: URL, cacheMs: number, clock: Clock, log: Logger): RemoteKeys {
  let keys: KeySet | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;
  let isUp = true;

  const load = async (): Promise<void> => {
    try {
      keys = await fetchKeySet(url, clock);
      fetchedAt = clock.now();
      if (!isUp) log.info({}, "the key set can be fetched again");
      isUp = true;
    } catch (error) {
      if (isUp) log.warn({ err: error }, "the key set cannot be fetched");
      isUp = false;
    }
  };
  const refresh = (leastMs: number): Promise<void> | undefined => {
    if (fetching === undefined && clock.now() - triedAt >= leastMs) {
      triedAt = clock.now();
      fetching = load().finally(() => {
        fetching = undefined;
      });
    }
    return fetching;
  };

  const current = async (): Promise<KeySet> => {
    const age = clock.now() - fetchedAt;
    if (age >= staleMs) await refresh(withoutKeysMs);
    // Whoever comes while fresh keys are fetched goes on with those that are there.
    else if (age >= cacheMs) void refresh(unknownKeyMs);
    if (keys === undefined || clock.now() - fetchedAt >= staleMs) {
      throw new ServeError("auth-unavailable", { detail: "Ask again.", headers: { "retry-after": "1" } });
    }
    return keys;
  };
  return {
    current,
    async afterUnknownKey() {
      await refresh(unknownKeyMs);
      return current();
    },
  };
}

/** Fetches a key set: no redirects, bounded in time and bytes. */
async function fetchKeySet(url: URL, clock: Clock): Promise<KeySet> {
  const abort = new AbortController();
  const stop = clock.after(fetchTimeoutMs, () => {
    abort.abort(new Error(`The key set took more than ${fetchTimeoutMs} ms`));
  });
  try {
    const response = await fetch(url, {
      redirect: "error",
      signal: abort.signal,
      headers: { accept: "application/jwk-set+json, application/json" },
    });
    if (response.status !== 200) throw new Error(`The key set was answered with status ${response.status}`);
    return keySetOf(JSON.parse(await readText(response)));
  } finally {
    stop();
    // Ends what is left of the answer.
    abort.abort();
  }
}

async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > largestAnswer) throw new Error(`The key set has more than ${largestAnswer} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
