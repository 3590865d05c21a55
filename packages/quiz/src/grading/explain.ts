import type { Grade, InvalidReason, TraceStep } from "./grade-result.ts";
import type { PolicyName } from "./policies/policy.ts";

/** The sentences of `explain`, to be put into other languages. */
export interface ExplainPhrases {
  readonly invalid: Readonly<Record<InvalidReason, string>>;
  readonly manual: string;
  readonly parts: (step: Extract<TraceStep, { step: "parts" }>) => string;
  readonly policies: Readonly<Record<PolicyName, string>>;
  /** What a policy made of the parts. */
  readonly policy: (words: string, share: string) => string;
  readonly bounds: (from: string, to: string) => string;
  readonly certainty: (certainty: number, share: string) => string;
  readonly penalty: (tries: number, penalty: string, share: string) => string;
  readonly best: (share: string) => string;
  readonly points: (points: number, max: number) => string;
}

/** The sentences in English. */
export const englishPhrases: ExplainPhrases = {
  invalid: {
    unanswered: "There is no answer yet.",
    malformed: "The answer is not of the form that this question takes.",
    "unknown-option": "The answer names something that the question does not have.",
    "too-many": "The answer has more parts than the question.",
    duplicate: "The answer names something twice.",
    incomplete: "Not everything is placed yet.",
    "too-long": "The answer is too long.",
    "not-a-number": "The answer is not a number.",
    "unknown-unit": "The answer needs one of the question's units.",
  },
  manual: "A person grades this answer.",
  parts: ({ right, wrong, missed, count }) =>
    count === 1
      ? right === 1
        ? "The answer is right."
        : "The answer is not right."
      : `Of ${count} parts ${right} right, ${wrong} wrong and ${missed} missed.`,
  policies: {
    exact: "All or nothing",
    fractions: "The weights added up",
    edc: "Every decision counted",
    halves: "Halved for each error",
    coverage: "What was found, times how much of the choice is right",
    perOptionPenalty: "Right ones less wrong ones",
    mapResponse: "What each value is worth, added up",
    cbm: "Weighed with certainty",
  },
  policy: (words, share) => `${words}: ${share}.`,
  bounds: (from, to) => `Held within what can be earned: ${to} in place of ${from}.`,
  certainty: (certainty, share) => `With a certainty of ${certainty}: ${share}.`,
  penalty: (tries, penalty, share) =>
    `Less ${penalty} for each of ${tries} earlier ${tries === 1 ? "try" : "tries"}: ${share}.`,
  best: (share) => `An earlier try counts, which earned ${share}.`,
  points: (points, max) => `That is ${points} of ${max} points.`,
};

/**
 * Says in words how an answer came to its points.
 *
 * @param phrases - The sentences in another language. Default: English.
 *
 * @example
 * explain(grade(question, ["a"]));
 * // "Of 3 parts 2 right, 0 wrong and 1 missed. Every decision counted: 67 %. That is 0.67 of 1 points."
 */
export function explain(grade: Grade, phrases: ExplainPhrases = englishPhrases): string {
  const sentences = grade.trace.map((step) => sentenceOf(step, phrases));
  if (grade.status !== "invalid" && grade.status !== "ungraded")
    sentences.push(phrases.points(grade.points, grade.max));
  return sentences.join(" ");
}

function sentenceOf(step: TraceStep, phrases: ExplainPhrases): string {
  switch (step.step) {
    case "invalid":
      return phrases.invalid[step.reason];
    case "manual":
      return phrases.manual;
    case "parts":
      return phrases.parts(step);
    case "policy":
      return phrases.policy(phrases.policies[step.policy], percent(step.fraction));
    case "bounds":
      return phrases.bounds(percent(step.from), percent(step.to));
    case "certainty":
      return phrases.certainty(step.certainty, percent(step.fraction));
    case "penalty":
      return phrases.penalty(step.tries, percent(step.penalty), percent(step.fraction));
    case "best":
      return phrases.best(percent(step.fraction));
  }
}

/** A fraction in percent, with as many decimals as it needs up to five. */
function percent(fraction: number): string {
  return `${Math.round(fraction * 1e7) / 1e5} %`;
}
