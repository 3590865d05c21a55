import type { Request } from "./snippets.ts";
import { parseServerTiming } from "./server-timing.ts";
import type { Timing } from "./server-timing.ts";
import { isObject, objectsIn, textIn } from "./field.ts";

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  /** From sending to the last byte, in milliseconds. */
  readonly milliseconds: number;
  readonly timings: readonly Timing[];
}

/** Sends a request. Rejects where the server cannot be reached. */
export async function send(request: Request, secret: string | undefined, signal: AbortSignal): Promise<Answer> {
  const { url, headers, credential, body } = request;
  const secrets: [string, string][] =
    credential === undefined || secret === undefined ? [] : [[credential.header, credential.scheme + secret]];
  const sentAt = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: [...headers.map(([name, value]): [string, string] => [name, value]), ...secrets],
    body,
    signal,
    cache: "no-store",
    credentials: "same-origin",
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: [...response.headers],
    text,
    milliseconds: performance.now() - sentAt,
    timings: parseServerTiming(response.headers.get("server-timing") ?? ""),
  };
}

/** A place in the body, and what is wrong there. */
export interface Fault {
  /** The steps of its JSON Pointer. */
  readonly path: readonly string[];
  readonly text: string;
}

/** The faults that problem details list. */
export function faultsIn(problem: unknown): Fault[] {
  return objectsIn(isObject(problem) ? problem["errors"] : undefined).map((error) => {
    const expected = textIn(error, "expected");
    const [, ...steps] = (textIn(error, "pointer") ?? "").split("/");
    return {
      path: steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")),
      text: expected === undefined ? (textIn(error, "detail") ?? "") : `Expected ${expected}.`,
    };
  });
}
