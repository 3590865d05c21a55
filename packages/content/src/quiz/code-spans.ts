import type { Range } from "../parse/source.ts";
import { isSpace } from "./label.ts";

/** The places in a line at which a word starts, at its start or after white space, outside code spans. */
export function* wordStarts(text: string, line: Range): Generator<number> {
  const spans = codeSpans(text, line);
  let span = 0;
  for (let place = line.start; place < line.end; place += 1) {
    while ((spans[span]?.end ?? line.end) <= place) span += 1;
    const current = spans[span];
    if (current !== undefined && current.start <= place) {
      place = current.end - 1;
      continue;
    }
    if ((place === line.start || isSpace(text[place - 1])) && !isSpace(text[place])) yield place;
  }
}

/** The code spans of a line: a run of backticks up to the next run of the same length. */
function codeSpans(text: string, line: Range): Range[] {
  const runs: Range[] = [];
  for (let place = line.start; place < line.end; place += 1) {
    if (text[place] !== "`") continue;
    const start = place;
    while (place < line.end && text[place] === "`") place += 1;
    runs.push({ start, end: place });
  }
  const lastOfLength = new Map<number, number>();
  const nextOfLength: (number | undefined)[] = [];
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (run === undefined) continue;
    nextOfLength[index] = lastOfLength.get(run.end - run.start);
    lastOfLength.set(run.end - run.start, index);
  }
  const spans: Range[] = [];
  for (let index = 0; index < runs.length; index += 1) {
    const closing = nextOfLength[index];
    const opener = runs[index];
    const closer = closing === undefined ? undefined : runs[closing];
    if (opener === undefined || closer === undefined || closing === undefined) continue;
    spans.push({ start: opener.start, end: closer.end });
    index = closing;
  }
  return spans;
}
