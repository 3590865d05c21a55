import { QuizError } from "../errors.ts";
import type { Gradable, GradableHalves } from "./gradable.ts";
import type { QuestionKind } from "./kind.ts";
import { kinds } from "./registry.ts";

/** A kind of question whose questions and answers are not known more closely. */
export type AnyKind = QuestionKind<Gradable, unknown>;

/**
 * The kind of a question.
 *
 * @throws QuizError `question-type-unknown`.
 */
export function kindOf({ type }: Gradable): AnyKind {
  if (!Object.hasOwn(kinds, type)) {
    throw new QuizError(
      "question-type-unknown",
      `There is no grader for questions of the type ${JSON.stringify(type)}`,
    );
  }
  // Each kind takes its own questions and what its own `validate` gives; the table is keyed by their type.
  return kinds[type];
}

/**
 * A question as one, from its halves where it comes in two.
 *
 * @throws QuizError `key-mismatch` when the halves are of two questions, or of two versions of one.
 */
export function gradable(question: Gradable | GradableHalves): Gradable {
  if ("type" in question) return question;
  const { public: face, key } = question;
  if (key.questionId !== face.id || key.questionVersion !== face.version || key.type !== face.type) {
    throw new QuizError(
      "key-mismatch",
      `The question is ${face.type} ${face.id} of version ${face.version}, its key is for ${key.type} ${key.questionId} of version ${key.questionVersion}`,
    );
  }
  const whole = { ...face, key: key.key };
  if (isWhole(whole)) return whole;
  throw new QuizError("key-mismatch", "The key is none");
}

/** Both halves have the same type, as was checked: with a key, they are the question. */
function isWhole(halves: object): halves is Gradable {
  return "key" in halves && typeof halves.key === "object";
}
