import { describe, expect, it } from "vitest";
import { decodeValues, encodeValues } from "../src/tensor/binary.ts";
import { datatypes, isDatatype } from "../src/tensor/datatypes.ts";

describe("tensors as bytes", () => {
  it.each(Object.keys(datatypes).filter(isDatatype))("come back as they were: %s", (datatype) => {
    const { kind, range } = datatypes[datatype];
    const values =
      kind === "text"
        ? ["", "ä", "a\u0000b", "x".repeat(300)]
        : kind === "flag"
          ? [true, false]
          : range === undefined
            ? [0, 0.5, -1.25, 2048]
            : [0, 1, range[1], range[0]];
    expect(decodeValues(datatype, encodeValues(datatype, values))?.map(String)).toEqual(values.map(String));
  });

  it.each([
    ["INT32", [1, -2], "01000000feffffff"],
    ["BOOL", [true, false], "0100"],
    ["FP32", [1], "0000803f"],
    ["INT64", [9_007_199_254_740_993n], "0100000000002000"],
    ["BYTES", ["ab"], "020000006162"],
    ["FP16", [1, -2, 65_504], "003c00c0ff7b"],
    ["BF16", [1, -2], "803f00c0"],
  ] as const)("are little-endian: %s", (datatype, values, hex) => {
    expect(encodeValues(datatype, values).toString("hex")).toBe(hex);
  });

  it("have every FP16 as its own number", () => {
    const finite = Array.from({ length: 0x10000 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00);
    const bytes = Buffer.alloc(2 * finite.length);
    for (const [at, bits] of finite.entries()) bytes.writeUInt16LE(bits, 2 * at);
    const values = decodeValues("FP16", bytes) ?? [];
    expect(new Set(values).size).toBe(finite.length - 1);
    expect(encodeValues("FP16", values).equals(bytes)).toBe(true);
  });

  it.each([
    [2049, 2048],
    [2051, 2052],
    [65_519, 65_504],
    [65_520, Infinity],
    [2 ** -25, 0],
    [1.5 * 2 ** -25, 2 ** -24],
    [0.1, 0.0999755859375],
  ])("round %d to the FP16 that is nearest, then even: %d", (value, nearest) => {
    expect(decodeValues("FP16", encodeValues("FP16", [value]))).toEqual([nearest]);
  });

  it("are nothing where they are no whole values", () => {
    expect(decodeValues("INT32", Buffer.alloc(5))).toBeUndefined();
    expect(decodeValues("BYTES", Buffer.from([4, 0, 0, 0, 1]))).toBeUndefined();
    expect(decodeValues("BYTES", Buffer.from([1, 0]))).toBeUndefined();
  });
});
