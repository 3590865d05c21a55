import type { MarkdownNode, PublicText } from "@mlops/schema";
import { createElement } from "react";
import type { ReactNode } from "react";

/** Where a piece of rich text stands. */
export interface TextPlace {
  /** Whether that is a line or a label: there, one paragraph is just its words, and nothing takes the focus. */
  readonly inline?: boolean | undefined;
  /**
   * Only in the prompt of a cloze question: what stands in the place of a gap, `undefined` where braces are just that.
   *
   * @param inside - What the author wrote between `{{` and `}}`.
   */
  readonly gap?: ((inside: string) => ReactNode) | undefined;
}

/** Shows rich text. */
export type RenderText = (text: PublicText, place: TextPlace) => ReactNode;

/** Deeper nodes are shown as their words, so that no text overflows the stack of a renderer. */
const maxDepth = 50;

const tags: ReadonlyMap<string, string> = new Map([
  ["paragraph", "p"],
  // A heading in a question would be one of the page.
  ["heading", "p"],
  ["blockquote", "blockquote"],
  ["listItem", "li"],
  ["emphasis", "em"],
  ["strong", "strong"],
  ["delete", "del"],
  ["inlineCode", "code"],
  ["break", "br"],
  ["thematicBreak", "hr"],
]);

/**
 * Shows Markdown as React elements. Safe with any tree: HTML is shown as its text, links and images lead to `http`,
 * `https`, `mailto` and relative addresses alone, and of a node that is not known its children are shown.
 */
export const renderMarkdown: RenderText = ({ nodes }, place) => {
  const [first, second] = nodes;
  const isLine = place.inline === true && second === undefined && first?.type === "paragraph";
  return elements(isLine ? first.children : nodes, place, 0);
};

function elements(nodes: readonly MarkdownNode[] = [], place: TextPlace, depth: number): ReactNode {
  if (depth > maxDepth) return plain(nodes);
  return nodes.map((node, key) => {
    const { type, value, children } = node;
    const inner =
      value !== undefined ? withGaps(wellFormed(value), place) : children && elements(children, place, depth + 1);
    const tag = tags.get(type);
    if (tag !== undefined) return createElement(tag, { key }, inner);
    switch (type) {
      case "code":
        return (
          <pre key={key} tabIndex={place.inline === true ? undefined : 0}>
            <code className={typeof node["lang"] === "string" ? `language-${node["lang"]}` : undefined}>{inner}</code>
          </pre>
        );
      case "list":
        return node["ordered"] === true ? <ol key={key}>{inner}</ol> : <ul key={key}>{inner}</ul>;
      case "table":
        return (
          <table key={key}>
            <tbody>{inner}</tbody>
          </table>
        );
      case "tableRow":
        return (
          <tr key={key}>
            {children?.map((cell, column) =>
              createElement(key === 0 ? "th" : "td", { key: column }, elements(cell.children, place, depth + 1)),
            )}
          </tr>
        );
      case "link":
        return isSafe(node["url"]) ? (
          <a key={key} href={node["url"]}>
            {inner}
          </a>
        ) : (
          inner
        );
      case "image":
        return isSafe(node["url"]) ? (
          <img key={key} src={node["url"]} alt={plain([node])} loading="lazy" />
        ) : (
          plain([node])
        );
      default:
        return inner;
    }
  });
}

/** Text with something else in the place of each gap. */
function withGaps(text: string, { gap }: TextPlace): ReactNode {
  if (gap === undefined) return text;
  // What is caught by the pattern stands at the odd places.
  return text
    .split(/\{\{([^{}\r\n]{1,500})\}\}/)
    .map((piece, index) => (index % 2 === 0 ? piece : (gap(piece) ?? `{{${piece}}}`)));
}

/** Whether an address is a relative one, or of a scheme that runs nothing. */
export function isSafe(url: unknown): url is string {
  return typeof url === "string" && /^(?:https?:|mailto:|[^:]*(?:[/?#]|$))/i.test(url);
}

/** Halves of surrogate pairs do not survive the way from a server to a browser, which would then see another text. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** The words of a text without markup. Walks without recursion. */
export function plain(nodes: readonly MarkdownNode[]): string {
  let words = "";
  const pending = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { type, value, alt, children = [] } = node;
    // Paragraphs do not run together.
    words += value ?? (typeof alt === "string" ? alt : type === "paragraph" && words !== "" ? " " : "");
    pending.push(...children.toReversed());
  }
  return wellFormed(words);
}
