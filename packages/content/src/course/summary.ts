import type { CourseLesson, Lesson, MarkdownNode, Position, QuizBlock, RichText } from "@mlops/schema";
import { plainText } from "@mlops/schema";

/** A reference to something, and where it stands. */
export interface Reference {
  to: string;
  position: Position;
}

/** What a course needs to know of a lesson without reading the whole of it. */
export interface LessonSummary extends Omit<CourseLesson, "file" | "hash"> {
  links: Reference[];
  images: Reference[];
  teaches: Reference[];
}

/** Gathers that. */
export function summarise(lesson: Lesson): LessonSummary {
  const { id, title, description, pages } = lesson;
  const blocks = pages.flatMap((page) => page.blocks);
  const quizzes = blocks.filter((block) => block.kind === "quiz");
  const texts = blocks.flatMap((block) =>
    block.kind === "prose" ? [block] : block.kind === "quiz" ? textsOf(block) : [],
  );
  return {
    id,
    title,
    ...(description !== undefined && { description }),
    pages: pages.map((page) => ({ id: page.id, title: page.title })),
    quizzes: quizzes.map((quiz) => ({
      id: quiz.id,
      ...(quiz.title !== undefined && { title: plainText(quiz.title) }),
      questions: quiz.questions.length,
    })),
    ...referencesIn(texts),
    teaches: quizzes
      .flatMap((quiz) => quiz.questions)
      .flatMap(({ teaches = [], position }) => teaches.map((to) => ({ to, position }))),
  };
}

/** The texts of a quiz that could be read, wherever they stand: in prompts, options, feedback and so on. */
function textsOf({ title, intro, questions }: QuizBlock): RichText[] {
  const found: RichText[] = [];
  const pending: unknown[] = [questions, intro, title];
  while (pending.length > 0) {
    const value = pending.pop();
    if (isRichText(value)) found.push(value);
    else if (typeof value === "object" && value !== null) pending.push(...Object.values(value).toReversed());
  }
  return found;
}

function isRichText(value: unknown): value is RichText {
  return typeof value === "object" && value !== null && "markdown" in value && "nodes" in value && "position" in value;
}

/** Where texts lead to, and the images that they show. */
function referencesIn(texts: readonly RichText[]): { links: Reference[]; images: Reference[] } {
  const links: Reference[] = [];
  const images: Reference[] = [];
  const shown = new Set<unknown>();
  const definitions: { identifier: unknown; reference: Reference }[] = [];
  for (const text of texts) {
    for (const node of nodesOf(text.nodes)) {
      const { type, url, identifier } = node;
      if (type === "imageReference") shown.add(identifier);
      if (typeof url !== "string") continue;
      const reference = { to: url, position: node.position ?? text.position };
      if (type === "definition") definitions.push({ identifier, reference });
      else (type === "image" ? images : links).push(reference);
    }
  }
  for (const { identifier, reference } of definitions) (shown.has(identifier) ? images : links).push(reference);
  return { links, images };
}

/** Every node of some trees, in the order of the text. */
function* nodesOf(nodes: readonly MarkdownNode[]): Generator<MarkdownNode> {
  const pending = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    for (const child of (node.children ?? []).toReversed()) pending.push(child);
  }
}
