/** What the quality rules can report about a lesson that can be read, with its severity. */
export const lintCodes = {} as const;
