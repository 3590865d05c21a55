import { compileQuiz, gradeQuiz } from "@mlops/quiz";
import { responseSchemas } from "@mlops/schema/zod";
import * as z from "zod/mini";
import { race } from "./measure.mjs";

const letters = ["a", "b", "c", "d"];

const rounds = { rounds: 21, least: 30, warmup: 5 };

/** Eight questions with one right option of four. */
const questions = Array.from({ length: 8 }, (_, index) => ({
  type: "choice",
  id: `q-deployment-${index}`,
  points: 1 + (index % 2),
  options: letters.map((letter) => ({ id: `the-${letter}-model-${index}` })),
  key: { correct: `the-b-model-${index}` },
}));

/** Answers as they come out of JSON, from all wrong to all right. */
const submissions = Array.from({ length: 64 }, (_, learner) =>
  JSON.parse(
    JSON.stringify(
      Object.fromEntries(
        questions.map(({ id, options }, index) => [id, options[(learner * 7 + index * 3) % options.length].id]),
      ),
    ),
  ),
);

const schema = z.strictObject(Object.fromEntries(questions.map(({ id, type }) => [id, responseSchemas[type]])));

/** What one would write by hand, for these questions alone. */
function handWritten(submission) {
  let total = 0;
  const results = [];
  for (const { id, points, key } of questions) {
    const correct = submission[id] === key.correct;
    const earned = correct ? points : 0;
    total += earned;
    results.push({ correct, points: earned });
  }
  return { results, points: total };
}

/** Grading a quiz of eight choice questions, as rows of a table. */
export async function quizRows() {
  const quiz = { questions, pass: 0.7 };
  const compiled = compileQuiz(quiz);
  for (const submission of submissions) {
    const points = [handWritten(submission), gradeQuiz(quiz, submission), compiled(submission)].map(
      (one) => one.points,
    );
    if (new Set(points).size > 1) throw new Error(`the candidates disagree: ${points.join(", ")}`);
  }

  // Kept and looked at, so that nothing can be left out.
  let sum = 0;
  const forEach = (pointsOf) => () => {
    for (const submission of submissions) sum += pointsOf(submission);
  };
  const grading = {
    handWritten: forEach((submission) => handWritten(submission).points),
    compiled: forEach((submission) => compiled(submission).points),
  };
  const alone = race(grading, rounds);
  const times = race(
    {
      compiled: grading.compiled,
      zod: forEach((submission) => Number(schema.safeParse(submission).success)),
      zodThenHandWritten: forEach((submission) => handWritten(schema.parse(submission)).points),
      zodThenCompiled: forEach((submission) => compiled(schema.parse(submission)).points),
      zodThenGrade: forEach((submission) => gradeQuiz(quiz, schema.parse(submission)).points),
    },
    rounds,
  );
  if (!(sum > 0)) throw new Error("nothing was graded");

  const nanoseconds = (time) => `${((time / submissions.length) * 1e6).toFixed(0)} ns`;
  const row = (what, ratio, goal, note) => ({
    what,
    value: `${ratio.toFixed(2)} ×`,
    goal: `≥ ${goal} ×`,
    isMet: ratio >= goal,
    note,
  });
  return [
    row(
      "zod, then a compiled quiz",
      times.zod / times.zodThenCompiled,
      0.8,
      `speed relative to zod alone; ${nanoseconds(times.zodThenCompiled)} against ${nanoseconds(times.zod)} for eight answers, each with its grade; with the check written by hand in its place ${(times.zod / times.zodThenHandWritten).toFixed(2)} ×`,
    ),
    row(
      "a compiled quiz",
      times.zodThenGrade / times.compiled,
      10,
      `faster than zod, then gradeQuiz, which compiles each time; ${nanoseconds(times.compiled)} against ${nanoseconds(times.zodThenGrade)}`,
    ),
    row(
      "a compiled quiz",
      alone.handWritten / alone.compiled,
      0.5,
      `speed relative to a check written by hand; ${nanoseconds(alone.compiled)} against ${nanoseconds(alone.handWritten)}`,
    ),
  ];
}
