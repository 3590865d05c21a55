import type { Block, MarkdownNode } from "@mlops/schema";
import type { Code, RootContent } from "mdast";
import type { Reporter } from "../diagnostics/reporter.ts";
import { recoveredMark } from "../recover/mark.ts";
import { toMarkdownNode } from "../markdown/markdown-node.ts";
import { rangeOf } from "./sections.ts";
import type { Source } from "./source.ts";
import { readYaml } from "./yaml.ts";

/** The blocks for a run of nodes: code and labs on their own, everything between them as prose. */
export function toBlocks(nodes: readonly RootContent[], source: Source, reporter: Reporter): Block[] {
  const blocks: Block[] = [];
  let prose: MarkdownNode[] = [];
  const flush = (): void => {
    const [first, last] = [prose[0], prose.at(-1)];
    if (first === undefined || last === undefined) return;
    const range = { start: rangeOf({ position: first.position }).start, end: rangeOf({ position: last.position }).end };
    const markdown = source.text.slice(range.start, range.end);
    blocks.push({ kind: "prose", markdown, nodes: prose, position: source.position(range.start, range.end) });
    prose = [];
  };
  for (const node of nodes) {
    if (node.type !== "code") {
      prose.push(toMarkdownNode(node));
      continue;
    }
    flush();
    blocks.push(codeBlock(node, source, reporter));
  }
  flush();
  return blocks;
}

function codeBlock(node: Code, source: Source, reporter: Reporter): Block {
  const range = rangeOf(node);
  const position = source.position(range.start, range.end);
  const { lang = null, meta = null, value } = node;
  const code: Block = { kind: "code", language: lang ?? null, ...readMeta(meta ?? null), value, position };
  if (lang !== "lab") return code;

  const result = readYaml(value);
  if (
    !("fault" in result) &&
    typeof result.value === "object" &&
    result.value !== null &&
    !Array.isArray(result.value)
  ) {
    return { kind: "lab", config: result.value, position };
  }
  const place = source.offsetInBody(position, value, "fault" in result ? result.offset : 0);
  reporter.report("lab-invalid", source.position(place, place), {
    message: `The lab is not valid YAML${"fault" in result ? `: ${result.fault}` : ""}; it was read as code.`,
    expected: "lines of the form `name: value`",
  });
  return code;
}

/** The rest of an info string; the mark of a fence that recovery has put there is taken out of it. */
function readMeta(meta: string | null): { meta: string | null; recovered?: true } {
  const words = meta?.split(" ") ?? [];
  if (!words.includes(recoveredMark)) return { meta };
  const others = words.filter((word) => word !== recoveredMark).join(" ");
  return { meta: others === "" ? null : others, recovered: true };
}
