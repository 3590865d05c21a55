/**
 * Whether words fit a pattern in which `*` stands for any characters, also none, and `\*` for a star.
 *
 * Both in Unicode form NFC. Never backtracks: the words are searched once from front to back.
 */
export function matchesPattern(pattern: string, words: string, caseSensitive: boolean): boolean {
  const text = caseSensitive ? words : fold(words);
  // A star with a backslash before it is one; all others take anything.
  const pieces = (caseSensitive ? pattern : fold(pattern)).split(/(?<!\\)\*/);
  const [first = "", ...others] = pieces.map((piece) => piece.replaceAll("\\*", "*"));
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let place = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, place);
    if (found < 0) return false;
    place = found + piece.length;
  }
  return text.length - last.length >= place && text.endsWith(last);
}

/** Upper case, which joins more that is the same than lower case does: `ß` and `ss`, both forms of sigma. In no language. */
function fold(text: string): string {
  return text.toUpperCase().normalize("NFC");
}
