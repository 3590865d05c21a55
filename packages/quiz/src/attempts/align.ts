import { gradable, kindOf } from "../grading/kind-of.ts";
import { validate } from "../grading/grade.ts";
import type { MigrationNotice } from "./events.ts";
import { knownQuestion } from "./quiz.ts";
import type { AttemptQuiz, KnownQuestion } from "./quiz.ts";
import type { AttemptState, GivenAnswer, QuestionState } from "./state.ts";

/** A question as it is now, with what was answered to it. */
export interface AlignedQuestion {
  readonly known: KnownQuestion;
  readonly state: QuestionState;
  /** Every answer that counts, the last one the one that was not handed in by itself. */
  readonly tries: readonly GivenAnswer[];
}

/** An attempt beside the quiz as it is now. */
export interface Aligned {
  /** What was asked and still is, in the order of the quiz. */
  readonly questions: readonly AlignedQuestion[];
  /** What became of the answers to questions that were changed. */
  readonly notices: readonly MigrationNotice[];
}

/**
 * Lays an attempt beside a quiz whose questions may have been changed since it started.
 *
 * Answers belong to a question by its id. They count for another version of it as long as they still are answers to it.
 */
export function alignAttempt(quiz: AttemptQuiz, state: AttemptState): Aligned {
  const byId = new Map(state.questions.map((question) => [question.questionId, question]));
  const questions: AlignedQuestion[] = [];
  const notices: MigrationNotice[] = [];
  for (const question of quiz.questions) {
    const known = knownQuestion(question);
    const asked = byId.get(known.id);
    byId.delete(known.id);
    if (asked === undefined) {
      notices.push({ questionId: known.id, what: "added", to: known.version });
      continue;
    }
    const given = givenTo(asked);
    const tries = given.filter((answer) => fits(known, answer));
    questions.push({ known, state: asked, tries });
    const changed = given.find(({ questionVersion }) => questionVersion !== known.version);
    if (changed !== undefined) {
      const what = tries.length < given.length ? "dropped" : "changed";
      notices.push({ questionId: known.id, what, from: changed.questionVersion, to: known.version });
    }
  }
  for (const asked of byId.values()) {
    const from = givenTo(asked).at(-1)?.questionVersion ?? asked.version;
    notices.push({ questionId: asked.questionId, what: "removed", from });
  }
  return { questions, notices };
}

/** What was handed in, and what is answered since. */
function givenTo({ tries, answer, isChanged }: QuestionState): readonly GivenAnswer[] {
  return isChanged && answer !== null ? [...tries, answer] : tries;
}

/** Whether an answer to some version of a question is an answer to this one; of the same version it is whatever it was. */
function fits({ version, question }: KnownQuestion, { questionVersion, response }: GivenAnswer): boolean {
  if (questionVersion === version) return true;
  const whole = gradable(question);
  return "response" in validate(kindOf(whole), whole, response);
}
