import type { Construct, Extension, ParseContext } from "micromark-util-types";
import { normalizeIdentifier } from "micromark-util-normalize-identifier";

/** The labels that references can refer to, in the parser's normal form. */
export interface Labels {
  definitions: ReadonlySet<string>;
  footnotes: ReadonlySet<string>;
}

export const noLabels: Labels = { definitions: new Set(), footnotes: new Set() };

/** The parser's own lists; the one for footnotes belongs to the GFM extension. */
interface LabelLists extends Pick<ParseContext, "defined"> {
  gfmFootnotes?: string[];
}

/**
 * A micromark extension that makes definitions of other texts known.
 *
 * References are resolved when all definitions of a text have been read, so it is enough to put the labels into the
 * parser's lists at the start.
 */
export function labelExtension(known: Labels): Extension {
  let isDone = false;
  const construct: Construct = {
    name: "lessonLabels",
    tokenize(_effects, _ok, nok) {
      if (!isDone) {
        isDone = true;
        const lists: LabelLists = this.parser;
        lists.defined.push(...known.definitions);
        (lists.gfmFootnotes ??= []).push(...known.footnotes);
      }
      return nok;
    },
  };
  return { document: { null: construct } };
}

const definitionLike = /^[ \t>*+\d.)-]*\[(\^?)([^\]\r\n]{1,999})\]:/gm;

/** The labels of all lines that look like definitions. Some may be none, as in code, and labels of two lines are missed. */
export function guessLabels(text: string): Labels {
  const definitions = new Set<string>();
  const footnotes = new Set<string>();
  if (text.includes("]:")) {
    for (const [, caret, label = ""] of text.matchAll(definitionLike)) {
      (caret === "^" ? footnotes : definitions).add(normalizeIdentifier(label));
    }
  }
  return { definitions, footnotes };
}

/** All labels of several texts. */
export function joinLabels(all: readonly Labels[]): Labels {
  return {
    definitions: new Set(all.flatMap(({ definitions }) => [...definitions])),
    footnotes: new Set(all.flatMap(({ footnotes }) => [...footnotes])),
  };
}

/** The labels that are in one of the two and not in the other. */
export function differing(one: Labels, other: Labels): string[] {
  const pairs = [
    [one.definitions, other.definitions],
    [other.definitions, one.definitions],
    [one.footnotes, other.footnotes],
    [other.footnotes, one.footnotes],
  ] as const;
  return pairs.flatMap(([these, those]) => [...these].filter((label) => !those.has(label)));
}

/** Whether a text may hold a reference to one of the labels; a label may be broken over lines, its first word may not. */
export function mayRefer(text: string, labels: readonly string[]): boolean {
  if (labels.length === 0 || !text.includes("[")) return false;
  const upper = text.toLowerCase().toUpperCase();
  return labels.some((label) => upper.includes(label.split(" ", 1)[0] ?? ""));
}
