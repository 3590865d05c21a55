import { plainText } from "@mlops/schema";
import { choicesOf } from "../choices.ts";
import type { Rule } from "../rule.ts";

/** The right option is so much longer than the next one that its length gives it away. */
const muchLonger = 1.3;
const muchLongerBy = 10;

/** Test-wise learners pick the longest option: authors qualify the right one with more care than the wrong ones. */
export const optionLongestCorrect: Rule = (linted, report) => {
  for (const { question, rights, wrongs } of choicesOf(linted)) {
    const [right] = rights;
    if (question.type !== "choice" || right === undefined) continue;
    const longest = Math.max(...wrongs.map(({ words }) => words.length));
    if (right.words.length < longest * muchLonger || right.words.length < longest + muchLongerBy) continue;
    report("option-longest-correct", right.content.position, {
      message: "The right answer is clearly the longest, which gives it away.",
      expected: `at most ${Math.floor(longest * muchLonger)} characters, as the others`,
      received: `${right.words.length} characters`,
      hint: "Shorten it, or say as much in the wrong ones.",
    });
  }
};

const ofTheAbove =
  /^(?:all|none|both|neither|any|some|either)(?: (?:two|three|four))?(?: of)?(?: the)? (?:above|these|those|them|others?|other answers|options|answers|listed)\.?$|^(?:both )?[a-f] (?:and|or) [a-f]\.?$/i;

/** "All of the above" stands above others when options are shuffled. */
export const optionAllOfTheAbove: Rule = (linted, report) => {
  if (!linted.isEnglish) return;
  for (const { options, mayShuffle } of choicesOf(linted)) {
    for (const { words, content, pinned } of options) {
      if (!mayShuffle || pinned === true || !ofTheAbove.test(words)) continue;
      report("option-all-of-the-above", content.position, {
        message: "This answer refers to others by their place, but options may be shuffled.",
        received: words,
        hint: "Write `A{pin}:` so that it stays last, or better: make it a question with several right answers.",
      });
    }
  }
};

/** Options that only differ in case, articles or punctuation at their end cannot both be meant. */
export const optionNearDuplicate: Rule = (linted, report) => {
  for (const { options } of choicesOf(linted)) {
    const seen = new Map<string, string>();
    for (const { words, content } of options) {
      const folded = words
        .toLowerCase()
        .replaceAll(/[“”‘’"'.,;:!?]+(?=\s|$)|(?<=^|\s)["'“‘]|\b(?:an?|the) /gu, "")
        .trim();
      const other = seen.get(folded);
      seen.set(folded, words);
      if (folded === "" || other === undefined || other === words) continue;
      report("option-near-duplicate", content.position, {
        message: "Two answers say the same.",
        expected: "answers that differ in what they say",
        received: `${words} / ${other}`,
      });
    }
  }
};

const shortestTelling = 6;

/** The right option repeats a word of the prompt that no other has: a clue to who knows nothing. */
export const optionRepeatsPrompt: Rule = (linted, report) => {
  for (const { question, rights, wrongs } of choicesOf(linted)) {
    const [right] = rights;
    if (question.type !== "choice" || right === undefined) continue;
    const prompt = longWords(plainText(question.prompt));
    const elsewhere = new Set(wrongs.flatMap(({ words }) => [...longWords(words)]));
    const clues = [...longWords(right.words)].filter((word) => prompt.has(word) && !elsewhere.has(word));
    if (clues.length === 0 || [...elsewhere].some((word) => prompt.has(word))) continue;
    report("option-repeats-prompt", right.content.position, {
      message: "Of all answers, only the right one repeats a word of the question.",
      received: clues.join(", "),
      hint: "Use the word in a wrong answer as well, or another word here.",
    });
  }
};

/** Longer words, without endings that grammar puts there. */
function longWords(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return new Set(
    words.map((word) => word.replace(/(?:ing|ed|es|s)$/, "")).filter((word) => word.length >= shortestTelling),
  );
}
