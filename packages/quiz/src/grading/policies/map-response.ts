import { QuizError } from "../../errors.ts";
import { clamp } from "../fraction.ts";
import type { Outcome } from "../kind.ts";
import type { MapResponsePolicy } from "./policy.ts";
import type { Score } from "./score.ts";

/**
 * `mapResponse` of QTI: each distinct value counts once, those without an entry take the default, and the sum is held
 * within the bounds (1EdTech, QTI 3.0 Assessment, Section and Item Information Model, `qti-map-response`).
 */
export function mapResponse(policy: MapResponsePolicy, { values, parts }: Outcome): Score {
  if (values === undefined) throw new QuizError("policy-unfit", "mapResponse is not for questions of this kind");
  const { mapping, defaultValue = 0, lowerBound = -Infinity, upperBound = Infinity } = policy;
  const mapped = (list: readonly string[]): number => {
    let sum = 0;
    for (const value of new Set(list))
      sum += (Object.hasOwn(mapping, value) ? mapping[value] : undefined) ?? defaultValue;
    return sum;
  };
  const mappedTo = Object.values(mapping);
  const worth = [...mappedTo, defaultValue];
  const { given, key } = values;
  const full = Number.isFinite(upperBound) ? upperBound : key === undefined ? Math.max(...worth) : mapped(key);
  if (!(full > 0)) throw new QuizError("policy-invalid", "mapResponse: the right answer must be mapped to more than 0");
  // The most and the least that any answer can be mapped to, or a little beyond.
  const count = parts.length;
  const gains = sumOf(mappedTo.filter((one) => one > 0)) + count * Math.max(0, defaultValue);
  const most = clamp(key === undefined ? full : Math.max(full, gains), lowerBound, upperBound) / full;
  const least = clamp(count * Math.min(0, ...worth), lowerBound, upperBound) / full;
  // QTI makes nothing of an answer that is none, before it looks at the mapping and its bounds.
  if (given.length === 0) return { raw: 0, least: Math.min(0, least), most };
  return { raw: mapped(given) / full, least, most };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
