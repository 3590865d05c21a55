import type { Position } from "@mlops/schema";
import type { Loss } from "../exchange.ts";
import { htmlToMarkdown } from "../html-to-markdown.ts";
import { textToMarkdown } from "../text-to-markdown.ts";
import type { GiftLossCode } from "./loss-codes.ts";
import type { GiftFormat, GiftText } from "./syntax.ts";

/** Takes what was lost while one item is converted. */
export type Lose = (code: GiftLossCode, field: string, message: string, position?: Position) => void;

/** A {@link Lose} that adds to a list. */
export function loseInto(losses: Loss[], question: string | undefined, whole: Position): Lose {
  return (code, field, message, position = whole) => {
    losses.push({ code, field, message, ...(question !== undefined && { question }), position });
  };
}

/** Markdown that says what a text of a question says; what it cannot say is lost by name. */
export function richOf(text: GiftText, inherited: GiftFormat, field: string, lose: Lose): { markdown: string } {
  return { markdown: convert(text.value, text.format ?? inherited, field, text.position, lose) };
}

const htmlTag = /<\/?[a-z][a-z0-9]*(?:\s[^<>]{0,200})?\/?>/i;

export function convert(value: string, format: GiftFormat, field: string, position: Position, lose: Lose): string {
  if (format === "markdown") return value;
  if (format === "html") return convertHtml(value, field, position, lose);
  if (format === "moodle" && htmlTag.test(value)) {
    lose(
      "html-as-text",
      field,
      "Moodle may read this as HTML; it was kept as the characters that are written.",
      position,
    );
  }
  return textToMarkdown(value);
}

function convertHtml(html: string, field: string, position: Position, lose: Lose): string {
  const { markdown, elements, attributes, isSource } = htmlToMarkdown(html);
  if (isSource) {
    lose("html-refused", field, "The HTML is too large or too deep to convert; its source is kept as text.", position);
  }
  if (elements.length > 0) {
    const names = elements.join(", ");
    const message = `HTML elements that Markdown does not have were replaced by their content or left out: ${names}.`;
    lose("html-element", field, message, position);
  }
  if (attributes.length > 0) {
    const message = `HTML attributes that Markdown does not have were left out: ${attributes.join(", ")}.`;
    lose("html-attribute", field, message, position);
  }
  if (html.includes("@@PLUGINFILE@@")) {
    lose("file-missing", field, "The text refers to a file that is kept in Moodle and is no part of GIFT.", position);
  }
  return markdown;
}
