import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import type { AttemptRules } from "@mlops/quiz/attempts";
import { quizApi } from "@mlops/quiz/express";
import type { QuizApiOptions, ServedQuiz } from "@mlops/quiz/express";
import { memoryStore } from "@mlops/quiz/stores/memory";
import type { Question, RichText } from "@mlops/schema";

const start = { line: 1, column: 1, offset: 0 };
const text = (markdown: string): RichText => ({
  markdown,
  nodes: [{ type: "paragraph", children: [{ type: "text", value: markdown }] }],
  position: { start, end: start },
});

const face = (
  id: string,
): { id: string; version: string; prompt: RichText; points: number; position: Question["position"] } => ({
  id,
  version: `version-of-${id}`,
  prompt: text(`The prompt of ${id}`),
  points: 1,
  position: { start, end: start },
});
const option = (id: string): { id: string; content: RichText } => ({ id, content: text(`The option ${id}`) });

/** Every word that stands only on the side of the key holds this. */
export const secret = "SECRET";
const hidden = (what: string): RichText => text(`${secret} ${what}`);

/** A quiz with a question of most kinds, all of whose key side is marked. */
export const exam: ServedQuiz = {
  id: "exam",
  title: text("An exam"),
  pass: 0.5,
  questions: [
    {
      type: "choice",
      ...face("q-choice"),
      options: [option("o1"), option("o2"), option("o3")],
      key: {
        version: `${secret}-key-version`,
        correct: "o2",
        feedback: { o1: hidden("feedback"), o2: hidden("praise") },
      },
      explanation: hidden("explanation"),
      hints: [hidden("first hint"), hidden("second hint")],
      teaches: [`${secret}-page`],
    },
    {
      type: "multi",
      ...face("q-multi"),
      options: [option("m1"), option("m2"), option("m3"), option("m4")],
      key: { correct: ["m1", "m3"] },
      explanation: hidden("why"),
    },
    {
      type: "numeric",
      ...face("q-numeric"),
      key: { answers: [{ value: "271828", feedback: hidden("number") }], otherwise: hidden("no number") },
    },
    { type: "text", ...face("q-text"), key: { answers: [{ pattern: `${secret}*pattern` }] } },
    {
      type: "order",
      ...face("q-order"),
      items: [option("i1"), option("i2"), option("i3")],
      key: { order: ["i3", "i1", "i2"] },
    },
    { type: "tracing", ...face("q-tracing"), key: { outcome: "prints", output: `${secret} output` } },
    { type: "essay", ...face("q-essay"), key: {}, explanation: hidden("essay") },
  ],
};

/** Answers that earn every point, and a text for the essay. */
export const rightAnswers: Readonly<Record<string, unknown>> = {
  "q-choice": "o2",
  "q-multi": ["m3", "m1"],
  "q-numeric": { value: "271828" },
  "q-text": `${secret} a pattern`,
  "q-order": ["i3", "i1", "i2"],
  "q-tracing": { outcome: "prints", output: `${secret} output` },
  "q-essay": "In my own words.",
};

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** All bytes that came, headers included. */
  readonly raw: string;
  readonly headers: Headers;
}

export interface RunningApi extends AsyncDisposable {
  readonly url: string;
  readonly clock: { now: number };
  readonly errors: unknown[];
  /** Asks as a learner; `null` for nobody. */
  ask(method: string, path: string, body?: unknown, learner?: string | null): Promise<Answered>;
}

/** A real server with the API under `/quiz`; who is asking stands in a header that only this test trusts. */
export async function runApi(options: Partial<QuizApiOptions> & { rules?: AttemptRules } = {}): Promise<RunningApi> {
  const clock = { now: 1_000_000 };
  const errors: unknown[] = [];
  const api = quizApi({
    quizzes: (id) => (id === exam.id ? exam : undefined),
    store: memoryStore(),
    learner: (request) => {
      const name = request.headers["x-test-learner"];
      return typeof name === "string" ? name : null;
    },
    isGrader: (request) => request.headers["x-test-learner"] === "teacher",
    now: () => clock.now,
    onError: (error) => errors.push(error),
    ...options,
  });
  const app = express();
  app.use("/quiz", api);
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/quiz`;
  return {
    url,
    clock,
    errors,
    async ask(method, path, body, learner = "ada") {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(learner === null ? {} : { "x-test-learner": learner }),
          ...(method === "GET" ? {} : { "content-type": "application/json" }),
        },
        ...(method === "GET" ? {} : { body: typeof body === "string" ? body : JSON.stringify(body ?? {}) }),
      });
      const words = await response.text();
      const raw = [...response.headers].map((header) => header.join(": ")).join("\n") + words;
      return { status: response.status, body: JSON.parse(words) as Answered["body"], raw, headers: response.headers };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
