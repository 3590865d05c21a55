import type { Extension as FromMarkdownExtension } from "mdast-util-from-markdown";
import type { Literal } from "mdast";
import { isMarkerName } from "./micromark.ts";
import type { MarkerName } from "./micromark.ts";

/** A marker line in a Markdown tree. */
export interface LessonMarker extends Literal {
  type: "lessonMarker";
  name: MarkerName;
  /** What follows the marker on its line, without the white space around it; empty where nothing does. */
  value: string;
}

declare module "mdast" {
  interface RootContentMap {
    lessonMarker: LessonMarker;
  }
  interface BlockContentMap {
    lessonMarker: LessonMarker;
  }
}

/** Turns the tokens of the micromark extension {@link lessonMarkers} into {@link LessonMarker} nodes. */
export function lessonMarkersFromMarkdown(): FromMarkdownExtension {
  return {
    enter: {
      lessonMarker(token) {
        this.enter({ type: "lessonMarker", name: "PAGE", value: "" }, token);
      },
    },
    exit: {
      lessonMarkerName(token) {
        const node = this.stack.at(-1);
        const name = this.sliceSerialize(token);
        if (node?.type === "lessonMarker" && isMarkerName(name)) node.name = name;
      },
      lessonMarkerTrailing(token) {
        const node = this.stack.at(-1);
        if (node?.type === "lessonMarker") node.value = this.sliceSerialize(token).trimEnd();
      },
      lessonMarker(token) {
        this.exit(token);
      },
    },
  };
}
