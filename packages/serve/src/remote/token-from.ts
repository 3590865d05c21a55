import { orAborted } from "./bound-signal.ts";
import { assertToken } from "./options.ts";

/**
 * The token to send now.
 *
 * @throws TypeError for one that no header can hold, what the function throws, or the signal's reason when that aborts.
 */
export async function tokenFrom(
  token: string | (() => string | Promise<string>),
  signal: AbortSignal,
): Promise<string> {
  if (typeof token === "string") return token;
  const given = await orAborted(Promise.resolve(token()), signal);
  assertToken(given);
  return given;
}
