import type { Gradable } from "./gradable.ts";
import type { QuestionKind } from "./kind.ts";
import { gradeChoice } from "./kinds/choice/grade.ts";
import { validateChoice } from "./kinds/choice/validate.ts";

/** The answer that each kind of question takes once it is validated. */
interface Responses {
  choice: string;
}

/** Every kind of question, one line each. */
export const kinds: {
  [Type in Gradable["type"]]: QuestionKind<Extract<Gradable, { type: Type }>, Responses[Type]>;
} = {
  choice: { validate: validateChoice, grade: gradeChoice },
};
