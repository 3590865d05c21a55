import { backoffMs } from "../core/resilience/backoff.ts";
import { boundSignal } from "./bound-signal.ts";
import type { ResolvedOptions } from "./options.ts";
import { RemoteError } from "./remote-error.ts";
import { RemoteFault } from "./remote-fault.ts";
import { send } from "./send.ts";
import { tokenFrom } from "./token-from.ts";
import type { RemoteAnswer, RemoteRequest } from "./send.ts";

/**
 * Asks a remote something before the model is loaded.
 *
 * @throws RemoteFault
 */
export type Ask = (request: RemoteRequest) => Promise<RemoteAnswer>;

/** How long one such request may take, in milliseconds. */
const askMs = 3_000;
const readyBackoff = { firstMs: 200, mostMs: 2_000 };

/** Makes what asks. */
export function createAsk(options: ResolvedOptions): Ask {
  const { clock, url, headers, token, fetch, answerBytes } = options;
  return async (request) => {
    const late = (): Error => new RemoteFault("unavailable", `The remote took more than ${askMs} ms`);
    const bound = boundSignal(undefined, clock, askMs, late);
    const { signal } = bound;
    try {
      const all = {
        ...headers,
        ...(token !== undefined && { authorization: `Bearer ${await tokenFrom(token, signal)}` }),
      };
      return await send(request, { url, headers: all, fetch, signal, answerBytes });
    } finally {
      bound.stop();
    }
  };
}

/**
 * Waits until a remote is ready: asks again and again, after longer and longer times, none of them fixed.
 *
 * @param isReady - Asks once; a fault stands for no.
 * @throws RemoteError `remote-not-ready`, with what the remote said last.
 */
export async function whenReady(options: ResolvedOptions, isReady: () => Promise<boolean>): Promise<void> {
  const { clock, random, readyTimeoutMs, name } = options;
  const end = clock.now() + readyTimeoutMs;
  for (let tried = 1; ; tried += 1) {
    let last: unknown = new Error("The remote says that it is not ready");
    try {
      if (await isReady()) return;
    } catch (error) {
      last = error;
    }
    const delay = backoffMs(tried, random, readyBackoff);
    if (clock.now() + delay >= end) {
      const said = last instanceof Error ? last.message : String(last);
      throw new RemoteError("remote-not-ready", `${name} was not ready within ${readyTimeoutMs} ms. ${said}`, last);
    }
    await new Promise<void>((resolve) => {
      clock.after(delay, resolve);
    });
  }
}
