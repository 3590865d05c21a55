import type { AnalysisInput, AnalysisItem } from "@mlops/quiz/analysis";

/** So many items with the same `max`, whose ids are their numbers from `first`. */
export function itemsOf(count: number, max = 1, first = 1): AnalysisItem[] {
  return Array.from({ length: count }, (_item, index) => ({ id: String(index + first), max }));
}

/** A table of points without options. */
export function tableOf(rows: readonly (readonly (number | null)[])[], max = 1): AnalysisInput {
  return { items: itemsOf(rows[0]?.length ?? 0, max), attempts: rows.map((scores) => ({ scores })) };
}

/** How many of 1000 persons gave each of the 32 patterns of right (1) and wrong answers, 00000 to 11111. */
const lsat6Counts = [
  3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
];

/** The same of section 7. */
const lsat7Counts = [
  12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28, 7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308,
];

function lsat(counts: readonly number[]): AnalysisInput {
  return tableOf(
    counts.flatMap((count, pattern) => {
      const scores = [4, 3, 2, 1, 0].map((bit) => (pattern >> bit) & 1);
      return Array.from({ length: count }, () => scores);
    }),
  );
}

/** Section 6 of the LSAT: Bock and Lieberman, Psychometrika 35 (1970), 179–197. */
export function lsat6(): AnalysisInput {
  return lsat(lsat6Counts);
}

/** Section 7 of the LSAT, from the same source. */
export function lsat7(): AnalysisInput {
  return lsat(lsat7Counts);
}

/** What 25 random attempts earned in 7 questions: test data of Moodle's quiz statistics, `results00.csv`. */
export const moodleQuiz00: AnalysisInput = tableOf([
  [1, 1, 1, 1, 1, 0, 1],
  [1, 1, 1, 1, 0.5, 1, 0],
  [1, 1, 1, 1, 0.5, 0, 1],
  [0, 0, 1, 1, 1, 0, 0],
  [1, 0, 1, 0, 0, 1, 0.5],
  [1, 1, 1, 1, 0.5, 0, 0.5],
  [0, 1, 1, 1, 0.5, 1, 0.5],
  [1, 1, 1, 0, 0.5, 1, 0.5],
  [1, 0, 1, 1, 1, 1, 1],
  [0, 1, 1, 0, 0.5, 1, 0.5],
  [0.8, 0, 1, 1, 0.5, 1, 0.5],
  [1, 1, 1, 0, 0.5, 1, 1],
  [1, 0, 1, 1, 0.5, 1, 0.5],
  [1, 0, 1, 1, 1, 0, 0.5],
  [0, 0, 1, 1, 0, 1, 1],
  [1, 0, 1, 0, 0.5, 1, 1],
  [0.8, 0, 1, 1, 0.5, 0, 1],
  [1, 0, 1, 1, 0, 1, 0.5],
  [1, 0, 1, 1, 0.5, 0, 0.5],
  [0, 1, 1, 0, 0.5, 1, 0],
  [1, 1, 1 / 3, 1, 0.5, 0, 0.5],
  [1, 1, 1, 0, 0.5, 0, 0.5],
  [1, 1, 1, 1, 0, 1, 0.5],
  [0, 0, 1, 0, 0.5, 1, 1],
  [0, 0, 1, 1, 1, 1, 1],
]);

/** What 22 random attempts earned in the questions 8 to 20; in 1 to 4 they earned nothing. */
const moodleMarks = [
  [5.5, 0.3, 0.9, 1, 0.3, 1, 0, 0, 1, 1, 0, 0, 1],
  [1, 0.9, 0.9, 0.3, 0.3, 1, 0, 0, 1, 0, 1, 0, 1],
  [2.5, 1, 0.9, 0.3, 1, 0, 0, 1, 1, 1, 1, 1, 1],
  [4, 0.3, 0.9, 1, 0.3, 0, 0, 0, 0, 1, 0, 0, 1],
  [3, 0.9, 0.3, 0.9, 1, 0, 1, 0, 0, 1, 1, 1, 0],
  [4.5, 0.9, 1, 1, 0.9, 0, 1, 1, 1, 0, 0, 0, 0],
  [3, 0.3, 0.3, 0.3, 0.3, 1, 0, 1, 1, 1, 1, 1, 1],
  [6, 0.9, 0.9, 1, 0.3, 0, 1, 1, 1, 1, 0, 0, 1],
  [0.5, 0.9, 1, 0.9, 0.3, 0, 1, 1, 0, 1, 1, 0, 1],
  [5.5, 0.9, 1, 0.9, 0.3, 1, 1, 0, 0, 1, 0, 0, 0],
  [2.5, 0.9, 1, 1, 0.9, 0, 1, 0, 0, 1, 0, 0, 1],
  [4, 0.9, 0.3, 0.9, 1, 0, 1, 1, 1, 1, 1, 0, 1],
  [4, 0.9, 0.3, 0.3, 1, 1, 1, 1, 0, 0, 1, 1, 0],
  [3, 1, 1, 0.3, 1, 0, 1, 0, 1, 1, 1, 1, 0],
  [1, 1, 0.9, 0.3, 0.3, 1, 0, 1, 0, 0, 0, 0, 0],
  [1, 0.3, 0.3, 0.3, 0.9, 0, 0, 0, 1, 0, 0, 0, 1],
  [1.5, 1, 0.3, 0.9, 1, 1, 1, 0, 1, 1, 0, 0, 0],
  [4, 0.9, 1, 0.9, 1, 0, 1, 1, 1, 0, 1, 0, 0],
  [2, 0.9, 0.9, 0.3, 0.9, 0, 1, 0, 0, 0, 0, 0, 0],
  [1, 1, 0.3, 0.3, 0.3, 0, 1, 1, 0, 1, 0, 0, 0],
  [6, 0.9, 1, 1, 0.9, 0, 0, 0, 1, 0, 0, 1, 1],
  [7, 0.9, 0.3, 0.3, 0.3, 1, 0, 1, 1, 1, 1, 0, 0],
];

/**
 * 20 questions, of which 5 to 7 only give information and the eighth has 8 points: test data of Moodle's quiz statistics,
 * `mdl_question_states.csv`.
 */
export const moodleStates: AnalysisInput = {
  items: [...itemsOf(4), ...itemsOf(3, 0, 5), { id: "8", max: 8 }, ...itemsOf(12, 1, 9)],
  attempts: moodleMarks.map((marks) => ({ scores: [0, 0, 0, 0, 0, 0, 0, ...marks] })),
};
