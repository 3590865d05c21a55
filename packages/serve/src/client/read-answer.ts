import type { Problem } from "../core/errors/problem.ts";
import { ServeClientError } from "./error.ts";

/** What came back, as data. */
export interface Answer {
  readonly body: unknown;
  /** Why the call has failed; `undefined` for a good answer. */
  readonly error: ServeClientError | undefined;
}

/**
 * Reads an answer, whoever sent it: not every one is the kit's.
 *
 * @param what - The call, for messages.
 * @throws ServeClientError `network` where the connection ends before the body.
 */
export async function readAnswer(
  response: Response,
  what: string,
  sentId: string | undefined,
  parse: (text: string) => unknown,
): Promise<Answer> {
  const { status, headers } = response;
  const requestId = headers.get("x-request-id") ?? sentId;
  const known = { status, requestId, retryAfter: retryAfterOf(headers.get("retry-after")) };
  const type = headers.get("content-type") ?? "no media type";
  const failed = (received: string, cause?: unknown): Answer => ({
    body: undefined,
    error: new ServeClientError("http-error", `${what}: ${status} with ${received}`, { ...known, cause }),
  });
  if (!/[/+]json\b/i.test(type)) {
    // A page of any length, which nobody reads.
    response.body?.cancel().catch(() => {});
    return failed(`${type} in place of JSON`);
  }
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new ServeClientError("network", `${what}: the answer broke off`, { ...known, cause });
  }
  let body: unknown;
  try {
    body = parse(text);
  } catch (cause) {
    return failed("a body that is no JSON", cause);
  }
  if (response.ok) return { body, error: undefined };
  if (!isProblem(body)) return { ...failed("another body than problem details"), body };
  const message = `${what}: ${status} ${body.code}: ${body.detail}`;
  return { body, error: new ServeClientError(body.code, message, { ...known, problem: body }) };
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === "object" &&
    body !== null &&
    "code" in body &&
    typeof body.code === "string" &&
    "detail" in body &&
    typeof body.detail === "string"
  );
}

/** Seconds, from a number of them or from a date (RFC 9110, section 10.2.3). */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
