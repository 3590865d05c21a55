import type { Extension as MicromarkExtension } from "micromark-util-types";
import type { Extension as FromMarkdownExtension } from "mdast-util-from-markdown";
import type { Options as ToMarkdownExtension } from "mdast-util-to-markdown";
import type { Processor } from "unified";
import { lessonMarkersFromMarkdown } from "./mdast.ts";
import { lessonMarkers } from "./micromark.ts";
import { lessonMarkersToMarkdown } from "./to-markdown.ts";

declare module "unified" {
  interface Data {
    micromarkExtensions?: MicromarkExtension[] | undefined;
    toMarkdownExtensions?: ToMarkdownExtension[] | undefined;
    fromMarkdownExtensions?: (FromMarkdownExtension | FromMarkdownExtension[])[] | undefined;
  }
}

/**
 * A remark plugin: `---PAGE---`, `---QUIZ---` and `---END-QUIZ---` lines become `lessonMarker` nodes, and those nodes
 * lines again.
 *
 * @example
 * unified().use(remarkParse).use(remarkLesson).parse(text);
 */
export function remarkLesson(this: Processor): undefined {
  const data = this.data();
  (data.micromarkExtensions ??= []).push(lessonMarkers());
  (data.fromMarkdownExtensions ??= []).push(lessonMarkersFromMarkdown());
  (data.toMarkdownExtensions ??= []).push(lessonMarkersToMarkdown());
}
