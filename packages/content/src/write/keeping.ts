import type { Lesson, MarkdownNode } from "@mlops/schema";

/** Nodes in which white space at the end of a line can mean something. */
const kept: ReadonlySet<string> = new Set([
  "break",
  "code",
  "definition",
  "footnoteReference",
  "html",
  "image",
  "imageReference",
  "inlineCode",
  "link",
  "linkReference",
]);

/** Which characters of a text stand where white space means something. */
export class Keeping {
  readonly #isKept: Uint8Array;

  constructor(length: number, { pages }: Lesson) {
    this.#isKept = new Uint8Array(length);
    for (const block of pages.flatMap((page) => page.blocks)) {
      if (block.kind !== "prose") this.#keep(block.position);
      else for (const node of block.nodes) this.#keepIn(node);
    }
  }

  /** A stretch of the text without the white space at the ends of its lines, and of itself, that means nothing. */
  tidied(text: string, start: number, end: number): string {
    let last = end;
    while (last > start && isBlank(text.charAt(last - 1)) && this.#isFree(last - 1, 1)) last -= 1;
    return text
      .slice(start, last)
      .replaceAll(/(?<![\\ \t])[ \t]+(?=\n|$)/g, (space, offset: number) =>
        this.#isFree(start + offset, space.length) ? "" : space,
      );
  }

  #isFree(start: number, length: number): boolean {
    return !this.#isKept.subarray(start, start + length).includes(1);
  }

  #keepIn(root: MarkdownNode): void {
    const pending = [root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (kept.has(node.type)) this.#keep(node.position);
      else pending.push(...(node.children ?? []));
    }
  }

  #keep(position: MarkdownNode["position"]): void {
    if (position !== undefined) this.#isKept.fill(1, position.start.offset, position.end.offset);
  }
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\n";
}
