/** What loading a course can report beyond its lessons, with its severity. */
export const courseCodes = {} as const;
