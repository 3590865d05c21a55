/** The longest pattern in characters. */
export const maxPatternLength = 1000;

/** The pattern in words; `undefined` for what is none: it has one line of text. */
export function toPattern(text: string): string | undefined {
  const pattern = text.trim().normalize("NFC");
  return pattern === "" || pattern.length > maxPatternLength || /[\r\n]/.test(pattern) ? undefined : pattern;
}
