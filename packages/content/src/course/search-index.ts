import type { Lesson, MarkdownNode } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import MiniSearch from "minisearch";

/** What can be found on a page. Nothing of a quiz is in it but a title that the page has from it. */
export interface SearchDocument {
  /** `lesson#page`, by their ids. */
  id: string;
  lesson: string;
  page: string;
  title: string;
  headings: string;
  text: string;
}

/** How the index is made; whoever loads it has to say the same. */
export const searchOptions: { idField: string; fields: string[]; storeFields: string[] } = {
  idField: "id",
  fields: ["title", "headings", "text"],
  storeFields: ["lesson", "page", "title"],
};

/** What can be found of a lesson: the words of its prose, without quizzes, code and HTML. */
export function searchDocuments({ id: lesson, pages }: Lesson): SearchDocument[] {
  return pages.map(({ id: page, title, blocks }) => {
    const nodes = blocks.flatMap((block) => (block.kind === "prose" ? seen(block.nodes) : []));
    const headings = plainText({ nodes: nodes.filter(({ type }) => type === "heading") });
    return { id: `${lesson}#${page}`, lesson, page, title, headings, text: plainText({ nodes }) };
  });
}

/**
 * A full-text index over pages, as `MiniSearch.loadJSON` takes it with {@link searchOptions}. Of pages with one `id`, only
 * the first is in it.
 */
export function searchIndex(documents: readonly SearchDocument[]): string {
  const index = new MiniSearch(searchOptions);
  for (const document of documents) if (!index.has(document.id)) index.add(document);
  return JSON.stringify(index);
}

/** What a reader sees as prose: no HTML, with its comments, and no code. */
function seen(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  return nodes
    .filter(({ type }) => type !== "html" && type !== "code")
    .map((node) => (node.children === undefined ? node : { ...node, children: seen(node.children) }));
}
