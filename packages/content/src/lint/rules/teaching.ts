import { plainText } from "@mlops/schema";
import { nearest } from "../nearest.ts";
import type { Rule } from "../rule.ts";
import { startOf } from "../rule.ts";
import { ownPage, taughtPages } from "../taught-pages.ts";

/** A page with fewer words teaches little that could be asked. */
const leastWords = 60;

/** A lesson that asks nothing does not show what was learnt. */
export const lessonWithoutQuestion: Rule = ({ lesson, quizzes, questions }, report) => {
  const [page] = lesson.pages;
  const hasUnreadable = quizzes.some(({ quiz }) => quiz.unreadable.length > 0);
  if (questions.length > 0 || hasUnreadable || page === undefined) return;
  report("lesson-without-question", startOf(page.position), { message: "The lesson has no question." });
};

/** Where questions say what teaches them, a page that none names is not asked about. */
export const pageWithoutQuestion: Rule = ({ lesson, questions }, report) => {
  if (!questions.some(({ question }) => question.teaches !== undefined)) return;
  const taught = taughtPages(lesson);
  for (const page of lesson.pages) {
    const words = page.blocks
      .flatMap((block) => (block.kind === "prose" ? plainText(block).split(/\s+/) : []))
      .filter((word) => word !== "").length;
    if (words < leastWords || taught.has(page.id) || page.blocks.some(({ kind }) => kind === "quiz")) continue;
    report("page-without-question", startOf(page.position), {
      message: "No question of the lesson asks about this page.",
      expected: `\`TEACHES: #${page.id}\` in a question`,
    });
  }
};

/** Where other questions say which page teaches them, one that does not is a gap. */
export const questionTeachesNothing: Rule = ({ lesson, questions }, report) => {
  const some = questions.some(({ question }) => question.teaches !== undefined);
  if (!some || lesson.pages.length < 2) return;
  for (const { question } of questions) {
    if (question.teaches !== undefined) continue;
    report("question-teaches-nothing", question.prompt.position, {
      message: "The question does not say which page teaches it, as others do.",
      expected: "`TEACHES:` with a page",
    });
  }
};

/** A page that is not there cannot teach. */
export const teachesUnknownPage: Rule = ({ lesson, questions }, report) => {
  const pages = lesson.pages.map(({ id }) => id);
  for (const { question } of questions) {
    for (const page of question.teaches ?? []) {
      const own = ownPage(page, lesson);
      if (own === undefined || pages.includes(own)) continue;
      const meant = nearest(own, pages);
      report("teaches-unknown-page", question.position, {
        message: `The lesson has no page \`${own}\`.`,
        expected: pages.join(", "),
        received: page,
        ...(meant !== undefined && { hint: `Did you mean #${meant}?` }),
      });
    }
  }
};
