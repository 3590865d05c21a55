import type { Gap, MarkdownNode } from "@mlops/schema";

/** What stands between two pairs of braces in a prompt. */
export interface FoundGap {
  gap: Gap;
  /** Whether it stands in code: there, braces may be just that. */
  isInCode: boolean;
}

/** A place that looks like a gap and is none. */
export interface GapFault {
  received: string;
}

const gapPattern = /\{\{([^{}\r\n]{1,500})\}\}/g;
const gapName = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?$/;
const minChoices = 2;

/** The gaps of a prompt in order. */
export function findGaps(nodes: readonly MarkdownNode[]): { found: FoundGap[]; faults: GapFault[] } {
  const found: FoundGap[] = [];
  const faults: GapFault[] = [];
  const pending = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const isInCode = node.type === "code" || node.type === "inlineCode";
    if (isInCode || node.type === "text") {
      for (const [received, inside = ""] of (node.value ?? "").matchAll(gapPattern)) {
        const gap = readGap(inside);
        if (gap !== undefined) found.push({ gap, isInCode });
        else if (!isInCode) faults.push({ received });
      }
    }
    for (const child of (node.children ?? []).toReversed()) pending.push(child);
  }
  return { found, faults };
}

/** `name`, `name: number` or `name: one | two`. */
function readGap(inside: string): Gap | undefined {
  const colon = inside.indexOf(":");
  const id = (colon < 0 ? inside : inside.slice(0, colon)).trim();
  if (!gapName.test(id)) return undefined;
  if (colon < 0) return { id, kind: "text" };
  const choices = inside
    .slice(colon + 1)
    .split("|")
    .map((choice) => choice.trim());
  if (choices.length === 1 && choices[0] === "number") return { id, kind: "number" };
  const isList = choices.length >= minChoices && !choices.includes("") && new Set(choices).size === choices.length;
  return isList ? { id, kind: "choice", choices } : undefined;
}
