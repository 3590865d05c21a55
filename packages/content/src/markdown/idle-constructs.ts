import type { Construct, ConstructRecord, Extension } from "micromark-util-types";

/** Constructs that are tried at every word or line, by what stands in every text in which they find anything. */
const needs: Readonly<Record<string, RegExp>> = {
  emailAutolink: /@/,
  protocolAutolink: /:\/\//,
  wwwAutolink: /www\./i,
  // The row below its head has a bar, or a colon next to a dash.
  table: /\||:-|-:/,
};

const entries = Object.entries(needs);

/** The names of the constructs that find nothing in a text, so that they need not be tried. */
export function idleConstructs(text: string): string[] {
  return entries.flatMap(([name, need]) => (need.test(text) ? [] : [name]));
}

/**
 * The extension without the constructs of those names. Disabling them by name would leave the parser to stop at each
 * character at which one of them may start.
 */
export function withoutConstructs(extension: Extension, names: readonly string[]): Extension {
  const { flow = {}, text = {} } = extension;
  return { ...extension, flow: recordWithout(flow, names), text: recordWithout(text, names) };
}

function recordWithout(record: ConstructRecord, names: readonly string[]): ConstructRecord {
  const isLeft = ({ name }: Construct): boolean => name === undefined || !names.includes(name);
  return Object.fromEntries(
    Object.entries(record).flatMap(([code, constructs = []]) => {
      const left = [constructs].flat().filter(isLeft);
      return left.length === 0 ? [] : [[code, left]];
    }),
  );
}
