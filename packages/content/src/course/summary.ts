import type { CourseLesson, Lesson, MarkdownNode, Position, RichText } from "@mlops/schema";
import { plainText } from "@mlops/schema";

/** A reference to something, and where it stands. */
export interface Reference {
  to: string;
  position: Position;
}

/** What can be found on a page. Nothing of the hidden side of a question is in it. */
export interface SearchDocument {
  page: string;
  title: string;
  headings: string;
  text: string;
}

/** What a course needs to know of a lesson without reading the whole of it. */
export interface LessonSummary extends Omit<CourseLesson, "file" | "hash"> {
  links: Reference[];
  images: Reference[];
  teaches: Reference[];
  search: SearchDocument[];
}

/** Gathers that. */
export function summarise(lesson: Lesson): LessonSummary {
  const { id, title, description, pages } = lesson;
  const links: Reference[] = [];
  const images: Reference[] = [];
  const teaches: Reference[] = [];
  const collect = (text: RichText | undefined): void => {
    if (text === undefined) return;
    for (const node of nodesOf(text.nodes)) {
      const { url } = node;
      if (typeof url !== "string") continue;
      (node.type === "image" ? images : links).push({ to: url, position: node.position ?? text.position });
    }
  };
  for (const block of pages.flatMap((page) => page.blocks)) {
    if (block.kind === "prose") collect(block);
    if (block.kind !== "quiz") continue;
    collect(block.title);
    collect(block.intro);
    for (const question of block.questions) {
      collect(question.prompt);
      collect(question.explanation);
      for (const hint of question.hints ?? []) collect(hint);
      if ("options" in question) for (const { content } of question.options) collect(content);
      for (const to of question.teaches ?? []) teaches.push({ to, position: question.position });
    }
  }
  return {
    id,
    title,
    ...(description !== undefined && { description }),
    pages: pages.map((page) => ({ id: page.id, title: page.title })),
    quizzes: pages
      .flatMap((page) => page.blocks.filter((block) => block.kind === "quiz"))
      .map((quiz) => ({
        id: quiz.id,
        ...(quiz.title !== undefined && { title: plainText(quiz.title) }),
        questions: quiz.questions.length,
      })),
    links,
    images,
    teaches,
    search: pages.map((page) => {
      const prose = page.blocks.filter((block) => block.kind === "prose");
      const headings = prose.flatMap(({ nodes }) => nodes.filter(({ type }) => type === "heading"));
      return {
        page: page.id,
        title: page.title,
        headings: headings.map((heading) => plainText({ nodes: [heading] })).join("\n"),
        text: prose.map((block) => plainText(block)).join("\n"),
      };
    }),
  };
}

/** Every node of some trees, in the order of the text. */
function* nodesOf(nodes: readonly MarkdownNode[]): Generator<MarkdownNode> {
  const pending = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    for (const child of (node.children ?? []).toReversed()) pending.push(child);
  }
}
