import type { MarkdownNode } from "@mlops/schema";
import { noLabels } from "../markdown/labels.ts";
import { toMarkdownNode } from "../markdown/markdown-node.ts";
import { parsePart } from "../markdown/parse-range.ts";
import { rangeOf } from "../parse/sections.ts";
import { Source } from "../parse/source.ts";
import { scanFields } from "../quiz/scan-fields.ts";
import { nextCut } from "../scan/next-cut.ts";
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
  const { marker } = nextCut(source, 0, "quiz");
  const { fields, end } = scanFields(source, { start: 0, end: text.length }, "scraped");
  const colons = fields.slice(1).map(({ range, attributes }) => text.indexOf(":", attributes?.end ?? range.start));
  return [
    ...new Set([...colons, ...(marker === undefined ? [] : [marker.start]), ...(end === undefined ? [] : [end.start])]),
  ];
}

/** Prose that holds no marker and hides nothing that follows: for prose that was never read from a lesson. */
export function guardedProse(markdown: string): string {
  let text = withoutBlankEnds(withLineFeeds(markdown));
  for (let round = 0; round < maxRounds; round += 1) {
    const { marker } = nextCut(new Source(text), 0, "page");
    const places = marker === undefined ? markersInContainers(text) : [marker.start];
    if (places.length === 0) break;
    text = escapeAt(text, places);
  }
  return closed("", text);
}

/** Where markers stand in lists, quotes and footnotes, which would be reported. */
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
