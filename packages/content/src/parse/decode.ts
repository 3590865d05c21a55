/** A text made of bytes. */
export interface DecodedText {
  text: string;
  /** The offsets in the text at which U+FFFD stands for bytes that are no UTF-8. */
  invalid: number[];
}

/** The bounds of the first byte after a lead byte, where they are narrower than for others. */
const narrow: ReadonlyMap<number, readonly [lower: number, upper: number]> = new Map([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);

/**
 * Decodes UTF-8, and tells where the bytes are none.
 *
 * Source: the decoder of https://encoding.spec.whatwg.org/#utf-8-decoder, which puts one U+FFFD for each maximal subpart.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const invalid: number[] = [];
  if (!text.includes("\uFFFD")) return { text, invalid };
  let offset = 0;
  let place = 0;
  while (place < bytes.length) {
    const lead = bytes[place] ?? 0;
    const needed = lead < 0x80 ? 0 : lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : 3;
    const isLead = lead < 0x80 || (lead >= 0xc2 && lead <= 0xf4);
    let taken = 1;
    let [lower, upper] = narrow.get(lead) ?? [0x80, 0xbf];
    while (taken <= needed) {
      if (!isLead) break;
      const next = bytes[place + taken];
      if (next === undefined || next < lower || next > upper) break;
      [lower, upper] = [0x80, 0xbf];
      taken += 1;
    }
    const isWhole = isLead && taken === needed + 1;
    if (!isWhole) invalid.push(offset);
    offset += isWhole && needed === 3 ? 2 : 1;
    place += taken;
  }
  return { text, invalid };
}
