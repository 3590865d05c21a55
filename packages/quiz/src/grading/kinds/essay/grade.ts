/** A person grades it. */
export const gradeEssay = (): undefined => undefined;
