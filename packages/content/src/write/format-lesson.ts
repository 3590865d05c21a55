import type { Diagnostic, Lesson, LessonResult, QuizBlock } from "@mlops/schema";
import { parseLesson } from "../parse/parse-lesson.ts";
import type { ParseOptions } from "../parse/parse-lesson.ts";
import { canonicalText } from "./canonical-text.ts";
import type { FormatScope } from "./canonical-text.ts";
import { withLineFeeds } from "./line-ends.ts";
import { saysTheSame } from "./same-lesson.ts";

/** What formatting gives. */
export interface FormattedLesson {
  text: string;
  /** The findings about the text that was given. */
  diagnostics: Diagnostic[];
}

/**
 * Writes the text of a lesson in its canonical form; see `docs/lesson-format.md`.
 *
 * Read with the same options, the result is the same lesson: that is checked, and what would not be the same stays as it was
 * written. So does a quiz with an error. Formatting the result again changes nothing.
 */
export function formatLesson(text: string, options: ParseOptions = {}): FormattedLesson {
  return formatWith(text, options, false);
}

/** With `withIds`, every question that can be read gets its `ID:` line. */
export function formatWith(text: string, options: ParseOptions, withIds: boolean): FormattedLesson {
  const first = parseLesson(text, options);
  let current = { text, result: first };
  for (let round = 0; round < maxRounds; round += 1) {
    const next = step(current.text, current.result, options, withIds);
    if (next.text === current.text) return { text: next.text, diagnostics: first.diagnostics };
    current = next;
  }
  return { text, diagnostics: first.diagnostics };
}

/** Formatting comes to rest at the second round; a text that does not would change each time, so it is left alone. */
const maxRounds = 5;

interface Step {
  text: string;
  result: LessonResult;
}

/** The most that can be formatted at once without a change to what the lesson says. */
function step(text: string, result: LessonResult, options: ParseOptions, withIds: boolean): Step {
  // Without pages it is not known what white space means.
  if (result.lesson.pages.length === 0 && text.trim() !== "") return { text, result };
  const plain = withLineFeeds(text.replace(/^\uFEFF+/, ""));
  const asRead = plain === text ? result : parseLesson(plain, options);
  const verbatim = new Set<QuizBlock>();
  const attempt = (scope: FormatScope): { step: Step; isSame: boolean } => {
    const formatted = canonicalText(plain, asRead, options, { ...scope, withIds });
    const again = formatted === text ? result : parseLesson(formatted, options);
    return { step: { text: formatted, result: again }, isSame: saysTheSame(again.lesson, result.lesson) };
  };

  const all = attempt({ verbatim, keepsQuizzes: false, keepsLines: false });
  if (all.isSame) return all.step;
  for (const quiz of differingQuizzes(asRead.lesson, all.step.result.lesson)) verbatim.add(quiz);
  if (verbatim.size > 0) {
    const most = attempt({ verbatim, keepsQuizzes: false, keepsLines: false });
    if (most.isSame) return most.step;
  }
  for (const keepsLines of [false, true]) {
    const some = attempt({ verbatim, keepsQuizzes: true, keepsLines });
    if (some.isSame) return some.step;
  }
  return { text, result };
}

/** The quizzes that became others. */
function differingQuizzes(before: Lesson, after: Lesson): QuizBlock[] {
  const others = quizzesOf(after);
  return quizzesOf(before).filter((quiz, index) => !saysTheSame(quiz, others[index]));
}

function quizzesOf({ pages }: Lesson): QuizBlock[] {
  return pages.flatMap(({ blocks }) => blocks.filter((block) => block.kind === "quiz"));
}
