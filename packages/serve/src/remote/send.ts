import { orAborted } from "./bound-signal.ts";
import { RemoteFault } from "./remote-fault.ts";

/** A request to a remote. */
export interface RemoteRequest {
  readonly method: "GET" | "POST";
  /** Behind the remote's URL; begins with a slash. */
  readonly path: string;
  /** Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default: none. */
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined;
}

/** A good answer: its status is between 200 and 299, its body complete and not too long. */
export interface RemoteAnswer {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** How a request is sent. */
export interface SendOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** How long the body of an answer may be. */
  readonly answerBytes: number;
}

/** How much of the text of a refusal goes to the log, in bytes. */
const loggedBytes = 512;
/** The longest that a remote may keep its callers away, in seconds. */
const longestRetryAfter = 60;

/**
 * Sends one request over a connection that is kept. Redirects are not followed.
 *
 * @throws RemoteFault for everything but a good answer; the signal's reason when that aborts.
 */
export async function send(request: RemoteRequest, options: SendOptions): Promise<RemoteAnswer> {
  const { signal, answerBytes } = options;
  const response = await ask(request, options);
  const { status, headers } = response;
  if (status >= 200 && status < 300) {
    if (Number(headers.get("content-length") ?? 0) > answerBytes) {
      discard(response);
      throw tooLong(answerBytes);
    }
    return { headers, body: await readBody(response, answerBytes, signal) };
  }
  if (status >= 300 && status < 400) {
    discard(response);
    throw new RemoteFault("unusable", `The remote answered ${status}, and redirects are not followed`, { status });
  }
  const message = `The remote answered ${status}: ${await readStart(response, signal)}`;
  if (!isUnavailable(status)) throw new RemoteFault("rejected", message, { status });
  throw new RemoteFault("unavailable", message, { status, retryAfter: retryAfterOf(headers) });
}

async function ask(
  { method, path, headers, body }: RemoteRequest,
  { url, headers: common, fetch, signal }: SendOptions,
): Promise<Response> {
  try {
    return await fetch(url.href.replace(/\/$/, "") + path, {
      method,
      // What is compressed could be longer than it looks.
      headers: { accept: "application/json", "accept-encoding": "identity", ...common, ...headers },
      body: body ?? null,
      signal,
      redirect: "manual",
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new RemoteFault("unreachable", `The remote gave no answer: ${reasonOf(cause)}`, { cause });
  }
}

/** The code of the system's fault behind a failed fetch, such as `ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause === undefined ? error.name : reasonOf(error.cause);
}

/** Whether a status says that the remote, or its model, is not there now; the model was when it was loaded. */
function isUnavailable(status: number): boolean {
  return status >= 500 || status === 404 || status === 408 || status === 425 || status === 429;
}

function retryAfterOf(headers: Headers): number {
  const header = headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(header) ? Math.min(longestRetryAfter, Number(header)) : 1;
}

async function readBody(response: Response, mostBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(response, signal)) {
    length += chunk.length;
    if (length > mostBytes) throw tooLong(mostBytes);
    chunks.push(chunk);
  }
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, length);
}

/** The first bytes of a body as text, for the log. */
async function readStart(response: Response, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(response, signal)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= loggedBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, loggedBytes).toString();
}

/** The pieces of a body; what is not read is discarded. */
async function* chunksOf(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await orAborted(reader.read(), signal);
      if (done) return;
      yield value;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new RemoteFault("unavailable", "The remote's answer broke off", { cause });
  } finally {
    reader.cancel().catch(() => {});
  }
}

function discard({ body }: Response): void {
  body?.cancel().catch(() => {});
}

function tooLong(mostBytes: number): RemoteFault {
  return new RemoteFault("unusable", `The remote's answer has more than ${mostBytes} bytes`);
}
