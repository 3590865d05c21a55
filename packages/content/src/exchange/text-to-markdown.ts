import type { Nodes, Paragraph, PhrasingContent, Root } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";

/** Markdown for a tree, as the exchange formats write it. */
export function markdownOf(tree: Nodes): string {
  const extensions = [gfmToMarkdown()];
  return unescapeBlanks(toMarkdown(tree, { bullet: "-", emphasis: "*", rule: "-", extensions }).trimEnd());
}

/** Markdown that shows the same characters as a plain text; its line breaks stay, and blank lines separate paragraphs. */
export function textToMarkdown(text: string): string {
  const paragraphs = text.split(/\n[ \t]*\n\s*/).filter((words) => words.trim() !== "");
  const children = paragraphs.map((words): Paragraph => {
    const lines = words.split("\n").map((line) => line.trim());
    const parts = lines.flatMap((value, index): PhrasingContent[] => [
      ...(index === 0 ? [] : [{ type: "break" as const }]),
      { type: "text", value },
    ]);
    return { type: "paragraph", children: parts };
  });
  const root: Root = { type: "root", children };
  return markdownOf(root);
}

/** A run of underscores after white space is no markup unless it is all of its line: it can be shown as it is written. */
function unescapeBlanks(markdown: string): string {
  return markdown.replaceAll(/(?<=^|\s)(?:\\_){3,}(?=[\s.,;:!?)]|$)/gm, (run, place: number) => {
    const start = markdown.lastIndexOf("\n", place) + 1;
    const end = markdown.indexOf("\n", place);
    const line = markdown.slice(start, end < 0 ? markdown.length : end).trim();
    return line === run ? run : run.replaceAll("\\", "");
  });
}
