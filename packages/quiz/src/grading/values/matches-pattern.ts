/**
 * Whether words fit a pattern in which `*` stands for any characters, also none, and `\*` for a star.
 *
 * Both in Unicode form NFC. Never backtracks: the words are searched once from front to back.
 */
export function matchesPattern(pattern: string, words: string, caseSensitive: boolean): boolean {
  const text = caseSensitive ? words : fold(words);
  const pieces = piecesOf(caseSensitive ? pattern : fold(pattern));
  const last = pieces.pop() ?? "";
  const [first, ...middle] = pieces;
  if (first === undefined) return text === last;
  if (!text.startsWith(first)) return false;
  let place = first.length;
  for (const piece of middle) {
    const found = text.indexOf(piece, place);
    if (found < 0) return false;
    place = found + piece.length;
  }
  return text.length - last.length >= place && text.endsWith(last);
}

/** What stands between the stars. */
function piecesOf(pattern: string): string[] {
  const pieces = [""];
  for (const [token] of pattern.matchAll(/\\\*|\*|[^\\*]+|\\/g)) {
    if (token === "*") pieces.push("");
    else pieces.push((pieces.pop() ?? "") + (token === "\\*" ? "*" : token));
  }
  return pieces;
}

/** Upper case, which joins more that is the same than lower case does: `ß` and `ss`, both forms of sigma. In no language. */
function fold(text: string): string {
  return text.toUpperCase().normalize("NFC");
}
