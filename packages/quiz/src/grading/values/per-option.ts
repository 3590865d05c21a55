import type { PerOption } from "@mlops/schema";
import type { Feedback } from "../grade-result.ts";

/** What the author says to who chose these options. */
export function feedbackOf({ feedback = {} }: Readonly<PerOption>, chosen: readonly string[]): Feedback[] {
  return chosen.flatMap((part) => {
    const content = Object.hasOwn(feedback, part) ? feedback[part] : undefined;
    return content === undefined ? [] : [{ part, content }];
  });
}

/** The author's weight of an option; `undefined` where it has none. */
export function weightOf({ weights = {} }: Readonly<PerOption>, id: string): number | undefined {
  return Object.hasOwn(weights, id) ? weights[id] : undefined;
}
