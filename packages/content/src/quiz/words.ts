import type { RichText } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import { contentHash, IdSet, normalised } from "../parse/ids.ts";

/** What identifies a piece of rich text: its words; where it has none, as an image without alternative text, its source. */
export function wordsOf(text: Pick<RichText, "markdown" | "nodes">): string {
  const words = normalised(plainText(text));
  return words === "" ? normalised(text.markdown) : words;
}

/** Hands out ids of options, made from their words; `isRepeated` when the words were there before. */
export class OptionIds {
  readonly #ids: IdSet = new IdSet();

  next(content: RichText): { id: string; isRepeated: boolean } {
    const hash = contentHash(optionHashLength, wordsOf(content));
    return { isRepeated: this.#ids.has(hash), id: this.#ids.unique(hash) };
  }
}

const optionHashLength = 6;
