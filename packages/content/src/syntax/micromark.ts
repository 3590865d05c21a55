import { factorySpace } from "micromark-factory-space";
import { markdownLineEnding, markdownSpace } from "micromark-util-character";
import { codes, types } from "micromark-util-symbol";
import type { Code, Construct, Effects, Extension, State } from "micromark-util-types";

/** The names that can stand between the dashes. */
export const markerNames = ["PAGE", "QUIZ", "END-QUIZ"] as const;

/** The name of a marker. */
export type MarkerName = (typeof markerNames)[number];

declare module "micromark-util-types" {
  interface TokenTypeMap {
    lessonMarker: "lessonMarker";
    lessonMarkerFence: "lessonMarkerFence";
    lessonMarkerName: "lessonMarkerName";
    lessonMarkerTrailing: "lessonMarkerTrailing";
  }
}

/**
 * A micromark extension for the three line markers of a lesson.
 *
 * A marker is a flow construct of one line: up to three spaces, three dashes, an upper-case name, three dashes, and then
 * either the end of the line or white space and anything. Like a heading it interrupts a paragraph, and like any flow it
 * is inert inside code and HTML.
 */
export function lessonMarkers(): Extension {
  return { flow: { [codes.dash]: marker } };
}

const dashCount = 3;

const marker: Construct = { name: "lessonMarker", tokenize: tokenizeMarker };

function tokenizeMarker(effects: Effects, ok: State, nok: State): State {
  let candidates: readonly string[] = markerNames;
  let length = 0;

  return start;

  /**
   * ```markdown
   * > | ---PAGE---
   *     ^
   * ```
   */
  function start(code: Code): State | undefined {
    effects.enter("lessonMarker");
    effects.enter("lessonMarkerFence");
    length = 0;
    return dashes(code, name);
  }

  function dashes(code: Code, next: State): State | undefined {
    if (code !== codes.dash) return nok(code);
    effects.consume(code);
    length += 1;
    if (length < dashCount) return (following) => dashes(following, next);
    effects.exit("lessonMarkerFence");
    return next;
  }

  /**
   * ```markdown
   * > | ---PAGE---
   *        ^
   * ```
   */
  function name(code: Code): State | undefined {
    effects.enter("lessonMarkerName");
    length = 0;
    return insideName(code);
  }

  /**
   * ```markdown
   * > | ---PAGE---
   *         ^^^
   * ```
   */
  function insideName(code: Code): State | undefined {
    const isComplete = candidates.some((candidate) => candidate.length === length);
    if (isComplete) {
      effects.exit("lessonMarkerName");
      effects.enter("lessonMarkerFence");
      length = 0;
      return dashes(code, afterFence);
    }
    candidates = candidates.filter((candidate) => candidate.charCodeAt(length) === code);
    if (candidates.length === 0) return nok(code);
    effects.consume(code);
    length += 1;
    return insideName;
  }

  /**
   * ```markdown
   * > | ---QUIZ--- TITLE: A check
   *               ^
   * ```
   */
  function afterFence(code: Code): State | undefined {
    if (isLineEnd(code)) return end(code);
    if (!markdownSpace(code)) return nok(code);
    return factorySpace(effects, trailingStart, types.whitespace)(code);
  }

  /**
   * ```markdown
   * > | ---QUIZ--- TITLE: A check
   *                ^
   * ```
   */
  function trailingStart(code: Code): State | undefined {
    if (isLineEnd(code)) return end(code);
    effects.enter("lessonMarkerTrailing");
    return trailing(code);
  }

  function trailing(code: Code): State | undefined {
    if (isLineEnd(code)) {
      effects.exit("lessonMarkerTrailing");
      return end(code);
    }
    effects.consume(code);
    return trailing;
  }

  function end(code: Code): State | undefined {
    effects.exit("lessonMarker");
    return ok(code);
  }
}

function isLineEnd(code: Code): boolean {
  return code === codes.eof || markdownLineEnding(code);
}

/** Whether a marker has the given name. */
export function isMarkerName(name: string): name is MarkerName {
  return markerNames.some((candidate) => candidate === name);
}
