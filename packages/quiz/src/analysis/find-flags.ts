import type { ItemStatistics, OptionStatistics } from "./analysis.ts";
import { isAbove, isBelow } from "./beyond.ts";
import type { ItemFlag } from "./item-flag.ts";
import type { ResolvedLimits } from "./settings.ts";

/** Finds what is remarkable in the numbers of an item, of a test with so many attempts. */
export function findFlags(item: Omit<ItemStatistics, "flags">, attempts: number, limits: ResolvedLimits): ItemFlag[] {
  const { answered, sd, facility, restCorrelation: correlation } = item;
  const flags: ItemFlag[] = [];
  if (sd === 0) flags.push({ code: "no-variance" });
  if (answered < limits.fewAttempts && attempts >= limits.fewAttempts) {
    flags.push({ code: "few-answers", answered, limit: limits.fewAttempts });
  }
  if (isAbove(facility, limits.easy)) flags.push({ code: "too-easy", facility, limit: limits.easy });
  if (isBelow(facility, limits.hard)) flags.push({ code: "too-hard", facility, limit: limits.hard });
  if (isBelow(correlation, 0)) {
    flags.push({ code: "negative-correlation", correlation });
  } else if (isBelow(correlation, limits.weakCorrelation)) {
    flags.push({ code: "weak-correlation", correlation, limit: limits.weakCorrelation });
  }
  return [...flags, ...findOptionFlags(item.options ?? [], limits)];
}

function findOptionFlags(options: readonly OptionStatistics[], limits: ResolvedLimits): ItemFlag[] {
  const keys = options.filter(({ isKey }) => isKey);
  const ofKeys = keys.flatMap(({ restCorrelation }) => (restCorrelation === null ? [] : [restCorrelation]));
  const keyCorrelation = ofKeys.length === 0 ? null : Math.max(...ofKeys);
  return options.flatMap(({ id: optionId, isKey, share, restCorrelation: correlation }): ItemFlag[] => {
    if (isKey) {
      return keys.length > 1 && isBelow(correlation, 0) ? [{ code: "key-negative", optionId, correlation }] : [];
    }
    const flags: ItemFlag[] = [];
    if (keys.length > 0 && isAbove(correlation, Math.max(keyCorrelation ?? 0, 0))) {
      flags.push({ code: "distractor-beats-key", optionId, correlation, keyCorrelation });
    } else if (isAbove(correlation, limits.distractorCorrelation)) {
      flags.push({ code: "distractor-positive", optionId, correlation, limit: limits.distractorCorrelation });
    }
    if (isBelow(share, limits.deadShare)) {
      flags.push({ code: "dead-distractor", optionId, share, limit: limits.deadShare });
    }
    return flags;
  });
}
