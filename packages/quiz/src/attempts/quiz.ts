import type { Gradable, GradableHalves } from "../grading/gradable.ts";
import { murmur3 } from "../shuffle/murmur3.ts";

/** What an attempt needs of a question. A whole `Question`, or the two halves that `split` gives, fit as they are. */
export type AttemptQuestion =
  | (Gradable & {
      readonly id: string;
      readonly version: string;
      /** Only their number counts. */
      readonly hints?: readonly unknown[] | undefined;
    })
  | GradableHalves;

/** What an attempt needs of a quiz. A `QuizBlock` of a lesson fits as it is. */
export interface AttemptQuiz {
  readonly id: string;
  readonly questions: readonly AttemptQuestion[];
  /** The share of the points that passes, from 0 to 1. */
  readonly pass?: number | undefined;
}

/** A question as attempts look at it, whichever way it came. */
export interface KnownQuestion {
  readonly id: string;
  readonly version: string;
  /** The key's version, where it has one. */
  readonly keyVersion: string;
  readonly hints: number;
  readonly question: AttemptQuestion;
}

export function knownQuestion(question: AttemptQuestion): KnownQuestion {
  const [face, key, hints] =
    "type" in question
      ? [question, question.key, question.hints]
      : [question.public, question.key.key, question.key.hints];
  return { id: face.id, version: face.version, keyVersion: key.version ?? "", hints: hints?.length ?? 0, question };
}

/** The question with an id; `undefined` when there is none. */
export function findQuestion({ questions }: AttemptQuiz, id: string): KnownQuestion | undefined {
  const found = questions.find((question) => ("type" in question ? question.id : question.public.id) === id);
  return found && knownQuestion(found);
}

/**
 * A name for what a quiz asks and accepts: it changes when a question is added, removed, moved or changed, or a key is.
 *
 * 16 hexadecimal digits: two MurmurHash3 of the questions' ids, versions and key versions. Not for secrets.
 */
export function quizVersion(quiz: AttemptQuiz): string {
  const text = JSON.stringify(
    quiz.questions.map((question) => {
      const { id, version, keyVersion } = knownQuestion(question);
      return [id, version, keyVersion];
    }),
  );
  return [0, 1].map((seed) => murmur3(text, seed).toString(16).padStart(8, "0")).join("");
}
