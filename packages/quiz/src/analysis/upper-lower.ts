import type { UpperLower } from "./analysis.ts";
import type { Sample } from "./sample.ts";

/** Which attempts are in a group. */
interface Group {
  /** 2 for an attempt in the group, 1 for one that is tied at its edge, 0 for others. */
  readonly marks: Uint8Array;
  /** How much of those at the edge is in the group, from 0 to 1. */
  readonly share: number;
}

/** The attempts with the highest and with the lowest totals, so many each. */
export interface Groups {
  readonly size: number;
  readonly upper: Group;
  readonly lower: Group;
}

/**
 * The groups at both ends of a sample: `share` of the attempts each, to the nearest whole, at least one.
 *
 * Attempts with the same total at the edge are in a group with equal shares:
 *
 *     totals       9  8  7  7  7  5  3      two groups of 3
 *     upper        1  1  ⅓  ⅓  ⅓  0  0
 *     lower        0  0  ⅓  ⅓  ⅓  1  1
 *
 * `null` where the totals do not differ.
 */
export function groupsOf({ totals, deviations, noise }: Sample, share: number): Groups | null {
  if (deviations.squares === 0) return null;
  const size = Math.max(1, Math.round(totals.length * share));
  const lower = totals.map((total) => -total);
  return { size, upper: groupOf(totals, size, noise), lower: groupOf(lower, size, noise) };
}

function groupOf(totals: Float64Array, size: number, noise: number): Group {
  const edge = totals.toSorted()[totals.length - size] ?? 0;
  const marks = Uint8Array.from(totals, (total) => (total > edge + noise ? 2 : total >= edge - noise ? 1 : 0));
  let [above, tied] = [0, 0];
  for (const mark of marks) {
    if (mark === 2) above += 1;
    else tied += mark;
  }
  return { marks, share: (size - above) / tied };
}

/** How both groups did in one item. `full` is what it can earn, in the unit of the scores; `null` where that is nothing. */
export function upperLower({ size, ...groups }: Groups, scores: Float64Array, full: number): UpperLower | null {
  const upper = sumIn(groups.upper, scores) / size / full;
  const lower = sumIn(groups.lower, scores) / size / full;
  return Number.isFinite(upper - lower) ? { d: upper - lower + 0, upper: upper + 0, lower: lower + 0, size } : null;
}

function sumIn({ marks, share }: Group, scores: Float64Array): number {
  let [within, tied] = [0, 0];
  for (const [index, score] of scores.entries()) {
    if (marks[index] === 2) within += score;
    else if (marks[index] === 1) tied += score;
  }
  return within + tied * share;
}
