import { AnalysisError } from "../analysis-error.ts";
import type { Table } from "../read-table.ts";

/** What some attempts answered. */
export interface Pattern {
  /** How many attempts. */
  readonly count: number;
  /** The items that are right, by their places. */
  readonly right: Uint32Array;
  /** The items without an answer; all others are wrong. */
  readonly missing: Uint32Array;
}

/** What attempts answered, each different pattern once. */
export interface Patterns {
  /** How many items there are. */
  readonly items: number;
  readonly list: readonly Pattern[];
  /** The place of each attempt's pattern in the list. */
  readonly ofAttempt: Uint32Array;
}

/**
 * The patterns of right, wrong and, with `omit`, missing answers to some of the items of a table.
 *
 * @throws AnalysisError `score-partial` when an answer earned neither all nor nothing.
 */
export function patternsOf(table: Table, places: readonly number[], unanswered: "zero" | "omit"): Patterns {
  const known = new Map<string, { place: number; count: number; right: Uint32Array; missing: Uint32Array }>();
  const ofAttempt = new Uint32Array(table.count);
  for (let row = 0; row < table.count; row += 1) {
    const marks = places.map((place) => markOf(table, row, place, unanswered));
    const name = marks.join("");
    let pattern = known.get(name);
    if (pattern === undefined) {
      pattern = { place: known.size, count: 0, right: placesOf(marks, "1"), missing: placesOf(marks, "-") };
      known.set(name, pattern);
    }
    pattern.count += 1;
    ofAttempt[row] = pattern.place;
  }
  return { items: places.length, list: [...known.values()], ofAttempt };
}

type Mark = "0" | "1" | "-";

function markOf({ columns, unit }: Table, row: number, column: number, unanswered: "zero" | "omit"): Mark {
  const { item, scores, isAnswered } = columns[column] ?? {};
  if (item === undefined || isAnswered?.[row] === 0) return unanswered === "omit" ? "-" : "0";
  const score = scores?.[row] ?? 0;
  if (score === 0) return "0";
  if (Math.abs(score * unit - item.max) <= 1e-7 * item.max) return "1";
  const place = `attempts[${row}].scores[${column}], for ${JSON.stringify(item.id)},`;
  throw new AnalysisError("score-partial", `${place} is neither 0 nor all ${item.max} points`, { row, column });
}

function placesOf(marks: readonly Mark[], mark: Mark): Uint32Array {
  return Uint32Array.from(marks.flatMap((one, place) => (one === mark ? [place] : [])));
}
