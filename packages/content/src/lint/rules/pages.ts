import type { MarkdownNode, Position } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import { isKnownLanguage, knownLanguages } from "../languages.ts";
import { nearest } from "../nearest.ts";
import type { Linted, Rule } from "../rule.ts";

/** A node of a page's text, with its place. */
interface Placed {
  node: MarkdownNode;
  position: Position;
}

/** Every node of the prose of each page, in the order of the text. */
function* proseOf({ lesson }: Linted): Generator<Placed[]> {
  for (const page of lesson.pages) {
    const found: Placed[] = [];
    for (const block of page.blocks) {
      if (block.kind !== "prose") continue;
      const pending = block.nodes.toReversed();
      for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
        found.push({ node, position: node.position ?? block.position });
        for (const child of (node.children ?? []).toReversed()) pending.push(child);
      }
    }
    yield found;
  }
}

/** Readers who jump from heading to heading lose their way when a level is left out. */
export const headingOrder: Rule = (linted, report) => {
  for (const nodes of proseOf(linted)) {
    let previous: number | undefined;
    for (const { node, position } of nodes) {
      const { depth } = node;
      if (node.type !== "heading" || typeof depth !== "number") continue;
      if (previous !== undefined && depth > previous + 1) {
        report("heading-order", position, {
          message: "The heading leaves out a level.",
          expected: `at most ${"#".repeat(previous + 1)}`,
          received: "#".repeat(depth),
        });
      }
      previous = depth;
    }
  }
};

/** Who cannot see an image reads its alternative text. */
export const imageAltMissing: Rule = (linted, report) => {
  for (const nodes of proseOf(linted)) {
    for (const { node, position } of nodes) {
      if (node.type !== "image" && node.type !== "imageReference") continue;
      if (typeof node["alt"] === "string" && node["alt"].trim() !== "") continue;
      report("image-alt-missing", position, {
        message: "The image has no alternative text.",
        expected: "`![what it shows](file)`",
      });
    }
  }
};

const vague: ReadonlySet<string> = new Set(
  [
    "here",
    "click here",
    "this",
    "this link",
    "link",
    "this page",
    "more",
    "read more",
    "see here",
    "this article",
  ].values(),
);

/** Links are read out of their context, in lists and by screen readers. */
export const linkText: Rule = (linted, report) => {
  for (const nodes of proseOf(linted)) {
    for (const { node, position } of nodes) {
      if (node.type !== "link" && node.type !== "linkReference") continue;
      const text = plainText({ nodes: node.children ?? [] })
        .replaceAll(/\s+/g, " ")
        .trim();
      if (text === "") {
        report("link-empty", position, { message: "The link has no text.", expected: "`[where it leads](address)`" });
      } else if (linted.isEnglish && vague.has(text.toLowerCase().replace(/[.!:]$/, ""))) {
        report("link-text-vague", position, {
          message: "The text of the link does not say where it leads.",
          received: text,
          hint: "Make the title of what it leads to the link.",
        });
      }
      if (node.type === "link" && node["url"] === "") {
        report("link-empty", position, {
          message: "The link leads nowhere.",
          expected: "an address between the brackets",
        });
      }
    }
  }
};

/** A link to a page of this lesson that is not there. */
export const linkBrokenPage: Rule = (linted, report) => {
  const pages = linted.lesson.pages.map(({ id }) => id);
  for (const nodes of proseOf(linted)) {
    for (const { node, position } of nodes) {
      const url = node.type === "link" || node.type === "definition" ? node["url"] : undefined;
      if (typeof url !== "string" || !url.startsWith("#") || pages.includes(url.slice(1))) continue;
      const meant = nearest(url.slice(1), pages);
      report("link-broken-page", position, {
        message: "The lesson has no such page.",
        expected: pages.map((id) => `#${id}`).join(", "),
        received: url,
        ...(meant !== undefined && { hint: `Did you mean #${meant}?` }),
      });
    }
  }
};

/** Without its language, code is shown without colours, and a screen reader does not know what it reads. */
export const codeLanguage: Rule = ({ lesson }, report) => {
  for (const block of lesson.pages.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== "code" || block.recovered === true) continue;
    if (block.language === null) {
      report("code-language-missing", block.position, {
        message: "The code block does not say its language.",
        expected: "the language after the fence; `text` for none",
      });
    } else if (!isKnownLanguage(block.language)) {
      const meant = nearest(block.language, knownLanguages);
      report("code-language-unknown", block.position, {
        message: "The language of the code block is not known.",
        received: block.language,
        ...(meant !== undefined && { hint: `Did you mean ${meant}?` }),
      });
    }
  }
};
