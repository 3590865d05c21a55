import type { ChoiceKey } from "@mlops/schema";

/** What grading needs of a choice question; a whole `ChoiceQuestion` fits as it is. */
export interface GradableChoice {
  readonly type: "choice";
  readonly points: number;
  readonly options: readonly { readonly id: string }[];
  readonly key: Readonly<ChoiceKey>;
}

/** What grading needs of a question of any kind: a union discriminated by `type`. */
export type Gradable = GradableChoice;
