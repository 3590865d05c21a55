import { AnalysisError } from "./analysis-error.ts";
import type { AnalysisAttempt, AnalysisInput, AnalysisItem, AnalysisOption } from "./input.ts";

/** Who chose what in one item: the pairs of an attempt and an option, by their places. */
export interface Picks {
  readonly rows: readonly number[];
  /** As long as `rows`. */
  readonly options: readonly number[];
}

/** One item with what all attempts have for it. */
export interface Column {
  readonly item: AnalysisItem;
  /** In units of the table; 0 where there is no answer. */
  readonly scores: Float64Array;
  /** 1 where there is an answer. */
  readonly isAnswered: Uint8Array;
  /** Only where the item has options. */
  readonly picks: Picks | undefined;
}

/** The input, checked and by columns. */
export interface Table {
  readonly columns: readonly Column[];
  /** How many attempts there are. */
  readonly count: number;
  /** How many points a unit is: a power of two, so that large and small points keep all their digits. */
  readonly unit: number;
  /** 1 where an attempt says what was chosen. */
  readonly hasChoices: Uint8Array;
}

/**
 * Checks the input and turns it into columns.
 *
 * @throws AnalysisError
 */
export function readTable({ items, attempts }: AnalysisInput): Table {
  const seen = new Map<string, number>();
  const unit = unitOf(attempts);
  for (const [row, { scores, choices }] of attempts.entries()) {
    checkLength(scores.length, items.length, "scores", row);
    if (choices !== undefined) checkLength(choices.length, items.length, "choices", row);
  }
  const columns = items.map((item, column): Column => {
    const before = seen.get(item.id);
    if (before !== undefined) {
      const message = `items[${before}] and items[${column}] have the same id ${JSON.stringify(item.id)}`;
      throw new AnalysisError("item-duplicate", message, { column });
    }
    seen.set(item.id, column);
    return { item, ...scoresOf(attempts, item, column, unit), picks: picksOf(attempts, item, column) };
  });
  const hasChoices = Uint8Array.from(attempts, ({ choices }) => (choices === undefined ? 0 : 1));
  return { columns, count: attempts.length, unit, hasChoices };
}

function checkLength(length: number, expected: number, what: "scores" | "choices", row: number): void {
  if (length === expected) return;
  const message = `attempts[${row}] has ${length} ${what} for ${expected} items`;
  throw new AnalysisError("row-ragged", message, { row, column: Math.min(length, expected) });
}

/** The largest power of two that is no larger than the largest score. */
function unitOf(attempts: readonly AnalysisAttempt[]): number {
  let largest = 0;
  for (const { scores } of attempts) {
    for (const score of scores) {
      const size = Math.abs(score ?? 0);
      if (size > largest && size < Infinity) largest = size;
    }
  }
  return largest === 0 ? 1 : 2 ** Math.min(Math.floor(Math.log2(largest)), 1023);
}

function scoresOf(
  attempts: readonly AnalysisAttempt[],
  { id, max }: AnalysisItem,
  column: number,
  unit: number,
): Pick<Column, "scores" | "isAnswered"> {
  if (!(Number.isFinite(max) && max >= 0)) {
    const message = `items[${column}].max, of ${JSON.stringify(id)}, is a finite number of at least 0, not ${max}`;
    throw new AnalysisError("item-invalid", message, { column });
  }
  // What was added up in another order differs in the last digits.
  const most = max + 1e-7 * Math.max(1, max);
  const scores = new Float64Array(attempts.length);
  const isAnswered = new Uint8Array(attempts.length);
  for (const [row, attempt] of attempts.entries()) {
    const score = attempt.scores[column];
    if (score === null) continue;
    const place = `attempts[${row}].scores[${column}], for ${JSON.stringify(id)},`;
    if (score === undefined || !Number.isFinite(score)) {
      throw new AnalysisError("score-invalid", `${place} is a finite number or null, not ${score}`, { row, column });
    }
    if (score > most) {
      throw new AnalysisError("score-above-max", `${place} is ${score}, above the max of ${max}`, { row, column });
    }
    scores[row] = score / unit;
    isAnswered[row] = 1;
  }
  return { scores, isAnswered };
}

function picksOf(attempts: readonly AnalysisAttempt[], item: AnalysisItem, column: number): Picks | undefined {
  const places = placesOf(item.options ?? [], column);
  const rows: number[] = [];
  const options: number[] = [];
  for (const [row, { choices, scores }] of attempts.entries()) {
    const chosen = choices?.[column] ?? [];
    const list = typeof chosen === "string" ? [chosen] : chosen;
    const fail = (fault: string): never => {
      const message = `attempts[${row}].choices[${column}], for ${JSON.stringify(item.id)}, ${fault}`;
      throw new AnalysisError("choice-invalid", message, { row, column });
    };
    if (list.length > 0 && scores[column] === null) fail("is there without a score");
    for (const [index, id] of list.entries()) {
      const option = places.get(id) ?? fail(`names no option: ${JSON.stringify(id)}`);
      if (list.indexOf(id) < index) fail(`names an option twice: ${JSON.stringify(id)}`);
      rows.push(row);
      options.push(option);
    }
  }
  return item.options === undefined ? undefined : { rows, options };
}

function placesOf(options: readonly AnalysisOption[], column: number): Map<string, number> {
  const places = new Map<string, number>();
  for (const [index, { id }] of options.entries()) {
    if (places.has(id)) {
      const message = `items[${column}].options[${index}] has the id of another option, ${JSON.stringify(id)}`;
      throw new AnalysisError("option-duplicate", message, { column });
    }
    places.set(id, index);
  }
  return places;
}
