import { isMarkerName } from "../syntax/micromark.ts";
import type { MarkerName } from "../syntax/micromark.ts";

/** A line that is a marker wherever markers count. */
export interface MarkerLine {
  name: MarkerName;
  /** Where its first dash is. */
  start: number;
  /** Where its line ends. */
  end: number;
  /** What follows it, without the white space around it. */
  value: string;
}

const pattern = /^ {0,3}---(PAGE|QUIZ|END-QUIZ)---(?=[ \t]|$)/;
const longestMarker = 17;

/** The marker on a line, given without its line end. */
export function markerLine(text: string, start: number, end: number): MarkerLine | undefined {
  const match = pattern.exec(text.slice(start, Math.min(end, start + longestMarker)));
  const name = match?.[1];
  if (match === null || name === undefined || !isMarkerName(name)) return undefined;
  const indent = match[0].indexOf("-");
  return { name, start: start + indent, end, value: text.slice(start + match[0].length, end).trim() };
}
