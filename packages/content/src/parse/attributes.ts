import type { Reporter } from "../diagnostics/reporter.ts";
import { isId } from "./ids.ts";
import type { Range, Source } from "./source.ts";

/** What stands after a marker on its line. */
export interface MarkerTail {
  /** The id from `{#id}`. */
  id: string | undefined;
  /** The rest of the line after the attributes; empty (`start` = `end`) where there is nothing. */
  rest: Range;
}

/**
 * Reads the attributes after a marker.
 *
 * ```markdown
 * > | ---PAGE--- {#deploy-strategies}
 *                ^^^^^^^^^^^^^^^^^^^^
 * ```
 */
export function readMarkerTail(range: Range, source: Source, reporter: Reporter): MarkerTail {
  const { text } = source;
  const close = text[range.start] === "{" ? range.start + text.slice(range.start, range.end).indexOf("}") : -1;
  if (close < range.start) return { id: undefined, rest: range };

  let id: string | undefined;
  for (const word of text.slice(range.start + 1, close).split(/\s+/)) {
    if (word === "") continue;
    if (word.startsWith("#") && isId(word.slice(1)) && id === undefined) {
      id = word.slice(1);
      continue;
    }
    reporter.report("attribute-unknown", source.position(range.start, close + 1), {
      message: "This attribute of a marker is not known; it was left out.",
      expected: "{#id} with letters, digits, dots, dashes and underscores",
      received: word,
    });
  }
  return { id, rest: source.trimmed(close + 1, range.end) };
}
