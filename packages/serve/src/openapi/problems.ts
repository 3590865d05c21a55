import { errorTable } from "../core/errors/codes.ts";
import { refTo } from "./json.ts";
import type { Json } from "./json.ts";

/** The codes of each status, in the order of the table. */
const codesByStatus: ReadonlyMap<number, readonly [code: string, title: string][]> = Object.entries(errorTable).reduce(
  (map, [code, { status, title }]) => map.set(status, [...(map.get(status) ?? []), [code, title]]),
  new Map<number, [code: string, title: string][]>(),
);

const fault: Json = {
  type: "object",
  description: "One place in the body and what is wrong with it.",
  properties: {
    pointer: { type: "string", description: "A JSON Pointer (RFC 6901); empty for the whole body." },
    detail: { type: "string" },
    expected: { type: "string" },
    received: { type: "string", description: "The kind of what came, never the value." },
  },
  required: ["pointer", "detail"],
};

const problem: Json = {
  type: "object",
  description: "Problem details (RFC 9457).",
  properties: {
    type: { type: "string", format: "uri", description: "urn:mlops:problem: and the code." },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: refTo("schemas", "ErrorCode"),
    requestId: { type: "string" },
    errors: { type: "array", items: refTo("schemas", "Fault") },
    hint: { type: "string" },
  },
  required: ["type", "title", "status", "detail", "code", "requestId"],
};

/** The schemas of faults: problem details, and one narrower for each status with its closed list of codes. */
export function problemSchemas(): Record<string, Json> {
  const narrowed = [...codesByStatus].map(([status, codes]): [string, Json] => [
    `Problem${status}`,
    {
      allOf: [refTo("schemas", "Problem")],
      properties: { status: { const: status }, code: { enum: codes.map(([code]) => code) } },
    },
  ]);
  return {
    ErrorCode: { type: "string", enum: Object.keys(errorTable) },
    Fault: fault,
    Problem: problem,
    ...Object.fromEntries(narrowed),
  };
}

/** The answers of faults, by status, and `problem` for any. */
export function problemResponses(): Record<string, Json> {
  const responses = [...codesByStatus].map(([status, codes]): [string, Json] => [
    `problem${status}`,
    response(
      codes.map(([code, title]) => `- \`${code}\`: ${title}.`).join("\n"),
      `Problem${status}`,
      headersOf(status),
    ),
  ]);
  return { ...Object.fromEntries(responses), problem: response("Any other fault.", "Problem", headersOf(undefined)) };
}

/** References to these answers for the statuses that a route may answer with. */
export function faultsOf(statuses: readonly number[]): Record<string, Json> {
  const own = statuses.filter((status) => codesByStatus.has(status));
  return {
    ...Object.fromEntries(own.map((status) => [String(status), refTo("responses", `problem${status}`)])),
    default: refTo("responses", "problem"),
  };
}

/** What tells a caller of its budget, where there are budgets. */
export const rateLimitHeaders: Json = {
  "ratelimit-policy": refTo("headers", "ratelimit-policy"),
  ratelimit: refTo("headers", "ratelimit"),
};

function response(description: string, schema: string, headers: Json): Json {
  return { description, headers, content: { "application/problem+json": { schema: refTo("schemas", schema) } } };
}

function headersOf(status: number | undefined): Json {
  return {
    "x-request-id": refTo("headers", "x-request-id"),
    ...((status === 429 || status === 503) && { "retry-after": refTo("headers", "retry-after") }),
    ...(status === 429 && rateLimitHeaders),
    ...(status === 401 && { "www-authenticate": refTo("headers", "www-authenticate") }),
  };
}
