import type { Paragraph, RootContent, Yaml } from "mdast";
import type { MarkdownNode } from "@mlops/schema";
import type { Reporter } from "../diagnostics/reporter.ts";
import { maxNodes, maxPageLength } from "../limits.ts";
import { differing, guessLabels, joinLabels, mayRefer } from "../markdown/labels.ts";
import type { Labels } from "../markdown/labels.ts";
import { toMarkdownNode } from "../markdown/markdown-node.ts";
import { deepLineAt } from "../markdown/nesting.ts";
import { parsePart, refusalFinding } from "../markdown/parse-range.ts";
import type { ParsedRange, Refusal } from "../markdown/parse-range.ts";
import { frontMatterEnd, nextCut } from "../scan/next-cut.ts";
import type { Cut, CutMode } from "../scan/next-cut.ts";
import { reportMisplaced } from "../scan/misplaced-markers.ts";
import type { LessonMarker } from "../syntax/mdast.ts";
import type { Range, Source } from "./source.ts";

/** A marker and what follows it up to the next one. The first section has no marker. */
export interface Section {
  marker: LessonMarker | undefined;
  /** What it holds; of a quiz nothing, for its fields are read one by one. */
  nodes: RootContent[];
  /** From the marker, or the start, to the next marker or the end. */
  range: Range;
}

/** A text cut at its markers. */
export interface Sections {
  frontMatter: Yaml | undefined;
  sections: Section[];
  /** The link and footnote definitions of all pages. */
  labels: Labels;
}

/** A part of the text up to its next marker, and what the parser made of it; nothing for a quiz. */
interface Part {
  cut: Cut;
  mode: CutMode;
  parsed: ParsedRange | undefined;
}

/** Cuts a text at its markers and parses what is between them, each part by itself, with the definitions of all. */
export function readSections(source: Source, reporter: Reporter): Sections {
  const guessed = guessLabels(source.text);
  const parts = parseParts(source, guessed, reporter);
  const labels = joinLabels(parts.flatMap(({ parsed }) => (parsed === undefined ? [] : [parsed.labels])));
  const wrong = differing(guessed, labels);
  for (const part of parts) {
    const { cut, parsed } = part;
    if (parsed === undefined || !mayRefer(source.text.slice(cut.range.start, cut.range.end), wrong)) continue;
    const again = parsePart(source, cut.range, dialectOf(cut, source), labels);
    if (!("refused" in again)) part.parsed = again;
  }
  reportMisplaced(parts, source, reporter);
  refuseTooManyNodes(parts, source, reporter);
  return { ...join(parts, source, reporter), labels };
}

/** Front matter is only looked for where it is closed: else the Markdown parser would read the whole text differently. */
function dialectOf({ range }: Cut, source: Source): "document" | "page" {
  return range.start === 0 && frontMatterEnd(source) > 0 ? "document" : "page";
}

function parseParts(source: Source, known: Labels, reporter: Reporter): Part[] {
  const parts: Part[] = [];
  const { text } = source;
  let start = 0;
  let mode: CutMode = "page";
  while (start < text.length || parts.length === 0) {
    const part: Part =
      mode === "quiz"
        ? { cut: nextCut(source, start, mode), mode, parsed: undefined }
        : parsePage(source, start, known, reporter);
    parts.push(part);
    const { marker, range } = part.cut;
    if (marker === undefined) break;
    mode = marker.name === "QUIZ" ? "quiz" : "page";
    start = nextLine(source, range.end);
  }
  return parts;
}

/**
 * The page that starts at a place. Whether its end is right shows when it is parsed: the parser has to find the marker,
 * too. Where it does not, the page goes on; it is at least doubled, so that the time stays in proportion.
 */
function parsePage(source: Source, start: number, known: Labels, reporter: Reporter): Part {
  let after = start === 0 ? frontMatterEnd(source) : start;
  for (;;) {
    const cut = nextCut(source, start, "page", after);
    const { range, marker } = cut;
    const length = (marker?.start ?? range.end) - start;
    // Nothing but white space holds no container, so the marker counts.
    if (length === 0 || source.text.slice(start, start + length).trim() === "") {
      return { cut, mode: "page", parsed: keptAsItIs(cut, source) };
    }
    if (length > maxPageLength) {
      reportTooLong({ start, end: range.end }, length, source, reporter);
      return { cut, mode: "page", parsed: keptAsItIs(cut, source) };
    }
    const parsed = parsePart(source, range, dialectOf(cut, source), known);
    if ("refused" in parsed) {
      reportRefusal(parsed, source, reporter);
      return { cut, mode: "page", parsed: keptAsItIs(cut, source) };
    }
    if (marker === undefined || endsIn(parsed, marker.start)) return { cut, mode: "page", parsed };
    after = range.end + (range.end - start);
  }
}

/** A page that is too long to be parsed. Where it nests too deeply as well, that is what is said. */
function reportTooLong({ start, end }: Range, length: number, source: Source, reporter: Reporter): void {
  const deep = deepLineAt(source.text.slice(start, end));
  if (deep !== undefined) {
    reportRefusal({ refused: "text-too-deep", offset: start + deep }, source, reporter);
    return;
  }
  reporter.report("page-too-long", source.position(start, start), {
    message: "The page is longer than this parser reads; it is kept as it is.",
    expected: `at most ${maxPageLength} characters between two markers`,
    received: `${length} characters`,
  });
}

function reportRefusal(refusal: Refusal, source: Source, reporter: Reporter): void {
  const { refused, offset } = refusal;
  reporter.report(refused, source.position(offset, offset), refusalFinding(refusal));
}

function endsIn({ tree }: ParsedRange, offset: number): boolean {
  const last = tree.children.at(-1);
  return last?.type === "lessonMarker" && last.position?.start.offset === offset;
}

/** A part that is not parsed: one paragraph with its characters, and the marker that ends it. */
function keptAsItIs({ range, marker }: Cut, source: Source): ParsedRange {
  const children: RootContent[] = [];
  const { start, end } = source.trimmed(range.start, marker?.start ?? range.end);
  if (start < end) {
    const position = source.position(start, end);
    const paragraph: Paragraph = {
      type: "paragraph",
      children: [{ type: "text", value: source.text.slice(start, end), position }],
      position,
    };
    children.push(paragraph);
  }
  if (marker !== undefined) children.push(toMarker(marker, source));
  const none = new Set<string>();
  return { tree: { type: "root", children }, labels: { definitions: none, footnotes: none }, nodeCount: 2 };
}

function toMarker({ name, value, start, end }: NonNullable<Cut["marker"]>, source: Source): LessonMarker {
  return { type: "lessonMarker", name, value, position: source.position(start, end) };
}

function nextLine(source: Source, offset: number): number {
  return source.lineStarts[source.lineAt(offset) + 1] ?? source.text.length;
}

function refuseTooManyNodes(parts: readonly Part[], source: Source, reporter: Reporter): void {
  let count = 0;
  let isFull = false;
  for (const part of parts) {
    if (part.parsed === undefined) continue;
    count += part.parsed.nodeCount;
    if (count <= maxNodes) continue;
    const { start } = part.cut.range;
    part.parsed = keptAsItIs(part.cut, source);
    if (isFull) continue;
    isFull = true;
    reporter.report("text-too-many-nodes", source.position(start, start), {
      message: "The text has more headings, links and other parts than are read; from here on it is kept as it is.",
      expected: `at most ${maxNodes} parts`,
    });
  }
}

/** The parts as sections. Front matter belongs to none. */
function join(parts: readonly Part[], source: Source, reporter: Reporter): Omit<Sections, "labels"> {
  const sections: Section[] = [{ marker: undefined, nodes: [], range: { start: 0, end: source.text.length } }];
  let frontMatter: Yaml | undefined;
  const open = (marker: LessonMarker): void => {
    const { start } = rangeOf(marker);
    const current = sections.at(-1);
    if (current !== undefined) current.range.end = start;
    sections.push({ marker, nodes: [], range: { start, end: source.text.length } });
  };
  for (const { cut, parsed } of parts) {
    if (parsed === undefined) {
      if (cut.marker !== undefined) open(toMarker(cut.marker, source));
      continue;
    }
    settleContainers(parsed.tree.children, source, reporter);
    for (const node of parsed.tree.children) {
      if (node.type === "yaml") {
        frontMatter = node;
        if (sections[0] !== undefined) sections[0].range.start = rangeOf(node).end;
      } else if (node.type === "lessonMarker") {
        open(node);
      } else {
        sections.at(-1)?.nodes.push(node);
      }
    }
  }
  return { frontMatter, sections };
}

/** Where a node stands. Every node of the parser has a position; one made later would not, and is at the start. */
export function rangeOf(node: { position?: LessonMarker["position"] }): Range {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}

/** Reports markers inside lists, quotes and footnotes, where they cannot cut a page, and turns them back into text. */
function settleContainers(nodes: readonly RootContent[], source: Source, reporter: Reporter): void {
  const pending = nodes.map((node) => ({ node: toMarkdownNode(node), depth: 1 })).toReversed();
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { node, depth } = item;
    if (node.type === "lessonMarker" && depth > 1) toText(node, source, reporter);
    for (const child of (node.children ?? []).toReversed()) pending.push({ node: child, depth: depth + 1 });
  }
}

function toText(node: MarkdownNode, source: Source, reporter: Reporter): void {
  const { start, end } = rangeOf({ position: node.position });
  const value = source.text.slice(start, end);
  reporter.report("marker-in-container", source.position(start, end), {
    message: "A marker inside a list, quote or footnote does not count; it was read as text.",
    expected: "the marker at the start of a line",
    received: value,
    hint: "Take away the indentation or the `>` before it.",
  });
  Object.assign(node, { type: "paragraph", children: [{ type: "text", value, position: node.position }] });
  delete node.value;
  delete node["name"];
}
