import type { Certainty, Grade } from "../grading/grade-result.ts";
import { isRecord } from "./checks.ts";
import { ReviewError } from "./review-error.ts";

/** How well something was remembered. */
export type Rating = "again" | "hard" | "good" | "easy";

/** How an answer came out, as far as it tells about memory. A `Grade` fits as it is. */
export interface Outcome {
  readonly status: Grade["status"];
  /** The share of the points, as in `Grade`. */
  readonly fraction: number;
  /** Whether a hint was shown before the answer. Default false. */
  readonly hinted?: boolean | undefined;
  /** How sure the learner was, where that was asked. */
  readonly certainty?: Certainty | undefined;
}

/** What an outcome has to be for a rule to be used. All that is given has to fit. */
export interface RatingCondition {
  readonly status?: readonly Grade["status"][] | undefined;
  readonly hinted?: boolean | undefined;
  /** An outcome without certainty fits none. */
  readonly certainty?: readonly Certainty[] | undefined;
  /** The least fraction, itself included. */
  readonly atLeast?: number | undefined;
  /** The fraction has to be smaller. */
  readonly below?: number | undefined;
}

/** One line of the table. */
export interface RatingRule {
  readonly when: RatingCondition;
  /** `null`: the card is not reviewed. */
  readonly rating: Rating | null;
}

/**
 * No answer and one that waits for a person are no review; wrong is again, partly right is hard, right after a hint is
 * hard, right and quite certain is easy, and right is good.
 */
export const defaultRatingRules: readonly RatingRule[] = [
  { when: { status: ["invalid", "ungraded"] }, rating: null },
  { when: { status: ["incorrect"] }, rating: "again" },
  { when: { status: ["partial"] }, rating: "hard" },
  { when: { hinted: true }, rating: "hard" },
  { when: { certainty: [3] }, rating: "easy" },
  { when: {}, rating: "good" },
];

/**
 * The rating of an outcome by the first rule that fits; `null` where it is no review.
 *
 * @param rules - Default `defaultRatingRules`. To change one line, put it before the default ones.
 * @throws {ReviewError} `mapping-invalid` or `mapping-incomplete`, whatever the outcome.
 *
 * @example
 * ratingOf({ ...grade, hinted: true });
 * ratingOf(grade, [{ when: { status: ["partial"], below: 0.5 }, rating: "again" }, ...defaultRatingRules]);
 */
export function ratingOf(outcome: Outcome, rules: readonly RatingRule[] = defaultRatingRules): Rating | null {
  if (rules !== defaultRatingRules) parseRatingRules(rules);
  return rules.find(({ when }) => fits(when, outcome))?.rating ?? null;
}

/**
 * Reads rules that come from outside.
 *
 * @throws {ReviewError} `mapping-invalid` where they cannot be read, with the place; `mapping-incomplete` where there is
 * an outcome that none of them is for.
 */
export function parseRatingRules(value: unknown): readonly RatingRule[] {
  if (!Array.isArray(value)) throw new ReviewError("mapping-invalid", "rules", "has to be a list of rules");
  const rules = value.map(parseRule);
  const missed = outcomesToTry(rules).find((outcome) => !rules.some(({ when }) => fits(when, outcome)));
  if (missed === undefined) return rules;
  throw new ReviewError("mapping-incomplete", "rules", `there is no rule for ${JSON.stringify(missed)}`);
}

const statuses: readonly Grade["status"][] = ["correct", "partial", "incorrect", "invalid", "ungraded"];
const certainties: readonly Certainty[] = [1, 2, 3];
const ratings: readonly Rating[] = ["again", "hard", "good", "easy"];

export function isRating(value: unknown): value is Rating {
  return ratings.some((rating) => rating === value);
}

function fits({ status, hinted, certainty, atLeast, below }: RatingCondition, outcome: Outcome): boolean {
  if (status !== undefined && !status.includes(outcome.status)) return false;
  if (hinted !== undefined && hinted !== (outcome.hinted ?? false)) return false;
  if (certainty !== undefined && (outcome.certainty === undefined || !certainty.includes(outcome.certainty))) {
    return false;
  }
  return outcome.fraction >= (atLeast ?? -Infinity) && outcome.fraction < (below ?? Infinity);
}

/**
 * One outcome of every sort that the rules can tell apart. Between two bounds all fractions are alike, and a rule that
 * fits an outcome without certainty fits the same with any.
 */
function outcomesToTry(rules: readonly RatingRule[]): Outcome[] {
  const bounds = rules.flatMap(({ when }) => [when.atLeast ?? 0, when.below ?? 0]);
  const fractions = [Math.min(0, ...bounds) - 1, ...bounds];
  return statuses.flatMap((status) =>
    [false, true].flatMap((hinted) => fractions.map((fraction) => ({ status, fraction, hinted }))),
  );
}

function parseRule(value: unknown, index: number): RatingRule {
  const place = `rules[${index}]`;
  const fail = (field: string, message: string): never => {
    throw new ReviewError("mapping-invalid", `${place}${field}`, message);
  };
  if (!isRecord(value) || !isRecord(value["when"])) return fail("", "has to be { when: {…}, rating }");
  const { when, rating } = value;
  if (rating !== null && !isRating(rating)) return fail(".rating", `has to be null or one of ${ratings.join(", ")}`);
  const status = parseList(when["status"], statuses, (message) => fail(".when.status", message));
  const certainty = parseList(when["certainty"], certainties, (message) => fail(".when.certainty", message));
  const { hinted, atLeast, below } = when;
  if (hinted !== undefined && typeof hinted !== "boolean") return fail(".when.hinted", "has to be true or false");
  if (!isBound(atLeast)) return fail(".when.atLeast", "has to be a number");
  if (!isBound(below)) return fail(".when.below", "has to be a number");
  return { when: { status, hinted, certainty, atLeast, below }, rating };
}

function isBound(value: unknown): value is number | undefined {
  return value === undefined || Number.isFinite(value);
}

function parseList<Item>(
  value: unknown,
  all: readonly Item[],
  fail: (message: string) => never,
): readonly Item[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return fail("has to be a list");
  return value.map((one) => all.find((item) => item === one) ?? fail(`takes only ${all.join(", ")}`));
}
