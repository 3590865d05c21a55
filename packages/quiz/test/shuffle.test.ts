import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { murmur3, shuffle } from "@mlops/quiz/attempts";
import type { Shuffled } from "@mlops/quiz/attempts";
import { named, runs } from "./slim.ts";

describe("murmur3", () => {
  /** From the test vectors that implementations of MurmurHash3_x86_32 have agreed on. */
  it.each([
    ["", 0, 0],
    ["", 1, 0x514e28b7],
    ["", 0xffffffff, 0x81f16f39],
    ["\0\0\0\0", 0, 0x2362f9de],
    ["aaaa", 0x9747b28c, 0x5a97808a],
    ["aaa", 0x9747b28c, 0x283e0130],
    ["aa", 0x9747b28c, 0x5d211726],
    ["a", 0x9747b28c, 0x7fa09ea6],
    ["abcd", 0x9747b28c, 0xf0478627],
    ["abc", 0x9747b28c, 0xc84a62dd],
    ["ab", 0x9747b28c, 0x74875592],
    ["test", 0, 0xba6bd213],
    ["test", 0x9747b28c, 0x704b81dc],
    ["Hello, world!", 0, 0xc0363e43],
    ["Hello, world!", 0x9747b28c, 0x24884cba],
    ["The quick brown fox jumps over the lazy dog", 0, 0x2e4ff723],
    ["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
    ["ππππππππ", 0x9747b28c, 0xd58063c1],
    ["a".repeat(256), 0x9747b28c, 0x37405bdc],
  ])("of %j with the seed %s is %s", (text, seed, expected) => {
    expect(murmur3(text, seed)).toBe(expected);
  });

  it("hashes the bytes of UTF-8, half a surrogate pair as U+FFFD", () => {
    const encoder = new TextEncoder();
    const codes = fc.oneof(fc.nat(0x7f), fc.nat(0x7ff), fc.nat(0xffff), fc.nat(0x10ffff));
    const characters = fc.array(codes).map((list) => String.fromCodePoint(...list));
    fc.assert(
      fc.property(characters, fc.nat(0xffffffff), (text, seed) => {
        expect(murmur3(text, seed)).toBe(reference(encoder.encode(text), seed));
      }),
      runs,
    );
    const edges = [
      "\u007f",
      "\u0080",
      "\u07ff",
      "\u0800",
      "\uffff",
      "\u{10000}",
      "\u{10ffff}",
      "\ud800",
      "\udfff",
      "\udbff!",
      "\ue000",
    ];
    for (const text of edges) {
      expect(murmur3(text, 7)).toBe(reference(encoder.encode(text), 7));
    }
    expect(murmur3("\ud800", 7)).toBe(murmur3("\ufffd", 7));
    expect(murmur3("x\udfff", 7)).toBe(murmur3("x\ufffd", 7));
  });

  /** The reference algorithm once more, with big numbers. */
  function reference(bytes: Uint8Array, seed: number): number {
    const word = (value: bigint): bigint => value & 0xffffffffn;
    const turn = (value: bigint, by: bigint): bigint => word((value << by) | (value >> (32n - by)));
    const mix = (block: bigint): bigint => word(turn(word(block * 0xcc9e2d51n), 15n) * 0x1b873593n);
    let hash = BigInt(seed);
    for (let start = 0; start < bytes.length; start += 4) {
      const part = bytes.slice(start, start + 4);
      const block = part.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
      hash ^= mix(block);
      if (part.length === 4) hash = word(turn(hash, 13n) * 5n + 0xe6546b64n);
    }
    hash ^= BigInt(bytes.length);
    hash = word((hash ^ (hash >> 16n)) * 0x85ebca6bn);
    hash = word((hash ^ (hash >> 13n)) * 0xc2b2ae35n);
    return Number(hash ^ (hash >> 16n));
  }
});

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 12 });
const items: fc.Arbitrary<Shuffled[]> = ids.chain((list) =>
  fc.tuple(...list.map((id) => fc.boolean().map((pinned): Shuffled => (pinned ? { id, pinned: true } : { id })))),
);
const free = ids.map((list) => list.map((id): Shuffled => ({ id })));
const idsOf = (list: readonly Shuffled[]): string[] => list.map(({ id }) => id);

describe("shuffle", () => {
  it("gives the order that is published for a seed", () => {
    const order = (seed: string, scope: string, list: string): string =>
      idsOf(shuffle(named(list), seed, scope)).join(" ");
    expect(order("seed", "q-1", "a b c d e")).toBe("e c a d b");
    expect(order("seed", "q-2", "a b c d e")).toBe("c b a e d");
    expect(order("other", "q-1", "a b c d e")).toBe("d b e a c");
    expect(order("", "", "a b c d e")).toBe("d a e b c");
  });

  it("sorts by the hash that its docstring names", () => {
    fc.assert(
      fc.property(free, fc.string(), fc.string(), (list, seed, scope) => {
        const numbers = shuffle(list, seed, scope).map(({ id }) => murmur3(id, murmur3(scope, murmur3(seed, 0))));
        expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
      }),
      runs,
    );
  });

  it("loses nothing, adds nothing and leaves the list alone", () => {
    fc.assert(
      fc.property(items, fc.string(), fc.string(), (list, seed, scope) => {
        const before = [...list];
        const shuffled = shuffle(Object.freeze(list), seed, scope);
        expect(list).toEqual(before);
        expect(shuffled).toHaveLength(list.length);
        expect(new Set(shuffled)).toEqual(new Set(list));
      }),
      runs,
    );
  });

  it("keeps in their places those that are pinned", () => {
    fc.assert(
      fc.property(items, fc.string(), (list, seed) => {
        const shuffled = shuffle(list, seed, "q");
        for (const [place, item] of list.entries()) if (item.pinned === true) expect(shuffled[place]).toBe(item);
      }),
      runs,
    );
  });

  it("depends on the ids alone, and not on the order that they come in", () => {
    fc.assert(
      fc.property(free, fc.string(), fc.string(), (list, seed, scope) => {
        const expected = idsOf(shuffle(list, seed, scope));
        expect(idsOf(shuffle(list.toReversed(), seed, scope))).toEqual(expected);
        expect(
          idsOf(
            shuffle(
              list.map(({ id }) => ({ id, words: id.length })),
              seed,
              scope,
            ),
          ),
        ).toEqual(expected);
      }),
      runs,
    );
  });

  it("does not move the others against each other when one goes or comes", () => {
    fc.assert(
      fc.property(free, fc.nat(), fc.string(), (list, at, seed) => {
        const gone = list[at % Math.max(1, list.length)];
        const fewer = list.filter((item) => item !== gone);
        const expected = shuffle(list, seed, "q").filter((item) => item !== gone);
        expect(shuffle(fewer, seed, "q")).toEqual(expected);
      }),
      runs,
    );
  });

  it("gives other orders for other seeds and other questions", () => {
    const list = named("a b c d e f g h");
    const orders = new Set(Array.from({ length: 200 }, (_, seed) => idsOf(shuffle(list, `s${seed}`, "q")).join()));
    const scopes = new Set(Array.from({ length: 200 }, (_, scope) => idsOf(shuffle(list, "s", `q${scope}`)).join()));
    expect(orders.size).toBeGreaterThan(190);
    expect(scopes.size).toBeGreaterThan(190);
  });

  it("gives every order of four about as often: χ² of 12,000 seeds is below its 99.9 % bound", () => {
    const list = named("old new both none");
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 12_000; seed += 1) {
      const order = idsOf(shuffle(list, `attempt-${seed}`, "q-shadow")).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const expected = 500;
    let chi = 0;
    for (const count of counts.values()) chi += (count - expected) ** 2 / expected;
    // 23 degrees of freedom.
    expect(chi).toBeLessThan(49.728);
  });

  it("puts every item in every place about as often, whichever the question", () => {
    const list = named("a b c d e");
    const counts = new Map<string, number>();
    for (let scope = 0; scope < 10_000; scope += 1) {
      for (const [place, { id }] of shuffle(list, "seed", `q-${scope}`).entries()) {
        counts.set(`${id}${place}`, (counts.get(`${id}${place}`) ?? 0) + 1);
      }
    }
    let chi = 0;
    for (const count of counts.values()) chi += (count - 2000) ** 2 / 2000;
    expect(counts.size).toBe(25);
    // (5 - 1)² = 16 degrees of freedom.
    expect(chi * (4 / 5)).toBeLessThan(39.252);
  });

  it("puts those of equal hashes in the order of their ids", () => {
    const twins = named("o101456 o138150");
    const key = murmur3("q", murmur3("s", 0));
    expect(twins.map(({ id }) => murmur3(id, key))).toEqual([369134029, 369134029]);
    expect(shuffle(twins, "s", "q")).toEqual(twins);
    expect(shuffle(twins.toReversed(), "s", "q")).toEqual(twins);
  });
});
