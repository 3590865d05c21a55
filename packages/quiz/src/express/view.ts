import { split } from "@mlops/schema";
import type { AnswerKey, JsonValue, PublicQuestion, PublicText, RichText, SplitQuestion } from "@mlops/schema";
import { publicText } from "@mlops/schema";
import { alignAttempt } from "../attempts/align.ts";
import type { AlignedQuestion } from "../attempts/align.ts";
import type { AttemptScore, MigrationNotice } from "../attempts/events.ts";
import type { ReviewTime } from "../attempts/rules.ts";
import { gradeQuestion } from "../attempts/score.ts";
import type { AttemptPhase, AttemptState } from "../attempts/state.ts";
import { timeLeft } from "../attempts/timing.ts";
import type { Certainty, Grade } from "../grading/grade-result.ts";
import { shuffle } from "../shuffle/shuffle.ts";
import type { ServedQuiz } from "./quiz-source.ts";

/** A question of an attempt as its learner may see it now. */
export interface QuestionView {
  /** Options in the order that the attempt's seed gives them, where they are shuffled. */
  readonly question: PublicQuestion;
  /** What is answered now. */
  readonly response: JsonValue;
  readonly certainty?: Certainty | undefined;
  readonly flagged: boolean;
  /** The hints that were asked for. */
  readonly hints: readonly PublicText[];
  /** How many more hints there are. */
  readonly hintsLeft: number;
  /** How many tries were used. */
  readonly used: number;
  /** How many tries are left; `null` when nothing limits them. */
  readonly left: number | null;
  /** How the last try came out, once the rules let the learner know: all of it only when no try is left. */
  readonly grade?: Grade | Pick<Grade, "status" | "feedback"> | undefined;
  /** What was right and why, once the rules let the learner know. */
  readonly key?: AnswerKey | undefined;
}

/** An attempt as its learner may see it now. */
export interface AttemptView {
  readonly attemptId: string;
  readonly quizId: string;
  readonly title?: PublicText | undefined;
  readonly intro?: PublicText | undefined;
  /** Which attempt of the learner at this quiz it is, from 1. */
  readonly number: number;
  readonly phase: AttemptPhase;
  readonly timedOut: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** The server's time, which is the one that counts. */
  readonly now: number;
  /** How long is left to answer, in milliseconds; `null` when nothing limits it. */
  readonly timeLeft: number | null;
  /** How many events the log has. */
  readonly version: number;
  readonly questions: readonly QuestionView[];
  /** What became of answers to questions that were changed meanwhile. */
  readonly notices: readonly MigrationNotice[];
  /** What it earned, once the rules let the learner know. */
  readonly score?: Omit<AttemptScore, "questions"> | undefined;
}

/** What a learner may be shown of an attempt. Nothing of a key is in it before the rules allow it. */
export function viewOf(quiz: ServedQuiz, state: AttemptState, now: number): AttemptView {
  const { attemptId, quizId, number, phase, timedOut, startedAt, endedAt, version, score } = state;
  const review = reviewTime(state);
  const isClosed = phase === "finished" && (review !== "afterClose" || now >= (state.rules.closesAt ?? Infinity));
  const halves = new Map(quiz.questions.map(halvesOf).map((half) => [half.public.id, half]));
  const { questions, notices } = alignAttempt(quiz, state);
  const { points, min, max, fraction, passed } = score ?? {};
  return {
    attemptId,
    quizId,
    ...textOf("title", quiz.title),
    ...textOf("intro", quiz.intro),
    number,
    phase,
    timedOut,
    startedAt,
    endedAt,
    now,
    timeLeft: endedAt === null ? timeLeft(state, now) : 0,
    version,
    questions: questions.flatMap((aligned) => {
      const half = halves.get(aligned.known.id);
      return half === undefined ? [] : [questionView(half, aligned, state, { review, isClosed })];
    }),
    notices,
    ...(isClosed && points !== undefined && min !== undefined && max !== undefined && fraction !== undefined
      ? { score: { points, min, max, fraction, ...(passed === undefined ? {} : { passed }) } }
      : {}),
  };
}

/** When the learner of an attempt may see what was right. */
function reviewTime({ rules: { review, attemptPolicy } }: AttemptState): ReviewTime {
  return review ?? (attemptPolicy === undefined || attemptPolicy.type === "deferred" ? "afterFinish" : "afterAnswer");
}

function questionView(
  half: SplitQuestion,
  aligned: AlignedQuestion,
  attempt: AttemptState,
  { review, isClosed }: { readonly review: ReviewTime; readonly isClosed: boolean },
): QuestionView {
  const { known, state } = aligned;
  const { answer } = state;
  const before = gradeQuestion({ known, tries: state.tries }, attempt.rules);
  const isTried = state.tries.length > 0;
  // After the end everything that was answered counts, handed in one by one or not.
  const grade = isClosed ? gradeQuestion(aligned, attempt.rules).grade : before.grade;
  const isOver = isClosed || (isTried && before.left === 0);
  const mayKnow = review !== "never" && (isClosed || (review === "afterAnswer" && isTried));
  return {
    question: shuffled(half.public, attempt),
    response: answer?.response ?? null,
    ...(answer?.certainty === undefined ? {} : { certainty: answer.certainty }),
    flagged: state.flagged,
    hints: (half.key.hints ?? []).slice(0, state.hintsShown).map(publicText),
    hintsLeft: Math.max(0, known.hints - state.hintsShown),
    used: before.used,
    left: before.left,
    ...(mayKnow ? { grade: isOver ? grade : { status: grade.status, feedback: grade.feedback } } : {}),
    ...(mayKnow && isOver ? { key: half.key } : {}),
  };
}

function halvesOf(question: ServedQuiz["questions"][number]): SplitQuestion {
  return "type" in question ? split(question) : { public: question.public, key: question.key };
}

function shuffled(question: PublicQuestion, { seed, rules }: AttemptState): PublicQuestion {
  switch (question.type) {
    case "choice":
    case "multi":
      return rules.shuffle === true ? { ...question, options: shuffle(question.options, seed, question.id) } : question;
    // Their order in the public side is by id, which is nobody's wish.
    case "order":
      return { ...question, items: shuffle(question.items, seed, question.id) };
    case "match":
      return { ...question, rights: shuffle(question.rights, seed, question.id) };
    case "trueFalse":
    case "numeric":
    case "text":
    case "cloze":
    case "tracing":
    case "essay":
      return question;
  }
}

function textOf<Name extends string>(
  name: Name,
  text: RichText | PublicText | undefined,
): { readonly [Field in Name]?: PublicText } {
  const found: { [Field in Name]?: PublicText } = {};
  if (text !== undefined) found[name] = publicText(text);
  return found;
}
