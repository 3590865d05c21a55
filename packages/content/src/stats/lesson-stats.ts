import type { Lesson, QuestionType } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import { taughtPages } from "../lint/taught-pages.ts";

/** What a lesson holds, in numbers. */
export interface LessonStats {
  pages: number;
  /** Words of the prose. */
  words: number;
  /** How long reading the prose and the code takes, in minutes, rounded up. */
  readingMinutes: number;
  /** Lines of code by language; `text` where none is named. */
  codeLines: Record<string, number>;
  quizzes: number;
  /** Questions by kind. */
  questions: Partial<Record<QuestionType, number>>;
  /** What all questions together can earn. */
  points: number;
  /** How often the right answer of a `choice` stands at each place, counted from 0. */
  answerPositions: number[];
  /** Of the `choice` questions, the share whose right answer is the longest; 0 where there are none. */
  longestIsRight: number;
  /** The pages that no question names in `TEACHES:` and that have no quiz. */
  pagesWithoutQuestion: string[];
}

/** Silent reading of English prose: the mean of M. Brysbaert, "How many words do we read per minute?" (2019). */
const wordsPerMinute = 238;

/** Code is read more slowly than prose; about a line in three seconds. */
const codeLinesPerMinute = 20;

/** Counts what a lesson holds. */
export function lessonStats(lesson: Lesson): LessonStats {
  const stats: LessonStats = {
    pages: lesson.pages.length,
    words: 0,
    readingMinutes: 0,
    codeLines: {},
    quizzes: 0,
    questions: {},
    points: 0,
    answerPositions: [],
    longestIsRight: 0,
    pagesWithoutQuestion: [],
  };
  const blocks = lesson.pages.flatMap((page) => page.blocks);
  const lineCounts = new Map<string, number>();
  let codeLines = 0;
  for (const block of blocks) {
    if (block.kind === "prose") {
      stats.words += plainText(block)
        .split(/\s+/)
        .filter((word) => word !== "").length;
    } else if (block.kind === "code") {
      const lines = block.value.split(/\r\n|[\r\n]/).length;
      const language = block.language ?? "text";
      lineCounts.set(language, (lineCounts.get(language) ?? 0) + lines);
      codeLines += lines;
    }
  }
  stats.codeLines = Object.fromEntries(lineCounts);
  const quizzes = blocks.filter((block) => block.kind === "quiz");
  const questions = quizzes.flatMap((quiz) => quiz.questions);
  stats.quizzes = quizzes.length;
  let longest = 0;
  let choices = 0;
  for (const question of questions) {
    stats.questions[question.type] = (stats.questions[question.type] ?? 0) + 1;
    stats.points += question.points;
    if (question.type !== "choice") continue;
    choices += 1;
    const place = question.options.findIndex(({ id }) => id === question.key.correct);
    while (stats.answerPositions.length <= place) stats.answerPositions.push(0);
    stats.answerPositions[place] = (stats.answerPositions[place] ?? 0) + 1;
    const lengths = question.options.map(({ content }) => plainText(content).length);
    const own = lengths[place] ?? 0;
    if (lengths.every((length, index) => index === place || length < own)) longest += 1;
  }
  stats.longestIsRight = choices === 0 ? 0 : longest / choices;
  stats.readingMinutes = Math.ceil(stats.words / wordsPerMinute + codeLines / codeLinesPerMinute);
  const taught = taughtPages(lesson);
  stats.pagesWithoutQuestion = lesson.pages
    .filter(({ id, blocks: own }) => !taught.has(id) && !own.some(({ kind }) => kind === "quiz"))
    .map(({ id }) => id);
  return stats;
}
