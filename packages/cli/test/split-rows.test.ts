import { describe, expect, it } from "vitest";
import { cellsOf, jsonOfCell } from "../src/predict/csv-record.ts";
import { splitItems } from "../src/predict/split-items.ts";
import { splitLines } from "../src/predict/split-lines.ts";

async function* piecesOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

type Rows = [line: number, text: string | undefined][];

async function lines(text: string, options: Parameters<typeof splitLines>[1], size = 3): Promise<Rows> {
  const rows: Rows = [];
  for await (const { line, bytes } of splitLines(piecesOf(text, size), options)) rows.push([line, bytes?.toString()]);
  return rows;
}

async function items(text: string, mostBytes?: number, size = 3): Promise<[Rows, isWhole: boolean]> {
  const rows: Rows = [];
  const found = splitItems(piecesOf(text, size), mostBytes);
  for (;;) {
    const { done, value } = await found.next();
    if (done === true) return [rows, value];
    rows.push([value.line, value.bytes?.toString()]);
  }
}

describe("lines", () => {
  it.each([1, 2, 3, 1_000])("are split whatever the pieces, here of %d bytes", async (size) => {
    const wanted = [
      [1, "ä"],
      [2, ""],
      [3, "b"],
    ];
    expect(await lines("ä\n\nb", {}, size)).toEqual(wanted);
    expect(await lines("ä\n\nb\n", {}, size)).toEqual(wanted);
    expect(await lines('1,"a\n""b\n"\n2', { quotes: true }, size)).toEqual([
      [1, '1,"a\n""b\n"'],
      [4, "2"],
    ]);
  });

  it("may have so many bytes, and one more is too many; the next one is as good as ever", async () => {
    expect(await lines("abcd\nabcde\nab", { mostBytes: 4 })).toEqual([
      [1, "abcd"],
      [2, undefined],
      [3, "ab"],
    ]);
  });
});

describe("items of a list", () => {
  it.each([1, 2, 3, 1_000])("are split whatever the pieces, here of %d bytes", async (size) => {
    const text = ' [ {"a": [1, "]},\\"["]},\n\n 2 , "ä" ]\n';
    expect(await items(text, undefined, size)).toEqual([
      [
        [1, ' {"a": [1, "]},\\"["]}'],
        [3, "\n\n 2 "],
        [3, ' "ä" '],
      ],
      true,
    ]);
  });

  it("may have so many bytes, and one more is too many", async () => {
    expect(await items("[1234,12345,1]", 4)).toEqual([
      [
        [1, "1234"],
        [1, undefined],
        [1, "1"],
      ],
      true,
    ]);
  });

  it.each<[text: string, rows: Rows, isWhole: boolean]>([
    ["", [], true],
    ["[]", [], true],
    ["[1", [], false],
    ["[1,2", [[1, "1"]], false],
    ["[1] 2", [[1, "1"]], false],
    ['{"a":\n1}', [[1, '{"a":\n1}']], true],
  ])("of %j", async (text, rows, isWhole) => {
    expect(await items(text)).toEqual([rows, isWhole]);
  });
});

describe("cells of CSV", () => {
  it.each<[record: string, cells: string[] | undefined]>([
    ["a,b", ["a", "b"]],
    ["", [""]],
    [",", ["", ""]],
    ['"a,""b""",c\r', ['a,"b"', "c"]],
    ['a"b', undefined],
    ['"a"b', undefined],
    ['"a', undefined],
  ])("of %j", (record, cells) => {
    expect(cellsOf(record)).toEqual(cells);
  });

  it.each<[cell: string, json: string | undefined]>([
    ["1", "1"],
    ["-1.5e3", "-1.5e3"],
    ["9007199254740993", "9007199254740993"],
    ["007", '"007"'],
    ["1_000", '"1_000"'],
    ["True", "true"],
    [" ", undefined],
    ["[1, 2]", "[1, 2]"],
    ["[1, 2", '"[1, 2"'],
    ["NaN", '"NaN"'],
  ])("%j is %s", (cell, json) => {
    expect(jsonOfCell(cell, false)).toBe(json);
    expect(jsonOfCell(cell, true)).toBe(JSON.stringify(cell));
  });
});
