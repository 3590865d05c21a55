import { features } from "./features.ts";
import type { CodeLanguage } from "./features.ts";

/** What a line looks like by itself. */
export interface LineScore {
  /** The logarithm of the odds for code: positive for code, negative for prose. */
  score: number;
  /** How much speaks for each language. */
  languages: Map<CodeLanguage, number>;
}

/** A longer line is judged by its start. */
const judgedLength = 300;

/** No line is more certain than this, for even the clearest looks are wrong at times. */
const mostCertain = 7;

/** How many code features add up: the strongest counts in full, further ones half. */
const furtherShare = 0.5;

/** How much a line looks like code. */
export function scoreLine(line: string): LineScore {
  const text = line.slice(0, judgedLength).trim();
  const languages = new Map<CodeLanguage, number>();
  let best = 0;
  let forCode = 0;
  let forProse = 0;
  for (const { pattern, weight, language } of features) {
    if (!pattern.test(text)) continue;
    if (weight < 0) {
      forProse = Math.min(forProse, weight) + Math.max(forProse, weight) * furtherShare;
      continue;
    }
    forCode += weight;
    best = Math.max(best, weight);
    if (language !== undefined) languages.set(language, (languages.get(language) ?? 0) + weight);
  }
  if (/^[ \t]{2,}\S/.test(line)) forCode += 1;
  const code = best + (forCode - best) * furtherShare;
  const score = code + forProse + letterBias(text);
  return { score: Math.max(-mostCertain, Math.min(mostCertain, score)), languages };
}

/** Lines of nothing but words lean to prose, lines full of signs to code. */
function letterBias(text: string): number {
  if (text === "") return 0;
  let signs = 0;
  for (const character of text) if ("=(){}[]<>_;$\\|&@#*/%^~\"'`".includes(character)) signs += 1;
  const share = signs / text.length;
  if (share === 0) return -1;
  return share > 0.15 ? 2 : share > 0.06 ? 0.5 : -0.5;
}
