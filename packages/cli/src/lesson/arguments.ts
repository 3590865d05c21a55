/** The names of the profiles, `auto` included. */
export type ProfileName = "auto" | "strict" | "scraped";

/** The option `--profile`. */
export const profileArgument: {
  type: "enum";
  options: ProfileName[];
  default: ProfileName;
  description: string;
} = {
  type: "enum",
  options: ["auto", "strict", "scraped"],
  default: "auto",
  description: "How quizzes are written: one field per line, or fields run together",
};

/** The paths among the arguments. */
export function pathsOf(rest: unknown): string[] {
  return Array.isArray(rest) ? rest.map(String) : [];
}
