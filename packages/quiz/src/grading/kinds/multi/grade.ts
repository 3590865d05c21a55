import type { GradableMulti } from "../../gradable.ts";
import { exact } from "../../fraction.ts";
import type { Part } from "../../grade-result.ts";
import type { Outcome } from "../../kind.ts";
import { feedbackOf, weightOf } from "../../values/per-option.ts";

/** Every option is a part: right ones chosen or missed, wrong ones chosen or avoided. */
export function gradeMulti({ options, key }: GradableMulti, chosen: readonly string[]): Outcome {
  const { correct, weights } = key;
  const parts = options.map(({ id }): Part => {
    const isChosen = chosen.includes(id);
    const isRight = correct.includes(id);
    return { id, status: isRight ? (isChosen ? "correct" : "missed") : isChosen ? "incorrect" : "avoided" };
  });
  // Without a right option, choosing nothing is what earns the points, and anything chosen loses them.
  const share = correct.length === 0 ? 1 : 1 / correct.length;
  let weight = correct.length === 0 ? 1 : 0;
  for (const id of chosen) {
    const otherwise = correct.includes(id) ? share : weights === undefined || correct.length === 0 ? -share : 0;
    weight += exact(weightOf(key, id) ?? otherwise);
  }
  const inOrder = options.map(({ id }) => id).filter((id) => chosen.includes(id));
  return {
    parts,
    wanted: correct.length,
    weight,
    values: { given: chosen, key: correct },
    feedback: feedbackOf(key, inOrder),
  };
}
