import type { Diagnostic, Position } from "@mlops/schema";
import type { Finding } from "../../diagnostics/reporter.ts";
import type { Range, Source } from "../../parse/source.ts";
import { giftCodes } from "./codes.ts";
import type { GiftCode } from "./codes.ts";
import { escapePattern, giftFormats, unescapeGift } from "./syntax.ts";
import type { GiftFormat, GiftText } from "./syntax.ts";

/** What stands for an escape where places are searched: no character that has a meaning. */
const masked = "\0\0";

/** The lines of one item, without its comments: what is read, and where it stands in the source. */
export class GiftBlock {
  /** The lines, joined by LF. Places in it are offsets from its start. */
  readonly text: string;
  /** The same, of the same length, with every escape replaced, so that what is found in it has its meaning. */
  readonly mask: string;
  /** The code of the first fault that was found. */
  reason: GiftCode | undefined;
  readonly #source: Source;
  readonly #lines: readonly Range[];
  /** The place in {@link text} at which each line starts. */
  readonly #starts: number[] = [];
  readonly #diagnostics: Diagnostic[];

  constructor(lines: readonly Range[], source: Source, diagnostics: Diagnostic[]) {
    this.#lines = lines;
    this.#source = source;
    this.#diagnostics = diagnostics;
    let length = 0;
    for (const { start, end } of lines) {
      this.#starts.push(length);
      length += end - start + 1;
    }
    this.text = lines.map(({ start, end }) => source.text.slice(start, end)).join("\n");
    this.mask = this.text.replaceAll(escapePattern, masked);
  }

  /** Where a stretch of the text stands in the source. */
  position({ start, end }: Range): Position {
    const first = this.#offset(start);
    return this.#source.position(first, end > start ? this.#offset(end - 1) + 1 : first);
  }

  /** The stretch without the white space at its ends. */
  trimmed({ start, end }: Range): Range {
    const value = this.text.slice(start, end);
    const length = value.trimEnd().length;
    return length === 0
      ? { start, end: start }
      : { start: start + value.length - value.trimStart().length, end: start + length };
  }

  /** The place of a character that has its meaning, or `end`. */
  find(character: string, { start, end }: Range): number {
    const place = this.mask.slice(start, end).indexOf(character);
    return place < 0 ? end : start + place;
  }

  /**
   * A text with the format before it.
   *
   * @param inherited - The format where none stands there.
   * @param keepsEnd - Whether white space at its end is part of it.
   */
  read(range: Range, inherited: GiftFormat, keepsEnd = false): GiftText {
    const { start, end } = this.trimmed(range);
    const raw = this.text.slice(start, keepsEnd ? range.end : end);
    const format = giftFormats.find((name) => raw.startsWith(`[${name}]`));
    const words = format === undefined ? raw : raw.slice(format.length + "[]".length);
    const value = settle(words, format ?? inherited).trimStart();
    return {
      value: keepsEnd ? value : value.trimEnd(),
      ...(format !== undefined && { format }),
      position: this.position({ start, end }),
    };
  }

  /** A text that has no format: its characters are shown as they are. */
  readPlain(range: Range): GiftText {
    const { start, end } = this.trimmed(range);
    return { value: settle(this.text.slice(start, end), "plain").trim(), position: this.position({ start, end }) };
  }

  /** Reports what makes the item unreadable. */
  fault(code: GiftCode, range: Range, finding: Finding): undefined {
    this.reason ??= code;
    this.warn(code, range, finding);
  }

  /** Reports what does not. */
  warn(code: GiftCode, range: Range, finding: Finding): void {
    const { message, expected, received, hint } = finding;
    this.#diagnostics.push({
      code,
      severity: giftCodes[code],
      message,
      position: this.position(range),
      ...(expected !== undefined && { expected }),
      ...(received !== undefined && { received }),
      ...(hint !== undefined && { hint }),
    });
  }

  #offset(place: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return (this.#lines[low]?.start ?? 0) + place - (this.#starts[low] ?? 0);
  }
}

/** The characters that are meant: `html` and `markdown` keep their white space, the others only line breaks that are escaped. */
export function settle(raw: string, format: GiftFormat): string {
  const keepsSpace = format === "html" || format === "markdown";
  return unescapeGift(keepsSpace ? raw : raw.replaceAll(/[ \t\n\r\f\v]+/g, " "));
}
