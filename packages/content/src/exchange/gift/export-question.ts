import type { Foreseen, Question, RichText, TextQuestion } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import { numberOf } from "./export-number.ts";
import { toCloze, toTracing } from "./export-changed.ts";
import { answerOf, loseReferences, marked, stemOf, weightOf, withoutArrow } from "./export-text.ts";
import type { TextDraft } from "./export-text.ts";
import type { Exported, ExportedBody } from "./exported.ts";
import type { Lose } from "./import-text.ts";
import { shareOf } from "./syntax.ts";
import type { GiftAccepted, GiftChoice } from "./syntax.ts";
import type { Draft } from "./write.ts";

/** The GIFT question for one of a lesson; what it cannot say is lost by name. */
export function toGift(question: Question, lose: Lose): Exported {
  const body = bodyOf(question, lose);
  if ("refused" in body) return body;
  loseCommon(question, lose);
  const { id, explanation } = question;
  return {
    ...body,
    id,
    tags: tagsOf(question.tags ?? [], lose),
    ...(explanation !== undefined && { generalFeedback: answerOf(explanation, "explanation", lose) }),
  };
}

function loseCommon({ type, points, scoring, hints = [], teaches = [] }: Question, lose: Lose): void {
  const isSaid = scoring === undefined || (type === "multi" && scoring === "fractions");
  if (points !== 1) lose("points-dropped", "points", `GIFT has no points; ${points} were left out.`);
  if (!isSaid) lose("scoring-dropped", "scoring", `GIFT does not say how to score; \`${scoring}\` was left out.`);
  if (hints.length > 0) lose("hints-dropped", "hints", "GIFT has no hints.");
  if (teaches.length > 0) lose("teaches-dropped", "teaches", "GIFT does not say which pages teach what is asked.");
}

function tagsOf(tags: readonly string[], lose: Lose): string[] {
  return tags.filter((tag) => {
    const isValid = !/[<>`\u0000-\u001F\u007F]/.test(tag);
    if (!isValid)
      lose("tag-dropped", "tags", `The tag ${JSON.stringify(tag)} has characters that a tag of Moodle cannot have.`);
    return isValid;
  });
}

function bodyOf(question: Question, lose: Lose): ExportedBody {
  const stem = stemOf(question.prompt, "prompt", lose);
  switch (question.type) {
    case "choice":
    case "multi":
      return toChoices(question, stem, lose);
    case "trueFalse": {
      const { correct, feedback = {} } = question.key;
      const said = (text: RichText | undefined) =>
        text === undefined ? undefined : answerOf(text, "key.feedback", lose);
      const [right, wrong] = correct ? [feedback.true, feedback.false] : [feedback.false, feedback.true];
      const [rightFeedback, wrongFeedback] = [said(right), said(wrong)];
      return {
        type: "trueFalse",
        stem,
        isTrue: correct,
        ...(rightFeedback !== undefined && { rightFeedback }),
        ...(wrongFeedback !== undefined && { wrongFeedback }),
      };
    }
    case "numeric": {
      const { answers, otherwise } = question.key;
      if (question.units !== undefined) lose("units-dropped", "units", "GIFT has no units; the number is without one.");
      return {
        type: "numerical",
        stem,
        answers: answers.map((answer) => ({ number: numberOf(answer, lose), ...replyOf(answer, lose) })),
        ...(otherwise !== undefined && { otherwise: answerOf(otherwise, "key.otherwise", lose) }),
      };
    }
    case "text":
      return toShortAnswer(question, stem, lose);
    case "match":
      return toPairs(question, stem, lose);
    case "essay":
      return { type: "essay", stem };
    case "cloze":
      return toCloze(question, stem, lose);
    case "tracing":
      return toTracing(question, stem, lose);
    case "order":
      return { refused: "GIFT has no question about an order." };
  }
}

/** The weight and feedback of an answer that was foreseen. */
function replyOf({ weight = 1, feedback }: Foreseen, lose: Lose): Omit<Draft<GiftAccepted>, "text"> {
  return {
    ...(weight !== 1 && { weight: weightOf(weight, "key.answers", lose) }),
    ...(feedback !== undefined && { feedback: answerOf(feedback, "key.answers", lose) }),
  };
}

function toChoices(
  question: Extract<Question, { type: "choice" | "multi" }>,
  stem: TextDraft,
  lose: Lose,
): ExportedBody {
  const { options, key } = question;
  if (options.some(({ pinned }) => pinned === true)) {
    lose("pin-dropped", "options.pinned", "GIFT does not say which options keep their place.");
  }
  if (question.type === "multi" && question.allowEmpty === true) {
    lose("allow-empty-dropped", "allowEmpty", "In GIFT, choosing nothing is no answer.");
  }
  const shares = question.type === "choice" ? choiceShares(question, lose) : multiShares(question, lose);
  if (shares === undefined) return { refused: "In GIFT, an answer has to earn something." };
  const choices = options.map(({ id, content }): Draft<GiftChoice> => {
    const said = key.feedback?.[id];
    const share = shares.get(id) ?? 0;
    const isRight = question.type === "choice" && question.key.correct === id;
    return {
      isRight,
      text: answerOf(content, "options", lose),
      ...(!isRight && share !== 0 && { weight: weightOf(share, "key.weights", lose) }),
      ...(said !== undefined && { feedback: answerOf(said, "key.feedback", lose) }),
    };
  });
  return { type: "multipleChoice", stem, choices };
}

function choiceShares({ key }: Extract<Question, { type: "choice" }>, lose: Lose): Map<string, number> {
  const { correct, weights = {} } = key;
  if ((weights[correct] ?? 1) !== 1) {
    lose("weight-dropped", "key.weights", "In GIFT, the right answer earns all points.");
  }
  return new Map(Object.entries(weights));
}

/** What every option earns; where the author has not said, equal shares for the right ones, and as much taken for others. */
function multiShares(
  { options, key, scoring }: Extract<Question, { type: "multi" }>,
  lose: Lose,
): Map<string, number> | undefined {
  const { correct, weights = {} } = key;
  const equal = shareOf(String(100 / Math.max(correct.length, 1))).share;
  const usual = (id: string): number => (correct.includes(id) ? equal : scoring === "fractions" ? 0 : -equal);
  const shares = new Map(options.map(({ id }) => [id, weights[id] ?? usual(id)] as const));
  if ([...shares].some(([id, share]) => share !== (weights[id] ?? 0))) {
    lose("weights-made", "key.weights", "GIFT scores options by their weights; where there were none, they were made.");
  }
  if (scoring === undefined)
    lose("scoring-made", "scoring", "GIFT adds up the weights of the options that are chosen.");
  const earning = [...shares].filter(([, share]) => share > 0).map(([id]) => id);
  if (earning.join() !== correct.join()) {
    lose("right-answers", "key.correct", "In GIFT, the right options are those that earn something.");
  }
  return earning.length === 0 ? undefined : shares;
}

const anything = "*";
const arrow = "->";

function toShortAnswer(question: TextQuestion, stem: TextDraft, lose: Lose): ExportedBody {
  const { answers, otherwise } = question.key;
  if (question.caseSensitive === true) {
    lose("case-dropped", "caseSensitive", "GIFT does not tell upper from lower case.");
  }
  const last = answers.at(-1);
  if (otherwise === undefined && last?.pattern === anything && last.weight === 0) {
    lose(
      "any-answer",
      "key",
      "An answer that fits everything and earns nothing is what is said when no other one fits.",
    );
  }
  const all: (Foreseen & { pattern: string })[] = [
    ...answers,
    ...(otherwise === undefined ? [] : [{ pattern: anything, weight: 0, feedback: otherwise }]),
  ];
  const isAlone = all.length === 1;
  if (!isAlone && all.some(({ pattern }) => pattern.includes(arrow))) {
    return { refused: "In GIFT, several answers with an arrow are pairs." };
  }
  const written: Draft<GiftAccepted>[] = [];
  for (const { pattern, weight, feedback } of all) {
    const said = feedback === undefined || isAlone ? feedback : withoutArrow(feedback, "key", lose);
    if (feedback !== undefined && said === undefined)
      return { refused: "In GIFT, feedback with an arrow in code is a pair." };
    written.push({ text: marked(pattern), ...replyOf({ weight, feedback: said }, lose) });
  }
  return { type: "shortAnswer", stem, answers: written };
}

function toPairs(question: Extract<Question, { type: "match" }>, stem: TextDraft, lose: Lose): ExportedBody {
  const { lefts, rights, key } = question;
  const rightOf = new Map(key.pairs);
  const used = new Set(rightOf.values());
  const words = new Map(rights.map(({ id, content }) => [id, plainText(content).replaceAll(/\s+/g, " ")]));
  if ([...words.values()].includes("")) return { refused: "In GIFT, a right side is words without markup." };
  for (const { content } of rights) {
    if (isPlain(content)) continue;
    lose("formatting-dropped", "rights", `In GIFT, a right side has no markup: \`${content.markdown}\`.`);
    loseReferences(content.nodes, "rights", lose);
  }
  const right = (id: string): { value: string } => ({ value: words.get(id) ?? "" });
  const pairs = [];
  for (const { id, content } of lefts) {
    const text = withoutArrow(content, "lefts", lose);
    if (text === undefined) return { refused: "In GIFT, code in a left side cannot hold an arrow." };
    pairs.push({ left: answerOf(text, "lefts", lose), right: right(rightOf.get(id) ?? "") });
  }
  const others = rights.filter(({ id }) => !used.has(id)).map(({ id }) => ({ right: right(id) }));
  return { type: "matching", stem, pairs: [...pairs, ...others] };
}

/** Whether a text is words alone. */
function isPlain({ nodes }: RichText): boolean {
  const [paragraph, ...others] = nodes;
  const [words, ...parts] = paragraph?.children ?? [];
  return others.length === 0 && parts.length === 0 && paragraph?.type === "paragraph" && words?.type === "text";
}
