import type { MarkdownNode } from "@mlops/schema";
import { Reporter } from "../diagnostics/reporter.ts";
import { noLabels } from "../markdown/labels.ts";
import { toMarkdownNode } from "../markdown/markdown-node.ts";
import { parsePart } from "../markdown/parse-range.ts";
import { rangeOf } from "../parse/sections.ts";
import { Source } from "../parse/source.ts";
import { scanFields } from "../quiz/scan-fields.ts";
import { slipsIn } from "../quiz/unknown-labels.ts";
import { reportMisplaced } from "../scan/misplaced-markers.ts";
import { nextCut } from "../scan/next-cut.ts";
import type { CutMode } from "../scan/next-cut.ts";
import { escapeAt } from "./escape.ts";
import { fieldText, labelOf } from "./field.ts";
import type { FieldDraft } from "./field.ts";
import { withLineFeeds, withoutBlankEnds } from "./line-ends.ts";
import { closed } from "./open-block.ts";

/** How often a text is looked through again for what escaping has uncovered. */
const maxRounds = 20;

/** A field whose value neither ends early nor hides what follows: for values that were never read from a lesson. */
export function guardedField(field: FieldDraft): FieldDraft {
  if ("lines" in field.value) return field;
  const label = labelOf(field);
  let markdown = closed(label, `${label}\n${withoutBlankEnds(withLineFeeds(field.value.markdown))}`).slice(
    label.length + 1,
  );
  for (let round = 0; round < maxRounds; round += 1) {
    const guarded: FieldDraft = { ...field, value: { markdown } };
    const text = fieldText(guarded);
    const shift = text.indexOf(markdown, label.length);
    const places = placesIn(text).map((place) => place - shift);
    if (places.length === 0) return guarded;
    markdown = escapeAt(markdown, places);
  }
  return { ...field, value: { markdown } };
}

/** Where what follows the first label of a text starts something else: the colons of labels, the first dash of a marker. */
function placesIn(text: string): number[] {
  const source = new Source(text);
  const { fields, end, unknown, questions } = scanFields(source, { start: 0, end: text.length }, "scraped");
  const colons = fields.slice(1).map(({ range, attributes }) => text.indexOf(":", attributes?.end ?? range.start));
  const slips = [...slipsIn(fields, unknown)].map((slip) => slip.start + lastMark(text.slice(slip.start, slip.end)));
  const inLines = questions.map(({ start }) => text.indexOf(":", start));
  const ends = end === undefined ? [] : [end.start];
  return [
    ...new Set([
      ...colons,
      ...slips,
      ...inLines,
      ...ends,
      ...markersIn(source, "quiz"),
      ...misplacedIn(source, "quiz"),
    ]),
  ];
}

/** The place of what makes a text look like a label: its colon, or a brace that is not closed. */
function lastMark(label: string): number {
  const after = /[*_\s]*$/.exec(label)?.[0].length ?? 0;
  return label.length - after - 1;
}

/** Prose that holds no marker and hides nothing that follows: for prose that was never read from a lesson. */
export function guardedProse(markdown: string): string {
  let text = withoutBlankEnds(withLineFeeds(markdown));
  for (let round = 0; round < maxRounds; round += 1) {
    const source = new Source(text);
    const markers = markersIn(source, "page");
    const others = markers.length === 0 ? markersInContainers(text) : markers;
    const places = [...new Set([...others, ...misplacedIn(source, "page")])];
    if (places.length === 0) break;
    text = escapeAt(text, places);
  }
  return closed("", text);
}

/** Where markers stand. */
function markersIn(source: Source, mode: CutMode): number[] {
  const places: number[] = [];
  for (let { marker } = nextCut(source, 0, mode); marker !== undefined;) {
    places.push(marker.start);
    ({ marker } = nextCut(source, 0, mode, marker.end));
  }
  return places;
}

/** Where something stands that would be reported as a marker in the wrong place, or as one that is misspelt. */
function misplacedIn(source: Source, mode: CutMode): number[] {
  const { text } = source;
  const reporter = new Reporter();
  reportMisplaced([{ cut: { range: { start: 0, end: text.length }, marker: undefined }, mode }], source, reporter);
  const misplaced = reporter.inOrder().filter(({ code }) => escaped.has(code));
  return misplaced.map(({ position }) => position.start.offset);
}

const escaped: ReadonlySet<string> = new Set(["marker-in-container", "marker-misspelt"]);

/** Where markers stand in lists, quotes and footnotes of prose. */
function markersInContainers(text: string): number[] {
  if (!/---(?:PAGE|QUIZ|END-QUIZ)---/.test(text)) return [];
  const part = parsePart(new Source(text), { start: 0, end: text.length }, "page", noLabels);
  if ("refused" in part) return [];
  const places: number[] = [];
  const pending: MarkdownNode[] = [toMarkdownNode(part.tree)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "lessonMarker") places.push(rangeOf({ position: node.position }).start);
    pending.push(...(node.children ?? []));
  }
  return places;
}
