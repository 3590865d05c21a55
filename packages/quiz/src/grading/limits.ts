/** How long an answer is read, in UTF-16 code units; a longer one is `too-long`. */
export const responseLimits = {
  /** A number with its sign and exponent. */
  number: 80,
  /** A few words: a text answer, or one gap of a cloze. */
  text: 2_000,
  /** What a program prints. */
  output: 100_000,
  /** An essay. */
  essay: 200_000,
} as const;
