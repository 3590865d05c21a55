import { randomUUID } from "node:crypto";
import { Router, raw } from "express";
import type { ErrorRequestHandler, Response as Answer } from "express";

/** How the labs reach the model server. */
export interface ModelProxyOptions {
  modelServerUrl: string;
  /**
   * How long an answer may take, in milliseconds.
   *
   * @default 10_000
   */
  timeoutMs?: number;
}

const maxBodyBytes = 16_384;
const maxAnswerBytes = 1_048_576;

/** What of the model server's answer goes on to the browser. */
const passedHeaders = [
  "content-type",
  "retry-after",
  "x-model-name",
  "x-model-version",
  "x-model-release",
  "x-request-id",
];

/**
 * `POST /models/{name}/predict` on the page's own origin, passed on to the model server: the only path and method that
 * are, with a bounded body and a bounded answer, and without cookies or credentials.
 */
export function modelProxy({ modelServerUrl, timeoutMs = 10_000 }: ModelProxyOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.post(
    "/models/:name/predict",
    raw({ type: () => true, limit: maxBodyBytes, inflate: false }),
    (request, response) =>
      pass(
        `${modelServerUrl}/models/${encodeURIComponent(request.params.name)}/predict`,
        { contentType: request.headers["content-type"], body: request.body, timeoutMs },
        response,
      ),
  );
  router.use((_request, response) => {
    problem(response, 404, "not-found", "There is no such lab.");
  });
  router.use(refuseBody);
  return router;
}

async function pass(
  url: string,
  { contentType, body, timeoutMs }: { contentType: string | undefined; body: unknown; timeoutMs: number },
  response: Answer,
): Promise<void> {
  try {
    const upstream = await fetch(url, {
      method: "POST",
      headers: { ...(contentType !== undefined && { "content-type": contentType }), accept: "application/json" },
      body: body instanceof Uint8Array ? new Uint8Array(body) : "",
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = await boundedText(upstream);
    response.status(upstream.status).set("cache-control", "no-store");
    for (const header of passedHeaders) {
      const value = upstream.headers.get(header);
      if (value !== null) response.set(header, value);
    }
    response.end(answer);
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError") {
      problem(response, 504, "model-server-timeout", "The model server did not answer in time.");
    } else {
      problem(response, 502, "model-server-unreachable", "The model server cannot be reached. Is it running?");
    }
  }
}

/** The answer as bytes, read no further than a lab can use. */
async function boundedText(upstream: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of upstream.body ?? []) {
    length += chunk.length;
    if (length > maxAnswerBytes) throw new Error("The answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const refuseBody: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
  if (status === 413) problem(response, 413, "body-too-large", `A body may have ${maxBodyBytes} bytes.`);
  else if (status === 415) problem(response, 415, "unsupported-content-encoding", "Send the body as it is.");
  else if (status === 400) problem(response, 400, "bad-request", "The request is not complete.");
  else problem(response, 500, "internal", "The reader could not pass the request on.");
};

/** The same form of error as the model server's own (RFC 9457). */
function problem(response: Answer, status: number, code: string, detail: string): void {
  const requestId = randomUUID();
  const body = { type: `urn:mlops:problem:${code}`, title: titles[code] ?? detail, status, detail, code, requestId };
  response.status(status).set("x-request-id", requestId).set("cache-control", "no-store");
  response.type("application/problem+json").send(JSON.stringify(body));
}

const titles: Readonly<Record<string, string>> = {
  "model-server-timeout": "The model server is too slow",
  "model-server-unreachable": "The model server is not there",
};
