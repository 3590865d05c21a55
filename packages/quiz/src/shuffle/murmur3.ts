/**
 * MurmurHash3_x86_32, after Austin Appleby's reference (smhasher, `MurmurHash3.cpp`, public domain), of a text in UTF-8.
 *
 * @param seed - An unsigned whole number of 32 bits.
 * @returns An unsigned whole number of 32 bits.
 */
export function murmur3(text: string, seed: number): number {
  const bytes = utf8(text);
  let hash = seed | 0;
  let block = 0;
  bytes.forEach((byte, index) => {
    block |= byte << ((index & 3) * 8);
    if ((index & 3) !== 3) return;
    hash ^= scramble(block);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
    block = 0;
  });
  hash ^= scramble(block);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

/** The first byte's marker by the number of bytes that follow. */
const leadBits = [0, 0xc0, 0xe0, 0xf0];

/** The bytes of a text; half a surrogate pair is U+FFFD, as the Encoding Standard has it. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else {
      const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      bytes.push((leadBits[more] ?? 0) | (code >> (6 * more)));
      for (let rest = more - 1; rest >= 0; rest -= 1) bytes.push(0x80 | ((code >> (6 * rest)) & 0x3f));
    }
  }
  return bytes;
}
