import { wordStarts } from "../../quiz/code-spans.ts";
import { startsSafely, wordField } from "../field.ts";
import { onOneLine } from "../line-ends.ts";
import { hiddenAfter } from "../open-block.ts";
import { indexOfId } from "../options.ts";
import type { KindWriter } from "./table.ts";

const arrow = "->";

export const match: KindWriter<"match"> = ({ lefts, rights, key: { pairs } }) => {
  const rightOf = new Map(pairs);
  const used = new Set(rightOf.values());
  const lines = lefts.map((left, index) => {
    const id = rightOf.get(left.id);
    if (id === undefined) throw new RangeError(`The key has no pair for ${JSON.stringify(left.id)}`);
    const right = rights[indexOfId(rights, id)];
    return lineOf(lineStart(left.content.markdown, index > 0), right?.content.markdown ?? "");
  });
  const others = rights.filter(({ id }) => !used.has(id)).map(({ content }) => lineOf("", content.markdown));
  return [wordField("TYPE", "match"), { name: "CORRECT", value: { lines: [...lines, ...others] } }];
};

/** A left side that is neither a field nor a marker nor the start of code where it starts a line. */
function lineStart(markdown: string, startsLine: boolean): string {
  const left = onOneLine(markdown);
  const open = hiddenAfter("", left);
  if (open !== undefined && !open.endsAtBlank) return `\\${left}`;
  return startsLine && !startsSafely(left) ? left.replace(/^-|(?<=^[A-Z]+(?:\{[^}]*\})?):/, "\\$&") : left;
}

/** The line `left -> right`. */
function lineOf(left: string, rightMarkdown: string): string {
  const right = onOneLine(rightMarkdown);
  const line = left === "" ? `${arrow} ${right}` : `${left} ${arrow} ${right}`;
  if (arrowIn(line) === line.length - right.length - arrow.length - 1) return line;
  const escaped = left.replaceAll("`", "&#96;").replaceAll(/(?<=^|\s)->(?=\s|$)/g, "\\->");
  return `${escaped} ${arrow} ${right}`;
}

/** Where a line is split when it is read. */
function arrowIn(line: string): number | undefined {
  for (const place of wordStarts(line, { start: 0, end: line.length })) {
    if (/^->\s/.test(line.slice(place, place + arrow.length + 1))) return place;
  }
  return undefined;
}
