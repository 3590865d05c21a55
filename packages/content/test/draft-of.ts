import type { LessonDraft } from "@mlops/content";

/** A lesson as data that does not depend on how ids of options are made: an option's words stand for its id. */
export function draftOf(lesson: LessonDraft): unknown {
  return {
    ...lesson,
    pages: lesson.pages.map(({ id, title, blocks }) => ({ id, title, blocks: blocks.map(blockOf) })),
  };
}

type Blocks = LessonDraft["pages"][number]["blocks"];

function blockOf(block: Blocks[number]): unknown {
  if (block.kind !== "quiz") return plain(block);
  return { ...Object(plain({ ...block, questions: [] })), questions: block.questions.map(questionOf) };
}

function questionOf(question: Extract<Blocks[number], { kind: "quiz" }>["questions"][number]): unknown {
  const names = new Map<string, string>();
  const name = (things: readonly { id: string; content: { markdown: string } }[], side: string): void => {
    for (const { id, content } of things) names.set(side + id, content.markdown);
  };
  if ("options" in question) name(question.options, "");
  if ("items" in question) name(question.items, "");
  if ("lefts" in question) name(question.lefts, "left ");
  if ("rights" in question) name(question.rights, "right ");
  const named = (id: string, side = ""): string => names.get(side + id) ?? id;
  const keyed = (object: object): object =>
    Object.fromEntries(Object.entries(object).map(([id, value]) => [named(id), value]));
  const sorted = (things: readonly { content: { markdown: string } }[]): string[] =>
    things.map(({ content }) => content.markdown).toSorted();
  const key: Record<string, unknown> = { ...question.key };
  if ("weights" in question.key && question.key.weights !== undefined) key["weights"] = keyed(question.key.weights);
  if ("options" in question && question.key.feedback !== undefined) key["feedback"] = keyed(question.key.feedback);
  if (question.type === "choice") key["correct"] = named(question.key.correct);
  if (question.type === "multi") key["correct"] = question.key.correct.map((id) => named(id));
  if (question.type === "order") key["order"] = question.key.order.map((id) => named(id));
  if (question.type === "match") {
    key["pairs"] = question.key.pairs.map(([left, right]) => [named(left, "left "), named(right, "right ")]);
  }
  return {
    ...Object(plain(question)),
    key: plain(key),
    ...("options" in question && {
      options: question.options.map(({ content, pinned }) => ({ markdown: content.markdown, pinned })),
    }),
    ...("items" in question && { items: sorted(question.items) }),
    ...("lefts" in question && { lefts: question.lefts.map(({ content }) => content.markdown) }),
    ...("rights" in question && { rights: sorted(question.rights) }),
  };
}

const added: ReadonlySet<string> = new Set(["position", "nodes", "version"]);

/** The value without what reading adds. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const left = Object.entries(value).filter(([key]) => !added.has(key));
  return Object.fromEntries(left.map(([key, field]) => [key, plain(field)]));
}
