import type { MarkdownNode, Question } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import { choicesOf } from "../choices.ts";
import type { Rule } from "../rule.ts";

const negation = /\b(?:not|never|except|cannot)\b/i;

/** A negation that is easily read over turns a question around. */
export const promptNegated: Rule = (linted, report) => {
  if (!linted.isEnglish) return;
  for (const { question } of choicesOf(linted)) {
    const found = plainNegation(question.prompt.nodes);
    if (found === undefined) continue;
    report("prompt-negated", question.prompt.position, {
      message: "The question is negated without emphasis, which is easily read over.",
      received: found,
      hint: `Write **${found.toLowerCase()}** or ${found.toUpperCase()}, or ask the other way round.`,
    });
  }
};

/** A negation in the last sentence that is neither emphasised nor in capitals. */
function plainNegation(nodes: readonly MarkdownNode[]): string | undefined {
  let text = "";
  const pending = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (["strong", "emphasis", "code", "inlineCode"].includes(node.type)) text += " … ";
    else {
      if (node.type === "text") text += node.value ?? "";
      else if (text !== "" && node.type === "paragraph") text += "\n";
      for (const child of (node.children ?? []).toReversed()) pending.push(child);
    }
  }
  const last =
    text
      .trim()
      .split(/(?<=[.!?])\s+|\n/)
      .at(-1) ?? "";
  const word = negation.exec(last)?.[0];
  return word === undefined || word === word.toUpperCase() ? undefined : word;
}

/** Learners who were wrong want to know why. */
export const explanationMissing: Rule = ({ questions }, report) => {
  for (const { question } of questions) {
    const { explanation, prompt, key } = question;
    const hasFeedback = "feedback" in key && key.feedback !== undefined;
    if (explanation !== undefined || hasFeedback || question.type === "essay") continue;
    report("explanation-missing", prompt.position, {
      message: "The question does not explain its answer.",
      expected: "`EXPLAIN:` or `FEEDBACK:`",
    });
  }
};

const saysWhichIsRight =
  /\b(?:correct|right) (?:answer|option|choice) (?:is|:) ?(?:option |answer |choice )?["'(]?([A-F]|[0-9])\b/i;
const saysItIsRight = /\b(?:is|are) (?:the )?(?:correct|right|true)\b/i;
const saysNot = /\b(?:not|never|isn't|aren't|in)\b[^.]{0,12}\b(?:correct|right|true)\b|\bincorrect|\buntrue/i;

/** An explanation that argues for another answer than the key: one of them is wrong. */
export const explanationContradictsKey: Rule = (linted, report) => {
  if (!linted.isEnglish) return;
  for (const { question, options, rights, wrongs } of choicesOf(linted)) {
    const { explanation } = question;
    if (explanation === undefined) continue;
    const text = plainText(explanation).replaceAll(/\s+/g, " ");
    const named = saysWhichIsRight.exec(text)?.[1];
    const isOther = named !== undefined && !indexesFor(named).some((index) => options[index]?.isRight === true);
    const praised = text.split(/(?<=[.!?]) /).find((sentence) => {
      if (!saysItIsRight.test(sentence) || saysNot.test(sentence)) return false;
      const has = ({ words }: { words: string }): boolean =>
        words.length > 2 && sentence.toLowerCase().includes(words.toLowerCase());
      return wrongs.some(has) && !rights.some(has);
    });
    if (!isOther && praised === undefined) continue;
    reportContradiction(question, report, praised ?? text);
  }
  for (const { question } of linted.questions) {
    if (question.type !== "trueFalse" || question.explanation === undefined) continue;
    const first = /^(?:this is |that is |it is )?(true|false)\b/i.exec(plainText(question.explanation))?.[1];
    if (first === undefined || (first.toLowerCase() === "true") === question.key.correct) continue;
    reportContradiction(question, report, first);
  }
};

/** A letter stands for one place; a number may be counted from 0 or from 1. */
function indexesFor(name: string): number[] {
  return /[0-9]/.test(name) ? [Number(name), Number(name) - 1] : [name.toUpperCase().charCodeAt(0) - "A".charCodeAt(0)];
}

function reportContradiction({ explanation, prompt }: Question, report: Parameters<Rule>[1], received: string): void {
  report("explanation-contradicts-key", (explanation ?? prompt).position, {
    message: "The explanation seems to argue for another answer than the key.",
    received,
    hint: "`CORRECT:` counts answers from 0; check it, and the explanation.",
  });
}
