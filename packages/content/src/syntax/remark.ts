import type { Extension as MicromarkExtension } from "micromark-util-types";
import type { Extension as FromMarkdownExtension } from "mdast-util-from-markdown";
import type { Processor } from "unified";
import { lessonMarkersFromMarkdown } from "./mdast.ts";
import { lessonMarkers } from "./micromark.ts";

declare module "unified" {
  interface Data {
    micromarkExtensions?: MicromarkExtension[] | undefined;
    fromMarkdownExtensions?: (FromMarkdownExtension | FromMarkdownExtension[])[] | undefined;
  }
}

/**
 * A remark plugin: `---PAGE---`, `---QUIZ---` and `---END-QUIZ---` lines become `lessonMarker` nodes.
 *
 * @example
 * unified().use(remarkParse).use(remarkLesson).parse(text);
 */
export function remarkLesson(this: Processor): undefined {
  const data = this.data();
  (data.micromarkExtensions ??= []).push(lessonMarkers());
  (data.fromMarkdownExtensions ??= []).push(lessonMarkersFromMarkdown());
}
