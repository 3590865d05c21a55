import { split } from "@mlops/schema";
import type { Block, Lesson, MarkdownNode, PublicQuestion, PublicText, QuizBlock } from "@mlops/schema";
import type { Element, ElementContent } from "hast";
import type { Nodes as MdastNodes } from "mdast";
import { toHtml } from "hast-util-to-html";
import type { State } from "mdast-util-to-hast";
import { nodesToHast, richTextToHast } from "./to-hast.ts";
import type { HtmlOptions } from "./to-hast.ts";

/** A page of a lesson as HTML. */
export interface HtmlPage {
  id: string;
  title: string;
  /** What stands in the page, without a frame around it. */
  html: string;
}

/** Rich text as HTML that may be shown; see {@link richTextToHast}. */
export function richTextToHtml(text: Pick<PublicText, "nodes">, options: HtmlOptions = {}): string {
  return toHtml(richTextToHast(text, options));
}

/**
 * A lesson as HTML, page by page. Quizzes are shown as a learner may see them before answering: without keys, explanations,
 * hints and feedback, and without what could not be read. Links and footnotes find their definitions on other pages.
 */
export function lessonToHtml(lesson: Lesson, options: HtmlOptions = {}): { pages: HtmlPage[] } {
  const definitions = lesson.pages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === "prose" ? definitionsIn(block.nodes) : [])),
  );
  const pages = lesson.pages.map(({ id, title, blocks }) => {
    const own = blocks.flatMap(toNodes);
    const elsewhere = definitions.filter((definition) => !own.includes(definition));
    return { id, title, html: toHtml(nodesToHast([...own, ...elsewhere], options, ownBlock)) };
  });
  return { pages };
}

/** Definitions at any depth; those inside of others are found with them. */
function definitionsIn(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  const found: MarkdownNode[] = [];
  const pending = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "definition" || node.type === "footnoteDefinition") found.push(node);
    else for (const child of (node.children ?? []).toReversed()) pending.push(child);
  }
  return found;
}

/** A block as nodes of a Markdown tree; a quiz is a node that only this module knows. */
function toNodes(block: Block): MarkdownNode[] {
  switch (block.kind) {
    case "prose":
      return block.nodes;
    case "code":
      return [{ type: "code", lang: block.language, meta: block.meta, value: block.value }];
    case "lab":
      return [{ type: "lessonLab", value: JSON.stringify(block.config, null, 2) }];
    case "quiz":
      return [quizNode(block)];
  }
}

interface QuizNode extends MarkdownNode {
  type: "lessonQuiz";
  title: PublicText | undefined;
  intro: PublicText | undefined;
  questions: PublicQuestion[];
}

function quizNode({ title, intro, questions }: QuizBlock): QuizNode {
  return { type: "lessonQuiz", title, intro, questions: questions.map((question) => split(question).public) };
}

/** The blocks that Markdown does not have. */
function ownBlock(state: State, node: MarkdownNode): Element | undefined {
  if (node.type === "lessonLab") {
    const text: ElementContent = { type: "text", value: `${node.value ?? ""}\n` };
    return element("pre", ["lesson-lab"], [element("code", ["language-json"], [text])]);
  }
  if (!isQuiz(node)) return undefined;
  const show = (text: PublicText | undefined): ElementContent[] => (text === undefined ? [] : contentOf(state, text));
  return element(
    "section",
    ["lesson-quiz"],
    [
      ...show(node.title),
      ...show(node.intro),
      ...node.questions.map((question, index) => questionElement(state, question, index + 1)),
    ],
  );
}

function isQuiz(node: MarkdownNode): node is QuizNode {
  return node.type === "lessonQuiz";
}

function questionElement(state: State, question: PublicQuestion, number: number): Element {
  const legend = element("legend", [], [{ type: "text", value: `Question ${number}` }]);
  const list = (options: readonly { content: PublicText }[]): Element =>
    element(
      "ul",
      ["lesson-options"],
      options.map(({ content }) => element("li", [], contentOf(state, content))),
    );
  const answers: ElementContent[] =
    "options" in question
      ? [list(question.options)]
      : "items" in question
        ? [list(question.items)]
        : "lefts" in question
          ? [list(question.lefts), list(question.rights)]
          : [];
  const prompt = contentOf(state, question.prompt);
  return element(
    "fieldset",
    ["lesson-question"],
    [legend, ...(question.type === "cloze" ? withGaps(prompt) : prompt), ...answers],
  );
}

function contentOf(state: State, { nodes }: PublicText): ElementContent[] {
  // Rich text is mdast as JSON: this package makes it from a parser's tree.
  const parent = { type: "root", children: nodes } as MdastNodes;
  return "children" in parent ? state.wrap(state.all(parent), true) : [];
}

const gap = /\{\{[^{}\r\n]*\}\}/;

/** Gaps of a cloze as something to see in place of their names. */
function withGaps(nodes: readonly ElementContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === "element") return [{ ...node, children: withGaps(node.children) }];
    if (node.type !== "text" || !gap.test(node.value)) return [node];
    return node.value.split(gap).flatMap((value, index): ElementContent[] => {
      const text: ElementContent = { type: "text", value };
      return index === 0 ? [text] : [element("span", ["lesson-gap"], [{ type: "text", value: "_____" }]), text];
    });
  });
}

function element(tagName: string, className: string[], children: ElementContent[]): Element {
  return { type: "element", tagName, properties: className.length === 0 ? {} : { className }, children };
}
