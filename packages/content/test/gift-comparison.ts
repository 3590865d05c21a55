import type { Block, Lesson, MarkdownNode, Question, RichText } from "@mlops/schema";
import type { Loss } from "@mlops/content/export/gift";

/**
 * What a lesson says, as data that can be compared, without what losses name: the fields of questions by the question's
 * id, those of the lesson and its pages by their field alone.
 */
export function comparable(lesson: Lesson, losses: readonly Loss[]): unknown {
  const general = new Set(losses.filter(({ question }) => question === undefined).map(({ field }) => field));
  const { id, title, description, lang, license } = lesson;
  const pages = lesson.pages.map((page) => ({
    ...without({ id: page.id }, general.has("page.id") || general.has("page.heading") ? ["id"] : []),
    parts: page.blocks
      .flatMap((block) => partsOf(block, losses, general))
      .filter((_part, index) => index > 0 || !general.has("page.heading") || !startsWithHeading(page.blocks)),
  }));
  return { ...without({ id, title, description, lang, license }, [...general]), pages };
}

function startsWithHeading([first]: readonly Block[]): boolean {
  return first?.kind === "prose" && first.nodes[0]?.type === "heading";
}

function partsOf(block: Block, losses: readonly Loss[], general: ReadonlySet<string>): unknown[] {
  switch (block.kind) {
    case "prose":
      return nodesOf(block);
    case "lab":
      return [block.config];
    case "code":
      if (block.language === "gift" && block.meta === "unsupported") return [];
      return [
        codeOf(block.language, block.meta, block.value),
        ...(block.recovered === true && !general.has("recovered") ? ["recovered"] : []),
      ];
    case "quiz": {
      const questions = block.questions.filter((question) => !lost(question, losses).has("question"));
      return [...nodesOf(block.intro), ...questions.map((question) => fieldsOf(question, lost(question, losses)))];
    }
  }
}

/** The fields of a question that losses name. */
function lost({ id }: Question, losses: readonly Loss[]): Set<string> {
  return new Set(losses.filter(({ question }) => question === id).map(({ field }) => field));
}

function fieldsOf(question: Question, names: ReadonlySet<string>): unknown {
  const { id, version, type, points, scoring, tags, teaches, prompt, explanation } = question;
  const common = {
    id,
    points,
    scoring,
    tags,
    teaches,
    explanation: nodesOf(explanation),
    hints: question.hints?.length,
  };
  if (names.has("type")) return without(common, [...names]);
  const all = { type, ...common, prompt: nodesOf(prompt), ...ownFields(question, names) };
  return { ...without(all, [...names]), ...(names.size === 0 && { version }) };
}

function ownFields(question: Question, names: ReadonlySet<string>): Record<string, unknown> {
  switch (question.type) {
    case "choice":
    case "multi": {
      const { options, key } = question;
      const each = <T>(values: { [id: string]: T } | undefined): (T | undefined)[] =>
        options.map(({ id }) => values?.[id]);
      return {
        options: options.map(({ content }) => nodesOf(content)),
        "options.pinned": options.map(({ pinned }) => pinned),
        allowEmpty: question.type === "multi" ? question.allowEmpty : undefined,
        "key.correct": options.map(({ id }) => [key.correct].flat().includes(id)),
        "key.weights": each(key.weights).map((weight) => weight ?? 0),
        "key.feedback": each(key.feedback).map(nodesOf),
      };
    }
    case "trueFalse":
      return {
        "key.correct": question.key.correct,
        "key.feedback": [nodesOf(question.key.feedback?.true), nodesOf(question.key.feedback?.false)],
      };
    case "text":
    case "numeric":
      return {
        units: question.type === "numeric" ? question.units : undefined,
        caseSensitive: question.type === "text" ? question.caseSensitive : undefined,
        "key.answers": question.key.answers.map((answer) => ({ ...answer, feedback: nodesOf(answer.feedback) })),
        "key.otherwise": nodesOf(question.key.otherwise),
      };
    case "match": {
      const sideOf = (side: "lefts" | "rights", id: string): unknown =>
        names.has(side) ? undefined : nodesOf(question[side].find((option) => option.id === id)?.content);
      return {
        lefts: question.lefts.map(({ content }) => nodesOf(content)),
        rights: question.rights.map(({ content }) => nodesOf(content)),
        "key.pairs": question.key.pairs.map(([left, right]) => [sideOf("lefts", left), sideOf("rights", right)]),
      };
    }
    default:
      return {};
  }
}

function without(fields: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const isNamed = (field: string): boolean => names.some((name) => field === name || field.startsWith(`${name}.`));
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !isNamed(field)));
}

/** A text as a tree without places; what only keeps two pieces of prose apart is left out. */
function nodesOf(text: Pick<RichText, "nodes"> | undefined): unknown[] {
  const isSeparator = ({ type, value }: MarkdownNode): boolean => type === "html" && value === "<!-- -->";
  const nodes = (text?.nodes ?? []).filter((node) => !isSeparator(node));
  return nodes.map((node): unknown =>
    node.type === "code"
      ? codeOf(node["lang"], node["meta"], node.value)
      : JSON.parse(JSON.stringify(node, (name, value: unknown) => (name === "position" ? undefined : value))),
  );
}

function codeOf(language: unknown, meta: unknown, value: string | undefined): string {
  return JSON.stringify(["code", language ?? null, meta ?? null, value ?? ""]);
}
