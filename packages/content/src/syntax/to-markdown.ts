import type { Options as ToMarkdownExtension } from "mdast-util-to-markdown";
import { markerNames } from "./micromark.ts";
import type { LessonMarker } from "./mdast.ts";

declare module "mdast-util-to-markdown" {
  interface ConstructNameMap {
    lessonMarker: "lessonMarker";
  }
}

/**
 * An extension for mdast-util-to-markdown: writes `lessonMarker` nodes as lines, and keeps text that looks like a marker
 * from becoming one.
 */
export function lessonMarkersToMarkdown(): ToMarkdownExtension {
  return {
    handlers: {
      lessonMarker({ name, value }: LessonMarker): string {
        return `---${name}---${value === "" ? "" : ` ${value.replaceAll(/[\r\n]+/g, " ")}`}`;
      },
    },
    unsafe: markerNames.map((name) => ({ atBreak: true, character: "-", after: `--${name}---` })),
  };
}
