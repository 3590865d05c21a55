/** The name that was probably meant: the closest one, if it is close. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - word.length) >= least) continue;
    const count = distance(word.toLowerCase(), name.toLowerCase());
    if (count >= least) continue;
    best = name;
    least = count;
  }
  return best;
}

const longest = 128;

/** How many letters have to be put in, taken out or changed to make one word of the other (Levenshtein). */
function distance(one: string, other: string): number {
  const target = other.slice(0, longest);
  let row = Array.from({ length: target.length + 1 }, (_, index) => index);
  for (let index = 0; index < Math.min(one.length, longest); index += 1) {
    const letter = one.charAt(index);
    const next = [index + 1];
    for (let column = 1; column <= target.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (target[column - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
