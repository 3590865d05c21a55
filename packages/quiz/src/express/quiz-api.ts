import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Router, json } from "express";
import type { Request } from "express";
import { replay } from "../attempts/replay.ts";
import type { QuizApiContext, QuizApiOptions } from "./options.ts";
import { QuizApiError, sendJson, sendProblem } from "./problem.ts";
import { readBody } from "./read-body.ts";
import { appendTo, busy, loadAttempt, notFound, runCommand, startOrResume } from "./run-command.ts";
import { viewOf } from "./view.ts";

interface Reply {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Answer = (request: Request, learnerId: string) => Promise<Reply>;

const defaultBodyBytes = 400_000;

/**
 * The attempts of learners over HTTP: started, answered, timed, graded and reviewed on the server.
 *
 * The key of a question does not leave it before the rules of the attempt allow that; nothing that a client says about
 * scores or time counts; an attempt of somebody else is answered as one that there is not. Every body is JSON, and every
 * error problem details (RFC 9457) with a stable `code`.
 *
 * @returns A router for `app.use` of Express 5 or 4.
 *
 * @example
 * app.use("/quiz", quizApi({ quizzes: (id) => quizzes.get(id), store: memoryStore(), learner: (request) => userOf(request) }));
 */
export function quizApi(options: QuizApiOptions): Router {
  const { quizzes, store, learner, rules = {} } = options;
  const context: QuizApiContext = {
    quizzes,
    store,
    learner,
    isGrader: options.isGrader ?? (() => false),
    rules: typeof rules === "function" ? rules : () => rules,
    now: options.now ?? Date.now,
    newId: options.newId ?? randomUUID,
  };
  const router = Router();
  const parse = json({ limit: options.bodyBytes ?? defaultBodyBytes, type: "application/json" });

  const routes: readonly [method: "get" | "post" | "put", path: string, answer: Answer][] = [
    ...learnerRoutes(context),
    ...graderRoutes(context),
  ];
  const answerFault = (response: ServerResponse, error: unknown): void => {
    const known = error instanceof QuizApiError ? error : internal(error);
    if (known.code === "internal") options.onError?.(error);
    if (response.headersSent) response.destroy();
    else sendProblem(response, known);
  };
  for (const [method, path, answer] of routes) {
    const handle = async (request: Request, response: ServerResponse): Promise<void> => {
      const learnerId = await context.learner(request);
      if (learnerId === null || learnerId === "") {
        throw new QuizApiError("unauthenticated", "Say who you are.", { headers: { "www-authenticate": "Bearer" } });
      }
      if (method !== "get") await readJsonOf(request, response, parse);
      const { status = 200, body, headers } = await answer(request, learnerId);
      sendJson(response, status, body, headers);
    };
    router[method](path, (request, response) => {
      handle(request, response).catch((error: unknown) => {
        answerFault(response, error);
      });
    });
  }
  for (const path of new Set(routes.map(([, one]) => one))) {
    const allow = routes.flatMap(([method, one]) => (one === path ? [method.toUpperCase()] : [])).join(", ");
    router.all(path, (_request, _response, next) => {
      next(new QuizApiError("method-not-allowed", `This path takes ${allow}.`, { headers: { allow } }));
    });
  }
  router.use((error: unknown, _request: Request, response: ServerResponse, _next: (error?: unknown) => void) => {
    answerFault(response, error);
  });
  return router;
}

function internal(error: unknown): QuizApiError {
  // A path that cannot be decoded is the client's fault, and the only one that the router itself finds.
  if (error instanceof URIError) return notFound();
  return new QuizApiError("internal", "The server could not answer this request.");
}

function learnerRoutes(context: QuizApiContext): [method: "get" | "post" | "put", path: string, answer: Answer][] {
  const run = async (
    request: Request,
    learnerId: string,
    command: Parameters<typeof runCommand>[3],
  ): Promise<Reply> => {
    const { quiz, state } = await runCommand(context, param(request, "attemptId"), learnerId, command);
    return { body: viewOf(quiz, state, context.now()) };
  };
  const plain =
    (command: "pause" | "resume" | "finish"): Answer =>
    async (request, learnerId) => {
      readBody("none", request.body);
      return run(request, learnerId, { type: command });
    };
  const question = "/attempts/:attemptId/questions/:questionId";
  return [
    [
      "post",
      "/attempts",
      async (request, learnerId) => {
        const { quizId } = readBody("start", request.body);
        const { quiz, state, isNew } = await startOrResume(context, quizId, learnerId);
        const location = `${request.baseUrl}/attempts/${encodeURIComponent(state.attemptId)}`;
        return { status: isNew ? 201 : 200, body: viewOf(quiz, state, context.now()), headers: { location } };
      },
    ],
    [
      "get",
      "/attempts",
      async (request, learnerId) => {
        const { quizId } = request.query;
        const filter = typeof quizId === "string" ? { learnerId, quizId } : { learnerId };
        return { body: { attempts: await context.store.list(filter) } };
      },
    ],
    ["get", "/attempts/:attemptId", (request, learnerId) => run(request, learnerId, { type: "expire" })],
    ["post", "/attempts/:attemptId/pause", plain("pause")],
    ["post", "/attempts/:attemptId/resume", plain("resume")],
    ["post", "/attempts/:attemptId/finish", plain("finish")],
    [
      "put",
      `${question}/answer`,
      async (request, learnerId) => {
        const body = readBody("answer", request.body);
        return run(request, learnerId, { type: "answer", questionId: param(request, "questionId"), ...body });
      },
    ],
    [
      "put",
      `${question}/flag`,
      async (request, learnerId) => {
        const { flagged } = readBody("flag", request.body);
        return run(request, learnerId, { type: "flag", questionId: param(request, "questionId"), flagged });
      },
    ],
    [
      "post",
      `${question}/submit`,
      async (request, learnerId) => {
        readBody("none", request.body);
        return run(request, learnerId, { type: "submit", questionId: param(request, "questionId") });
      },
    ],
    [
      "post",
      `${question}/hints`,
      async (request, learnerId) => {
        readBody("none", request.body);
        return run(request, learnerId, { type: "showHint", questionId: param(request, "questionId") });
      },
    ],
  ];
}

function graderRoutes(context: QuizApiContext): [method: "get" | "post" | "put", path: string, answer: Answer][] {
  /** Who is not a grader finds nothing here. */
  const byGrader =
    (answer: Answer): Answer =>
    async (request, learnerId) => {
      if (!(await context.isGrader(request))) throw notFound();
      return answer(request, learnerId);
    };
  return [
    [
      "get",
      "/attempts/:attemptId/log",
      byGrader(async (request) => {
        const { log, state } = await loadAttempt(context, param(request, "attemptId"), null);
        return { body: { log, state } };
      }),
    ],
    [
      "post",
      "/attempts/:attemptId/questions/:questionId/grade",
      byGrader(async (request, by) => {
        const body = readBody("grade", request.body);
        const [attemptId, questionId] = [param(request, "attemptId"), param(request, "questionId")];
        const { state } = await runCommand(context, attemptId, null, {
          type: "gradeManually",
          questionId,
          by,
          ...body,
        });
        return { body: { score: state.score } };
      }),
    ],
    [
      "post",
      "/attempts/:attemptId/regrade",
      byGrader(async (request) => {
        const { commit = false } = readBody("regrade", request.body);
        const attemptId = param(request, "attemptId");
        for (let round = 0; round < 10; round += 1) {
          const loaded = await loadAttempt(context, attemptId, null);
          const regrade = replay(loaded.log, loaded.quiz, context.now());
          if ("fault" in regrade) throw new Error(regrade.fault.message);
          const { event, ...difference } = regrade;
          if (!commit) return { body: { ...difference, isCommitted: false } };
          if (event === undefined) throw new QuizApiError("not-finished", "The attempt is not finished");
          if ((await appendTo(context, attemptId, loaded, [event])) !== undefined) {
            return { body: { ...difference, isCommitted: true } };
          }
        }
        throw busy();
      }),
    ],
  ];
}

function param(request: Request, name: "attemptId" | "questionId"): string {
  const value = request.params[name];
  return typeof value === "string" ? value : "";
}

/** Parses the body where the host app has not done so, and turns what goes wrong into a problem. */
function readJsonOf(request: Request, response: ServerResponse, parse: ReturnType<typeof json>): Promise<void> {
  // A form of another site can send any other type with the learner's cookies.
  const [type = ""] = (request.headers["content-type"] ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") {
    return Promise.reject(
      new QuizApiError("unsupported-media-type", "Send JSON, with `content-type: application/json`."),
    );
  }
  return new Promise((resolve, reject) => {
    parse(request, response, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(bodyError(error));
    });
  });
}

function bodyError(error: unknown): QuizApiError {
  const type = typeof error === "object" && error !== null && "type" in error ? error.type : undefined;
  if (type === "entity.too.large") return new QuizApiError("body-too-large", "The body is too long.");
  if (type === "encoding.unsupported" || type === "charset.unsupported") {
    return new QuizApiError("unsupported-media-type", "Send JSON in UTF-8.");
  }
  return new QuizApiError("body-invalid", "The body is not JSON.");
}
