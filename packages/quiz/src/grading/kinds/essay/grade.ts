/** A person grades it. */
export function gradeEssay(): undefined {
  return undefined;
}
