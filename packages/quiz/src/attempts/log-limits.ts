/** The most questions of a quiz, and the most events of a log. */
export const logLimits = { questions: 1_000, events: 100_000 } as const;
