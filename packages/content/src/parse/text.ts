/** The first `length` UTF-16 code units, one fewer where the cut would halve a character. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, text.length > length ? "" : "$&");
}
