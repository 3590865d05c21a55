import { scoreLine } from "./line-score.ts";
import type { LineScore } from "./line-score.ts";

/** A run of lines that look like code. */
export interface CodeLines {
  /** The index of its first line. */
  start: number;
  /** The index after its last line. */
  end: number;
  /** The language that its lines speak for most; `text` when they speak for none. */
  language: string;
}

/** What changing from prose to code or back costs, in the unit of the scores: most neighbours are of one kind. */
const changeCost = 2.5;

/** What a line is worth that stands where code has to go on: in an open bracket, or after a line that opens a block. */
const insideBracket = 5;
const afterOpener = 4;

/** A bracket that stays open for longer was probably none of code. */
const longestBracket = 80;

/**
 * Finds the code in lines that have lost their fences.
 *
 * Each line is scored by what it looks like; the likeliest way through the lines, given that prose and code come in runs,
 * is then found by dynamic programming (the Viterbi algorithm for two states). One pass, linear in the text.
 */
export function findCode(lines: readonly string[]): CodeLines[] {
  const scores = lines.map(scoreLine);
  addContext(lines, scores);
  const isCode = likeliest(scores.map(({ score }) => score));
  const found: CodeLines[] = [];
  for (const [index, code] of isCode.entries()) {
    const last = found.at(-1);
    if (!code) continue;
    if (last?.end === index) last.end = index + 1;
    else found.push({ start: index, end: index + 1, language: "text" });
  }
  for (const run of found) run.language = languageOf(scores.slice(run.start, run.end));
  return found;
}

/** Raises the score of lines that go on with what the line before them began. */
function addContext(lines: readonly string[], scores: LineScore[]): void {
  let depth = 0;
  let openFor = 0;
  let isAfterOpener = false;
  for (const [index, current] of scores.entries()) {
    const line = (lines[index] ?? "").trim();
    if (depth > 0) current.score += insideBracket;
    else if (isAfterOpener) current.score += afterOpener;
    const isLikely = current.score > 1;
    depth = isLikely ? Math.max(0, depth + openBrackets(line)) : 0;
    openFor = depth > 0 ? openFor + 1 : 0;
    if (openFor > longestBracket) depth = 0;
    isAfterOpener = isLikely && /(?:[:{\\]|=>|<-|\|)$/.test(line);
  }
}

/** How many brackets a line leaves open, or, below zero, closes that were open before; those in strings do not count. */
function openBrackets(line: string): number {
  let count = 0;
  let quote = "";
  for (let place = 0; place < line.length; place += 1) {
    const character = line.charAt(place);
    if (character === "\\") place += 1;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'" || character === "`") quote = character;
    else if ("([{".includes(character)) count += 1;
    else if (")]}".includes(character)) count -= 1;
  }
  return count;
}

function likeliest(scores: readonly number[]): boolean[] {
  // The best sums of scores that end in prose and in code; a score counts half for its kind, half against the other.
  let prose = 0;
  let code = -changeCost;
  const cameFrom: { prose: boolean; code: boolean }[] = [];
  for (const score of scores) {
    const fromCode = { prose: code - changeCost > prose, code: code >= prose - changeCost };
    const nextProse = Math.max(prose, code - changeCost) - score / 2;
    code = Math.max(code, prose - changeCost) + score / 2;
    prose = nextProse;
    cameFrom.push(fromCode);
  }
  const isCode: boolean[] = [];
  let state = code - changeCost > prose;
  for (let index = scores.length - 1; index >= 0; index -= 1) {
    isCode[index] = state;
    const from = cameFrom[index];
    state = from !== undefined && (state ? from.code : from.prose);
  }
  return isCode;
}

/** Below this, the lines say too little about their language. */
const leastVotes = 3;

function languageOf(scores: readonly LineScore[]): string {
  const votes = new Map<string, number>();
  for (const { languages } of scores) {
    for (const [language, weight] of languages) votes.set(language, (votes.get(language) ?? 0) + weight);
  }
  let best = "text";
  let most = leastVotes;
  for (const [language, weight] of votes) {
    if (weight <= most) continue;
    best = language;
    most = weight;
  }
  return best;
}
