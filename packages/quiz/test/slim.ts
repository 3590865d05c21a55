import type { RichText } from "@mlops/schema";
import type { Grade, Part, PartStatus } from "@mlops/quiz";

const position = { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };

/** Rich text of one word or more. */
export function text(markdown: string): RichText {
  return { markdown, nodes: [], position };
}

/** Options, items or rights by their ids: `"a b c"`. */
export function named(ids: string): { id: string }[] {
  return ids.split(" ").map((id) => ({ id }));
}

/** The letters of a word, each the id of an option. */
export function lettersOf(word: string): string[] {
  return word.split("");
}

/** How each part came out, by its id. */
export function partsOf({ parts }: Grade): Record<string, PartStatus> {
  return Object.fromEntries(parts.map(({ id, status }: Part) => [id, status]));
}

/** Why an answer is invalid, or how right it is. */
export function verdictOf({ status, reason }: Grade): string {
  return reason ?? status;
}

/** The runs of a property. */
export const runs: { numRuns: number } = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };
