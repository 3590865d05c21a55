import { flag, isObject, number, object, oneOf, optional, name, words } from "../attempts/check.ts";
import type { Check } from "../attempts/check.ts";
import type { Certainty } from "../grading/grade-result.ts";
import { QuizApiError } from "./problem.ts";

/** What each kind of request may hold; every other field is refused, a score that a client claims to have above all. */
interface Bodies {
  start: { readonly quizId: string };
  answer: {
    readonly response: unknown;
    readonly certainty?: Certainty | undefined;
    readonly questionVersion?: string | undefined;
  };
  flag: { readonly flagged: boolean };
  grade: { readonly points: number; readonly comment?: string | undefined };
  regrade: { readonly commit?: boolean | undefined };
  none: Readonly<Record<string, never>>;
}

/** Whether the answer fits its question is for the grader to say. */
const anything: Check = (value, path) => (value === undefined ? { path, expected: "an answer or null" } : undefined);

const checks: { readonly [Kind in keyof Bodies]: Check } = {
  start: object({ quizId: name }),
  answer: object({ response: anything, certainty: optional(oneOf(1, 2, 3)), questionVersion: optional(name) }),
  flag: object({ flagged: flag }),
  grade: object({ points: number, comment: optional(words) }),
  regrade: object({ commit: optional(flag) }),
  none: object({}),
};

/**
 * The body of a request, checked field by field.
 *
 * @throws QuizApiError `body-invalid` that names the place.
 */
export function readBody<Kind extends keyof Bodies>(kind: Kind, body: unknown): Bodies[Kind] {
  if (isOf(kind, body)) return body;
  const found = checks[kind](body, "");
  const pointer = found?.path ?? "";
  throw new QuizApiError(
    "body-invalid",
    `Expected ${found?.expected ?? "another body"} at ${pointer === "" ? "the body" : pointer}`,
    {
      errors: [{ pointer, expected: found?.expected ?? "another body", received: typeAt(body, pointer) }],
    },
  );
}

function isOf<Kind extends keyof Bodies>(kind: Kind, body: unknown): body is Bodies[Kind] {
  return checks[kind](body, "") === undefined;
}

/** What stands at a place, in one word: never the value, which may be a secret of the client's. */
function typeAt(body: unknown, pointer: string): string {
  const field = pointer.slice(1);
  const value = field === "" ? body : isObject(body) && Object.hasOwn(body, field) ? body[field] : undefined;
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
