import type { ItemFlag } from "./item-flag.ts";

/** A sentence for each flag, to be put into other languages. */
export type FlagPhrases = {
  readonly [Code in ItemFlag["code"]]: (flag: Extract<ItemFlag, { code: Code }>) => string;
};

/** The sentences in English. */
export const englishFlagPhrases: FlagPhrases = {
  "no-variance": () => "Everyone earned the same, so the item tells nobody apart.",
  "few-answers": ({ answered, limit }) => `Only ${answered} answered, fewer than ${limit}: its numbers may be chance.`,
  "too-easy": ({ facility, limit }) =>
    `Too easy: ${percent(facility)} of the points were earned, more than ${percent(limit)}.`,
  "too-hard": ({ facility, limit }) =>
    `Too hard: ${percent(facility)} of the points were earned, less than ${percent(limit)}.`,
  "negative-correlation": ({ correlation }) =>
    `Who does well in the rest does badly here (correlation ${decimal(correlation)}): the key is likely wrong, or the question misleads.`,
  "weak-correlation": ({ correlation, limit }) =>
    `It says little about who does well in the rest: the correlation is ${decimal(correlation)}, less than ${decimal(limit)}.`,
  "distractor-beats-key": ({ optionId, correlation, keyCorrelation }) =>
    `The wrong option ${optionId} draws those who do well in the rest (correlation ${decimal(correlation)}) more than the key (${
      keyCorrelation === null ? "none" : decimal(keyCorrelation)
    }): it is likely right.`,
  "key-negative": ({ optionId, correlation }) =>
    `The right option ${optionId} is chosen by those who do badly in the rest (correlation ${decimal(correlation)}): it is likely wrong.`,
  "distractor-positive": ({ optionId, correlation }) =>
    `The wrong option ${optionId} draws those who do well in the rest (correlation ${decimal(correlation)}): it may be ambiguous.`,
  "dead-distractor": ({ optionId, share, limit }) =>
    `Hardly anybody chooses the wrong option ${optionId}: ${percent(share)}, less than ${percent(limit)}.`,
};

/**
 * Says a flag in words.
 *
 * @param phrases - The sentences in another language. Default: English.
 *
 * @example
 * item.flags.map((flag) => flagMessage(flag));
 * // ["Too easy: 96 % of the points were earned, more than 90 %."]
 */
export function flagMessage(flag: ItemFlag, phrases: FlagPhrases = englishFlagPhrases): string {
  switch (flag.code) {
    case "no-variance":
      return phrases["no-variance"](flag);
    case "few-answers":
      return phrases["few-answers"](flag);
    case "too-easy":
      return phrases["too-easy"](flag);
    case "too-hard":
      return phrases["too-hard"](flag);
    case "negative-correlation":
      return phrases["negative-correlation"](flag);
    case "weak-correlation":
      return phrases["weak-correlation"](flag);
    case "distractor-beats-key":
      return phrases["distractor-beats-key"](flag);
    case "key-negative":
      return phrases["key-negative"](flag);
    case "distractor-positive":
      return phrases["distractor-positive"](flag);
    case "dead-distractor":
      return phrases["dead-distractor"](flag);
  }
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const decimal = (value: number): string => value.toFixed(2);
