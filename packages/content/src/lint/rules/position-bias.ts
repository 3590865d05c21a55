import type { Rule } from "../rule.ts";
import { startOf } from "../rule.ts";

/** With fewer questions, any distribution may be chance. */
const leastQuestions = 6;

/** How unlikely a pile of right answers at one place must be for chance. */
const significance = 0.05;

/** So many times its fair share, and at least half of all, is too much however few questions there are. */
const manyTimes = 1.5;

/**
 * Right answers that stand at one place too often can be guessed.
 *
 * The most used place is compared with chance by the upper tail of the binomial distribution, times the number of places
 * (Bonferroni), the chance of a place being the mean of 1 / options.
 */
export const answerPositionBias: Rule = ({ questions }, report) => {
  const choices = questions.flatMap(({ quiz, question }) => (question.type === "choice" ? [{ quiz, question }] : []));
  const [first] = choices;
  if (first === undefined || choices.length < leastQuestions) return;
  const counts = new Map<number, number>();
  let chance = 0;
  let places = 0;
  for (const { question } of choices) {
    const place = question.options.findIndex(({ id }) => id === question.key.correct);
    counts.set(place, (counts.get(place) ?? 0) + 1);
    chance += 1 / question.options.length / choices.length;
    places = Math.max(places, question.options.length);
  }
  const [place, count] = [...counts].toSorted((one, other) => other[1] - one[1])[0] ?? [0, 0];
  const share = count / choices.length;
  const isUnlikely = upperTail(choices.length, count, chance) * places < significance;
  if (!isUnlikely && share < Math.max(0.5, manyTimes * chance)) return;
  const order = choices.map(({ question }) => question.options.findIndex(({ id }) => id === question.key.correct));
  report("answer-position-bias", startOf(first.quiz.position), {
    message: `Of ${choices.length} right answers, ${count} stand at place ${place} (counted from 0).`,
    expected: `about ${Math.round(choices.length * chance)} at each place`,
    received: order.join(", "),
    hint: "Move right answers to other places, or let the quiz be shuffled with `{shuffle}`.",
  });
};

/** The probability of `least` or more successes in `count` trials. */
function upperTail(count: number, least: number, chance: number): number {
  let probability = (1 - chance) ** count;
  let below = 0;
  for (let successes = 0; successes < least; successes += 1) {
    below += probability;
    probability *= ((count - successes) / (successes + 1)) * (chance / (1 - chance));
  }
  return Math.max(0, 1 - below);
}
