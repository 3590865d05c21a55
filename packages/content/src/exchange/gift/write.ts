import { escapeGift, giftFormats } from "./syntax.ts";
import type { GiftItem, GiftQuestion, GiftReply, GiftText } from "./syntax.ts";

/** A text of a question without its place. */
type Text = Omit<GiftText, "position">;

/** What GIFT is written from: items without places. */
export type GiftDraft = Draft<GiftItem> | GiftComment;

/** Lines that say something to who reads the text; no question. */
export interface GiftComment {
  type: "comment";
  text: string;
}

/** A part of an item without places. */
export type Draft<T> = T extends readonly (infer Part)[]
  ? Draft<Part>[]
  : T extends object
    ? { [Key in keyof T as Key extends "position" ? never : Key]: Draft<T[Key]> }
    : T;

/**
 * Writes GIFT. Every question is one paragraph: line breaks in its texts are escaped. What was read is read again the same.
 *
 * @example
 * writeGift(parseGift(text).items);
 */
export function writeGift(items: readonly GiftDraft[]): string {
  const text = items.map((item) => `${itemText(item)}\n`).join("\n");
  // At the start of a file it would be a byte order mark, which is not read.
  return text.startsWith("\uFEFF") ? `\n${text}` : text;
}

function itemText(item: GiftDraft): string {
  switch (item.type) {
    case "comment":
      return item.text
        .split(/\r\n|[\r\n]/)
        .map((line) => `// ${line}`.trimEnd())
        .join("\n");
    case "category":
      return `$CATEGORY: ${item.path}`;
    case "unsupported":
      return item.source;
    default:
      return questionText(item);
  }
}

function questionText(question: Draft<GiftQuestion>): string {
  const { id, tags, title, stem } = question;
  const escape = (text: string): string => text.replaceAll("]", String.raw`\]`);
  const marks = [...(id === undefined ? [] : [`[id:${escape(id)}]`]), ...tags.map((tag) => `[tag:${escape(tag)}]`)];
  const head = marks.length === 0 ? "" : `// ${marks.join(" ")}\n`;
  const name = title === undefined ? "" : `::${escapeGift(title)}::`;
  const text = written(stem);
  const start = `${head}${name}${name === "" ? noComment(text) : text}`;
  if (question.type === "description") return start;
  return `${start}{${answersText(question)}}${escapeGift(question.tail ?? "")}`;
}

/** What begins a line, but no comment: a line break that is escaped is not read at the start. */
function noComment(text: string): string {
  return text.trimStart().startsWith("//") ? String.raw`\n` + text : text;
}

/** A text with its format before it; words that only look like a format or weight follow a line break, which is not read. */
function written({ value, format }: Text): string {
  if (format !== undefined) return `[${format}]${escapeGift(value)}`;
  const isMarked = value.startsWith("%") || giftFormats.some((name) => value.startsWith(`[${name}]`));
  return `${isMarked ? String.raw`\n` : ""}${escapeGift(value)}`;
}

const arrow = "->";

/** What stands between the braces. */
function answersText(question: Exclude<Draft<GiftQuestion>, { type: "description" }>): string {
  const { generalFeedback } = question;
  const general = generalFeedback === undefined ? "" : `####${written(generalFeedback)}`;
  switch (question.type) {
    case "essay":
      return general;
    case "trueFalse": {
      const { isTrue, wrongFeedback, rightFeedback } = question;
      const right = rightFeedback === undefined ? "" : `#${written(rightFeedback)}`;
      const wrong = wrongFeedback === undefined ? right && "#" : `#${written(wrongFeedback)}`;
      return `${isTrue ? "TRUE" : "FALSE"}${wrong}${right}${general}`;
    }
    case "multipleChoice":
      return lines(
        question.choices.map((choice) => reply(choice.isRight ? "=" : "~", choice, written(choice.text))),
        general,
      );
    case "shortAnswer": {
      const texts = question.answers.map((answer) => reply("=", answer, written(answer.text)));
      const [only = ""] = texts;
      // With `=` and an arrow it would be read as things to connect; a single answer can do without `=`.
      return lines(texts.length === 1 && only.includes(arrow) ? [noComment(only.slice(1))] : texts, general);
    }
    case "numerical": {
      const { answers, otherwise } = question;
      const texts = answers.map((answer) => {
        const { number } = answer;
        const tolerance = "value" in number && number.tolerance !== undefined ? `:${number.tolerance}` : "";
        return reply("=", answer, "min" in number ? `${number.min}..${number.max}` : `${number.value}${tolerance}`);
      });
      return `#${lines([...texts, ...(otherwise === undefined ? [] : [`~#${written(otherwise)}`])], general)}`;
    }
    case "matching": {
      const texts = question.pairs.map(({ left, right }) => {
        const before = left === undefined ? "" : written(left);
        return `=${before} ${arrow} ${written(right)}`;
      });
      return lines(texts, general);
    }
  }
}

function reply(mark: string, { weight, feedback }: Draft<GiftReply>, text: string): string {
  const share = weight === undefined ? "" : `%${weight}%`;
  return `${mark}${share}${text}${feedback === undefined ? "" : `#${written(feedback)}`}`;
}

/** Answers on lines of their own. */
function lines(answers: readonly string[], general: string): string {
  return [...answers, ...(general === "" ? [] : [general])].map((line) => `\n\t${line}`).join("") + "\n";
}
