import * as z from "zod/mini";

/** How asking the model ended. */
export type PredictResult =
  | { kind: "answer"; prediction: string; confidence: number; status: number; milliseconds: number; raw: string }
  | {
      kind: "problem";
      title: string;
      detail: string;
      faults: string[];
      status: number;
      milliseconds: number;
      raw: string;
    }
  | { kind: "unreachable" };

/** Sends one request: `fetch` in the browser. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

const answerSchema = z.object({ prediction: z.string(), confidence: z.number() });
const problemSchema = z.object({
  title: z.string(),
  detail: z.string(),
  errors: z.optional(
    z.array(
      z.object({
        pointer: z.string(),
        detail: z.string(),
        expected: z.optional(z.string()),
        received: z.optional(z.string()),
      }),
    ),
  ),
});

/** Asks a model through the page's own origin and measures how long the answer takes. */
export async function askModel(
  model: string,
  features: readonly (number | null)[],
  send: Send,
  now: () => number,
): Promise<PredictResult> {
  const start = now();
  try {
    const response = await send(`/api/models/${encodeURIComponent(model)}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ features }),
    });
    const raw = await response.text();
    return read(raw, response.status, now() - start);
  } catch {
    return { kind: "unreachable" };
  }
}

function read(raw: string, status: number, milliseconds: number): PredictResult {
  const body: unknown = JSON.parse(raw);
  const answer = answerSchema.safeParse(body);
  if (status === 200 && answer.success) return { kind: "answer", ...answer.data, status, milliseconds, raw };
  const { title, detail, errors = [] } = problemSchema.parse(body);
  const faults = errors.map(
    ({ pointer, detail: fault, expected, received }) =>
      `${pointer === "" ? "the body" : pointer}: ${expected === undefined ? fault : `expected ${expected}, received ${received ?? "something else"}`}`,
  );
  return { kind: "problem", title, detail, faults, status, milliseconds, raw };
}
