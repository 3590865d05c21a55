import type { AnswerKey } from "./answer-key.ts";
import type { Option, PublicQuestion, Question, QuestionFace } from "./question.ts";
import type { MarkdownNode, PublicText, RichText } from "./rich-text.ts";

/** A question in two halves. */
export interface SplitQuestion {
  /** What a learner may see before answering. */
  public: PublicQuestion;
  /** What a learner must not see before. */
  key: AnswerKey;
}

/**
 * Takes a question apart into what a learner may see before answering and the rest.
 *
 * The public half says nothing about the other: it has no key, explanation, hint, feedback or weight, and no positions,
 * from which the length of what stands between could be told. Each field of it is named here, so that a field that is
 * added to questions later stays on the hidden side until somebody decides otherwise.
 *
 * @example
 * const { public: shown, key } = split(question);
 * response.json(shown);
 */
export function split(question: Question): SplitQuestion {
  return { public: publicSide(question), key: hiddenSide(question) };
}

function publicSide(question: Question): PublicQuestion {
  const face = faceOf(question);
  switch (question.type) {
    case "choice":
      return { type: question.type, ...face, options: optionsOf(question.options) };
    case "multi":
      return { type: question.type, ...face, options: optionsOf(question.options), ...only(question, "allowEmpty") };
    case "numeric":
      return { type: question.type, ...face, ...only(question, "units") };
    case "text":
      return { type: question.type, ...face, ...only(question, "caseSensitive") };
    case "order":
      return { type: question.type, ...face, items: sorted(optionsOf(question.items)) };
    case "match":
      return {
        type: question.type,
        ...face,
        lefts: optionsOf(question.lefts),
        rights: sorted(optionsOf(question.rights)),
      };
    case "cloze":
      return { type: question.type, ...face, gaps: question.gaps, ...only(question, "caseSensitive") };
    case "trueFalse":
    case "tracing":
    case "essay":
      return { type: question.type, ...face };
  }
}

function faceOf(question: Question): QuestionFace {
  const { id, version, prompt, points } = question;
  return { id, version, prompt: publicText(prompt), points, ...only(question, "scoring"), ...only(question, "tags") };
}

function hiddenSide(question: Question): AnswerKey {
  const base = {
    questionId: question.id,
    questionVersion: question.version,
    ...only(question, "explanation"),
    ...only(question, "hints"),
    ...only(question, "teaches"),
  };
  switch (question.type) {
    case "choice":
      return { type: question.type, ...base, key: question.key };
    case "multi":
      return { type: question.type, ...base, key: question.key };
    case "trueFalse":
      return { type: question.type, ...base, key: question.key };
    case "numeric":
      return { type: question.type, ...base, key: question.key };
    case "text":
      return { type: question.type, ...base, key: question.key };
    case "order":
      return { type: question.type, ...base, key: question.key };
    case "match":
      return { type: question.type, ...base, key: question.key };
    case "cloze":
      return { type: question.type, ...base, key: question.key };
    case "tracing":
      return { type: question.type, ...base, key: question.key };
    case "essay":
      return { type: question.type, ...base, key: question.key };
  }
}

/** A field with its name, where there is one. */
function only<T extends object, Name extends keyof T>(object: T, name: Name): Partial<Pick<T, Name>> {
  const found: Partial<Pick<T, Name>> = {};
  if (object[name] !== undefined) found[name] = object[name];
  return found;
}

function optionsOf(options: readonly Option[]): Option<PublicText>[] {
  return options.map((option) => ({
    id: option.id,
    content: publicText(option.content),
    ...only(option, "pinned"),
  }));
}

/** By their ids, whatever order they came in. */
function sorted<T extends { id: string }>(options: T[]): T[] {
  return options.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** Rich text as it may be sent to a learner: a copy without positions. Walks without recursion. */
export function publicText({ markdown, nodes }: Pick<RichText, "markdown" | "nodes">): PublicText {
  const copies: MarkdownNode[] = [];
  const pending: { from: readonly MarkdownNode[]; to: MarkdownNode[] }[] = [{ from: nodes, to: copies }];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    for (const { type, position: _position, children, ...rest } of item.from) {
      const copy: MarkdownNode = { type, ...rest };
      if (children !== undefined) {
        copy.children = [];
        pending.push({ from: children, to: copy.children });
      }
      item.to.push(copy);
    }
  }
  return { markdown, nodes: copies };
}
