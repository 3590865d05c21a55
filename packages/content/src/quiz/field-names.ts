/** The names of the fields in a quiz. */
export const fieldNames: readonly FieldName[] = [
  "TITLE",
  "INTRO",
  "Q",
  "TYPE",
  "ID",
  "POINTS",
  "SCORING",
  "TAGS",
  "TEACHES",
  "UNITS",
  "TOLERANCE",
  "A",
  "FEEDBACK",
  "CORRECT",
  "HINT",
  "EXPLAIN",
];

/** The name of a field. */
export type FieldName =
  | "TITLE"
  | "INTRO"
  | "Q"
  | "TYPE"
  | "ID"
  | "POINTS"
  | "SCORING"
  | "TAGS"
  | "TEACHES"
  | "UNITS"
  | "TOLERANCE"
  | "A"
  | "FEEDBACK"
  | "CORRECT"
  | "HINT"
  | "EXPLAIN";

const names: ReadonlySet<string> = new Set(fieldNames);

export function isFieldName(word: string): word is FieldName {
  return names.has(word);
}
