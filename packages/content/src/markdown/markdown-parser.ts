import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Extension as FromMarkdownExtension, Transform } from "mdast-util-from-markdown";
import { combineExtensions } from "micromark-util-combine-extensions";
import type { Extension } from "micromark-util-types";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import { unified } from "unified";
import type { Processor } from "unified";
import { remarkLesson } from "../syntax/remark.ts";
import { idleConstructs, withoutConstructs } from "./idle-constructs.ts";
import { refuseDeepNesting } from "./nesting.ts";
import { labelExtension } from "./labels.ts";
import type { Labels } from "./labels.ts";

/** What a text may hold beside CommonMark and GFM. */
export type Dialect =
  /** Nothing. */
  | "fragment"
  /** The markers. */
  | "page"
  /** Front matter and the markers. */
  | "document";

/** Extensions put together once, so that parsing a small text costs little more than its characters. */
interface Extensions {
  micromark: Extension;
  /** That one without some constructs, by their names. */
  reduced: Map<string, Extension>;
  mdast: FromMarkdownExtension[];
}

let cached: Readonly<Record<Dialect, Extensions>> | undefined;

function extensionsOf(dialect: Dialect): Extensions {
  cached ??= {
    fragment: collect(unified().use(remarkGfm)),
    page: collect(unified().use(remarkGfm).use(remarkLesson)),
    document: collect(unified().use(remarkFrontmatter, "yaml").use(remarkGfm).use(remarkLesson)),
  };
  return cached[dialect];
}

/** The extensions that remark plugins bring; their transforms run only where they find something. */
function collect(processor: Processor): Extensions {
  const { micromarkExtensions = [], fromMarkdownExtensions = [] } = processor.freeze().data();
  const mdast = fromMarkdownExtensions.flat();
  const transform = linkTransform(mdast.flatMap(({ transforms }) => transforms ?? []));
  return {
    micromark: combineExtensions(micromarkExtensions),
    reduced: new Map(),
    mdast: [...mdast.map((extension) => ({ ...extension, transforms: [] })), { transforms: [transform] }],
  };
}

/** The constructs that a text can hold. */
function syntaxOf(text: string, { micromark, reduced }: Extensions): Extension {
  const idle = idleConstructs(text);
  const key = idle.join(" ");
  const extension = reduced.get(key) ?? withoutConstructs(micromark, idle);
  reduced.set(key, extension);
  return extension;
}

/** What stands in every text of which the transforms of GFM make a link. */
const linkLike = /@|:\/\/|www\./i;

/** The transforms as one, after the check that has to run before what recurses. */
function linkTransform(transforms: readonly Transform[]): Transform {
  return (tree) => {
    let mayHoldLinks = false;
    refuseDeepNesting(tree, (text) => {
      mayHoldLinks ||= linkLike.test(text);
    });
    return mayHoldLinks ? transforms.reduce((current, transform) => transform(current) ?? current, tree) : tree;
  };
}

/**
 * Parses Markdown as remark does.
 *
 * @param known - The link and footnote definitions that stand elsewhere.
 * @param hasHtml - Whether blocks of HTML are looked for; without it, tags are text.
 * @throws NestingError, and RangeError where the parser runs out of stack.
 */
export function parseMarkdown(text: string, dialect: Dialect, known: Labels, hasHtml: boolean): Root {
  const all = extensionsOf(dialect);
  const isNoneKnown = known.definitions.size === 0 && known.footnotes.size === 0;
  const extensions = [syntaxOf(text, all), ...(isNoneKnown ? [] : [labelExtension(known)])];
  if (!hasHtml) extensions.push({ disable: { null: ["htmlFlow"] } });
  // The parser takes a first byte order mark for that of a file, and counts from behind it. Here it is a character.
  const input = text.startsWith("\uFEFF") ? `\uFEFF${text}` : text;
  return fromMarkdown(input, { extensions, mdastExtensions: all.mdast });
}
