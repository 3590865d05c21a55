import type { TextEdit } from "@mlops/schema";

/**
 * Applies edits to the text that they were made for.
 *
 * @throws RangeError when they overlap or lie outside the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let place = 0;
  for (const edit of edits.toSorted((one, other) => one.start - other.start || one.end - other.end)) {
    if (edit.start < place || edit.end < edit.start || edit.end > text.length) {
      throw new RangeError(`The edit ${edit.start}-${edit.end} overlaps another or lies outside the text`);
    }
    result += text.slice(place, edit.start) + edit.text;
    place = edit.end;
  }
  return result + text.slice(place);
}
