import type { Reporter } from "../diagnostics/reporter.ts";
import { isId } from "./ids.ts";
import type { Range, Source } from "./source.ts";

/** One word between braces: `#id`, `pin`, or `weight=0.5`. */
export interface Attribute {
  /** The part before `=`, or the whole word. */
  name: string;
  /** The part after `=`; `undefined` where there is none. */
  value: string | undefined;
  range: Range;
}

/** The words of a range between braces. */
export function readAttributes(range: Range, { text }: Source): Attribute[] {
  return [...text.slice(range.start, range.end).matchAll(/\S+/g)].map(({ 0: word, index }) => {
    const equals = word.indexOf("=");
    const start = range.start + index;
    return {
      name: equals < 0 ? word : word.slice(0, equals),
      value: equals < 0 ? undefined : word.slice(equals + 1),
      range: { start, end: start + word.length },
    };
  });
}

/** What stands after a marker on its line. */
export interface MarkerTail {
  /** The id from `{#id}`. */
  id: string | undefined;
  /** The share that passes, from `{pass=0.7}`; of a quiz only. */
  pass: number | undefined;
  /** From `{shuffle}` or `{shuffle=false}`; of a quiz only. */
  shuffle: boolean | undefined;
  /** The rest of the line after the attributes; empty (`start` = `end`) where there is nothing. */
  rest: Range;
}

const passPattern = /^(?:0(?:\.[0-9]{1,7})?|1(?:\.0{1,7})?)$/;
const booleans: ReadonlyMap<string | undefined, boolean> = new Map([
  [undefined, true],
  ["true", true],
  ["false", false],
]);

/**
 * Reads the attributes after a marker.
 *
 * ```markdown
 * > | ---QUIZ--- {#check pass=0.7 shuffle}
 *                ^^^^^^^^^^^^^^^^^^^^^^^^^
 * ```
 */
export function readMarkerTail(range: Range, name: string, source: Source, reporter: Reporter): MarkerTail {
  const { text } = source;
  const tail: MarkerTail = { id: undefined, pass: undefined, shuffle: undefined, rest: range };
  const close = text[range.start] === "{" ? range.start + text.slice(range.start, range.end).indexOf("}") : -1;
  if (close < range.start) return tail;
  tail.rest = source.trimmed(close + 1, range.end);

  for (const attribute of readAttributes({ start: range.start + 1, end: close }, source)) {
    if (takeAttribute(tail, attribute, name)) continue;
    reporter.report("attribute-unknown", source.position(attribute.range.start, attribute.range.end), {
      message: `This attribute of \`---${name}---\` is not known or has no such value; it was left out.`,
      expected: expectedAttributes[name] ?? "no attributes",
      received: text.slice(attribute.range.start, attribute.range.end),
    });
  }
  return tail;
}

const expectedAttributes: Readonly<Record<string, string>> = {
  PAGE: "{#id} with letters, digits, dots, dashes and underscores",
  QUIZ: "{#id pass=0.7 shuffle}: an id, a share from 0 to 1, and shuffle or shuffle=false",
};

/** Whether the attribute could be taken: each once. */
function takeAttribute(tail: MarkerTail, { name, value }: Attribute, marker: string): boolean {
  if (marker !== "PAGE" && marker !== "QUIZ") return false;
  if (name.startsWith("#") && value === undefined && isId(name.slice(1)) && tail.id === undefined) {
    tail.id = name.slice(1);
    return true;
  }
  if (marker !== "QUIZ") return false;
  if (name === "pass" && value !== undefined && passPattern.test(value) && tail.pass === undefined) {
    tail.pass = Number(value);
    return true;
  }
  if (name === "shuffle" && booleans.has(value) && tail.shuffle === undefined) {
    tail.shuffle = booleans.get(value);
    return true;
  }
  return false;
}
