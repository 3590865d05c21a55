import type { ServerResponse } from "node:http";
import type { RefusalCode } from "../attempts/refusal.ts";
import type { InvalidReason } from "../grading/grade-result.ts";

/** The codes of errors that are not refusals of an attempt. */
export type RequestErrorCode =
  | "unauthenticated"
  | "not-found"
  | "method-not-allowed"
  | "body-invalid"
  | "body-too-large"
  | "unsupported-media-type"
  | "busy"
  | "internal";

/** Every code that an answer of the API can have. */
export type QuizApiErrorCode = RequestErrorCode | RefusalCode;

/** The status of each code. */
const statusOf: Readonly<Record<QuizApiErrorCode, number>> = {
  unauthenticated: 401,
  "not-found": 404,
  "method-not-allowed": 405,
  "body-invalid": 400,
  "body-too-large": 413,
  "unsupported-media-type": 415,
  busy: 503,
  internal: 500,
  "not-open": 403,
  closed: 403,
  "attempts-used-up": 403,
  "time-up": 409,
  paused: 409,
  "not-paused": 409,
  "not-pausable": 409,
  finished: 409,
  "not-finished": 409,
  "question-unknown": 404,
  "question-changed": 409,
  "question-locked": 409,
  "no-way-back": 409,
  "answer-invalid": 422,
  "answer-unchanged": 409,
  "not-one-by-one": 409,
  "no-hint-left": 409,
  "hint-not-yet": 409,
  "points-out-of-range": 422,
};

/** A fault in a body: where, what was expected and what came. */
export interface BodyFault {
  /** A JSON pointer: `/points`. */
  readonly pointer: string;
  readonly expected: string;
  readonly received: string;
}

interface Details {
  readonly errors?: readonly BodyFault[] | undefined;
  readonly reason?: InvalidReason | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An error that is answered with problem details. */
export class QuizApiError extends Error {
  override readonly name = "QuizApiError";
  readonly code: QuizApiErrorCode;
  readonly details: Details;

  constructor(code: QuizApiErrorCode, detail: string, details: Details = {}) {
    super(detail);
    this.code = code;
    this.details = details;
  }
}

/** Answers with RFC 9457 problem details: `type`, `title`, `status`, `detail`, `code`, and where it helps `errors` and `reason`. */
export function sendProblem(response: ServerResponse, { code, message, details }: QuizApiError): void {
  const { headers, errors, reason } = details;
  const status = statusOf[code];
  const body = {
    type: `urn:mlops:problem:${code}`,
    title: code.replaceAll("-", " "),
    status,
    detail: message,
    code,
    ...(errors === undefined ? {} : { errors }),
    ...(reason === undefined ? {} : { reason }),
  };
  sendJson(response, status, body, { "content-type": "application/problem+json", ...headers });
}

/** Answers with JSON that nobody keeps. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const payload = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": payload.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(payload);
}
