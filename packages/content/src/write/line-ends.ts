/** The text with LF as its line ends. */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

/**
 * The text without blank lines at its start and white space at its end, as a value is read.
 *
 * White space that is none in Markdown, such as a byte order mark, is not read at the start either, but a line of it is a
 * paragraph, or the head of a table; as an entity it stays where it is. A vertical tab has no entity, and goes.
 */
export function withoutBlankEnds(text: string): string {
  const [blank = ""] = /^(?:[ \t]*\n)*/.exec(text) ?? [];
  const rest = text.slice(blank.length).trimEnd();
  const [whole, before = "", space = ""] = /^( {0,3})([^\S \t\n\r])/.exec(rest) ?? [];
  if (whole === undefined) return rest;
  if (space === "\v") return withoutBlankEnds(before + rest.slice(whole.length));
  return `${before}&#${space.charCodeAt(0)};${rest.slice(whole.length)}`;
}

/** The text on one line, for where nothing else can stand. */
export function onOneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]\s*/g, " ").trim();
}
