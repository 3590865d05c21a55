import { decide } from "../attempts/decide.ts";
import type { AttemptCommand } from "../attempts/decide.ts";
import type { AttemptEvent } from "../attempts/events.ts";
import { foldAttempt } from "../attempts/fold.ts";
import type { Refusal } from "../attempts/refusal.ts";
import { startAttempt } from "../attempts/start.ts";
import type { AttemptState } from "../attempts/state.ts";
import type { QuizApiContext } from "./options.ts";
import { QuizApiError } from "./problem.ts";
import type { ServedQuiz } from "./quiz-source.ts";

/** How often a command is decided anew because somebody else was faster; of all who try at once, one goes on each time. */
const rounds = 200;

/** An attempt with the quiz that it is at. */
export interface LoadedAttempt {
  readonly quiz: ServedQuiz;
  readonly state: AttemptState;
  readonly log: readonly AttemptEvent[];
}

/**
 * An attempt that somebody may see: its own learner, or a grader.
 *
 * @param learnerId - `null` for a grader.
 * @throws QuizApiError `not-found`, the same for one that there is not and for one of somebody else.
 */
export async function loadAttempt(
  context: QuizApiContext,
  attemptId: string,
  learnerId: string | null,
): Promise<LoadedAttempt> {
  const log = await context.store.load(attemptId);
  const folded = foldAttempt(log);
  if ("fault" in folded) {
    if (folded.fault.code === "log-empty") throw notFound();
    throw new Error(`The log of an attempt cannot be read, event ${folded.fault.index}: ${folded.fault.message}`);
  }
  const { state } = folded;
  if (learnerId !== null && state.learnerId !== learnerId) throw notFound();
  const quiz = await context.quizzes(state.quizId);
  if (quiz === undefined) throw notFound();
  return { quiz, state, log };
}

/** Does what is asked for where the attempt stands, whoever else is at it at the same time. */
export async function runCommand(
  context: QuizApiContext,
  attemptId: string,
  learnerId: string | null,
  command: AttemptCommand,
): Promise<LoadedAttempt> {
  for (let round = 0; round < rounds; round += 1) {
    const loaded = await loadAttempt(context, attemptId, learnerId);
    const { events, refused } = decide(loaded.quiz, loaded.state, command, context.now());
    const done = await appendTo(context, attemptId, loaded, events);
    if (done === undefined) continue;
    if (refused !== undefined) throw refusalError(refused);
    return done;
  }
  throw busy();
}

/** The attempt with more events in its log; `undefined` when somebody else was faster. */
export async function appendTo(
  { store }: QuizApiContext,
  attemptId: string,
  { quiz, state, log }: LoadedAttempt,
  events: readonly AttemptEvent[],
): Promise<LoadedAttempt | undefined> {
  if (events.length === 0) return { quiz, state, log };
  const result = await store.append(attemptId, log.length, events);
  if (result.type === "conflict") return undefined;
  const whole = [...log, ...events];
  const folded = foldAttempt(whole);
  if ("fault" in folded) throw new Error(`What was decided cannot be folded: ${folded.fault.message}`);
  return { quiz, state: folded.state, log: whole };
}

/** Starts an attempt, or gives the one that the learner has not finished yet. */
export async function startOrResume(
  context: QuizApiContext,
  quizId: string,
  learnerId: string,
): Promise<LoadedAttempt & { readonly isNew: boolean }> {
  const quiz = await context.quizzes(quizId);
  if (quiz === undefined) throw notFound();
  for (let round = 0; round < rounds; round += 1) {
    const before = await context.store.list({ learnerId, quizId });
    const open = before.findLast(({ isFinished }) => !isFinished);
    if (open !== undefined) {
      const resumed = await runCommand(context, open.attemptId, learnerId, { type: "expire" });
      if (resumed.state.phase !== "finished") return { ...resumed, isNew: false };
      // Its time was up; the list is read again with it finished.
      continue;
    }
    const attemptId = context.newId();
    const start = { attemptId, learnerId, seed: context.newId(), rules: await context.rules(quizId, learnerId) };
    const started = startAttempt(quiz, { ...start, before: before.length }, context.now());
    if ("refused" in started) throw refusalError(started.refused);
    const result = await context.store.append(attemptId, 0, started.events);
    if (result.type === "conflict") continue;
    return { ...(await loadAttempt(context, attemptId, learnerId)), isNew: true };
  }
  throw busy();
}

export function notFound(): QuizApiError {
  return new QuizApiError("not-found", "There is no such thing here.");
}

export function busy(): QuizApiError {
  return new QuizApiError("busy", "Too much happens to this attempt at once.", { headers: { "retry-after": "1" } });
}

function refusalError({ code, message, reason }: Refusal): QuizApiError {
  return new QuizApiError(code, message, { reason });
}
