/** The text with LF as its line ends. */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

/** The text without blank lines at its start and white space at its end, as a value is read. */
export function withoutBlankEnds(text: string): string {
  const lineStart = text.lastIndexOf("\n", text.length - text.trimStart().length - 1) + 1;
  return text.slice(lineStart).trimEnd();
}

/** The text on one line, for where nothing else can stand. */
export function onOneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]\s*/g, " ").trim();
}
