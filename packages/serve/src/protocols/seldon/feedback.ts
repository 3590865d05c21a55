import { kindOf } from "../../core/errors/kind-of.ts";
import type { HttpExchange, Reply } from "../../core/http/exchange.ts";
import { readJson } from "../../core/http/read-body.ts";
import { jsonRules } from "../../core/limits.ts";
import type { Limits } from "../../core/limits.ts";
import { malformed, misfit } from "./errors.ts";
import { isObject, ownValue } from "./message.ts";

/** What a caller says of a prediction. */
export interface Feedback {
  /** The `SeldonMessage` that was asked with, as it came. */
  readonly request: unknown;
  /** The `SeldonMessage` that was answered, as it came. */
  readonly response: unknown;
  /** How good it was; finite. */
  readonly reward: number | undefined;
  /** The `SeldonMessage` that would have been right, as it came. */
  readonly truth: unknown;
}

/** Where feedback comes from. */
export interface FeedbackContext {
  readonly requestId: string;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Takes feedback; may be slow. */
export type FeedbackHook = (feedback: Feedback, context: FeedbackContext) => void | Promise<void>;

const keys: ReadonlySet<string> = new Set(["request", "response", "reward", "truth"]);

/**
 * Answers `POST /api/v1.0/feedback`.
 *
 * @throws ServeError for whatever is wrong with the body.
 */
export async function takeFeedback(
  exchange: HttpExchange,
  limits: Limits,
  hook: FeedbackHook | undefined,
): Promise<Reply> {
  const { batchBytes, inflatedBytes } = limits;
  const json = jsonRules(limits);
  const { requestId, signal } = exchange;
  const body = await readJson(exchange, { bodyBytes: batchBytes, inflatedBytes, json, mediaType: "any" });
  const feedback = readFeedback(body);
  await hook?.(feedback, { requestId, signal });
  return { status: 200, body: { json: {} } };
}

function readFeedback(body: unknown): Feedback {
  if (!isObject(body)) throw malformed(`Invalid JSON: feedback is an object, not ${kindOf(body)}.`);
  if (Object.keys(body).some((key) => !keys.has(key))) {
    throw malformed(`Invalid JSON: feedback has no other fields than ${[...keys].join(", ")}.`);
  }
  for (const key of ["request", "response", "truth"]) {
    const message = ownValue(body, key) ?? undefined;
    if (message !== undefined && !isObject(message)) {
      throw malformed(`Invalid JSON: ${key} is a SeldonMessage, not ${kindOf(message)}.`);
    }
  }
  const reward = ownValue(body, "reward") ?? undefined;
  if (reward !== undefined && typeof reward !== "number") {
    throw misfit("/reward", "Not a number", "a number", kindOf(reward));
  }
  return {
    request: ownValue(body, "request"),
    response: ownValue(body, "response"),
    reward,
    truth: ownValue(body, "truth"),
  };
}
