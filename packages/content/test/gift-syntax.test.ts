import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeGift } from "@mlops/content/export/gift";
import { parseGift } from "@mlops/content/import/gift";
import type { GiftResult } from "@mlops/content/import/gift";
import { anyGift, giftNames } from "./gift-arbitrary.ts";
import { outlineOf } from "./gift-outline.ts";
import { brief, fixture, runs, work } from "./helpers.ts";

const numRuns = runs(500);

const withoutPlaces = ({ items }: GiftResult): unknown =>
  JSON.parse(JSON.stringify(items, (name, value: unknown) => (name === "position" ? undefined : value)));

const outline = (text: string): string => outlineOf(parseGift(text));

describe("parseGift", () => {
  it.each(giftNames)("reads %s as expected", (name) => {
    expect(outline(fixture(`gift/${name}.gift`))).toBe(fixture(`gift/${name}.expected.txt`));
  });

  it.each(giftNames)("reads %s the same with other line ends, a byte order mark and no line end at its end", (name) => {
    const text = fixture(`gift/${name}.gift`);
    const expected = withoutPlaces(parseGift(text));
    expect(withoutPlaces(parseGift(`\uFEFF${text.replaceAll("\n", "\r\n")}`))).toEqual(expected);
    expect(withoutPlaces(parseGift(text.replaceAll("\n", "\r")))).toEqual(expected);
    expect(withoutPlaces(parseGift(text.trimEnd()))).toEqual(expected);
  });

  it("says where a fault is, what was expected and what was found", () => {
    const { items, diagnostics } = parseGift(
      "Fine.{T}\r\n\r\n::n::How many\r\n// a comment\r\nare it?{#\r\n  =ten#no}",
    );
    expect(diagnostics).toEqual([
      {
        code: "gift-number-invalid",
        severity: "error",
        message: "This is not a number that an answer can be compared with.",
        expected: "`3.14`, `3.14:0.01` or `3..4`",
        received: "ten",
        position: { start: { line: 6, column: 4, offset: 55 }, end: { line: 6, column: 10, offset: 61 } },
      },
    ]);
    expect(items.map(({ type }) => type)).toEqual(["trueFalse", "unsupported"]);
    expect(items[1]).toMatchObject({
      reason: "gift-number-invalid",
      source: "::n::How many\n// a comment\nare it?{#\n  =ten#no}",
    });
  });

  it("says where every part stands", () => {
    const text = "// c\n::n::[html]Which\n  one? {\n// x\n ~%5%a#b =c####d}";
    const [item] = parseGift(text).items;
    const parts: string[] = [];
    JSON.stringify(item, (name, value: unknown) => {
      if (name === "position" && typeof value === "object" && value !== null && "start" in value && "end" in value) {
        const offset = (point: unknown): number => Number(Object(point).offset);
        parts.push(text.slice(offset(value.start), offset(value.end)));
      }
      return value;
    });
    expect(parts).toEqual([
      "::n::[html]Which\n  one? {\n// x\n ~%5%a#b =c####d}",
      "[html]Which\n  one?",
      "a",
      "b",
      "%5%a#b",
      "c",
      "c",
      "d",
    ]);
  });

  it("keeps line breaks of HTML and Markdown, and of other formats those that are escaped", () => {
    const value = (format: string): string => {
      const [item] = parseGift(`${format}a  b\n  c\\nd{}`).items;
      return item?.type === "essay" ? item.stem.value : "";
    };
    expect(["[html]", "[markdown]"].map(value)).toEqual(["a  b\n  c\nd", "a  b\n  c\nd"]);
    expect(["", "[moodle]", "[plain]"].map(value)).toEqual(["a b c\nd", "a b c\nd", "a b c\nd"]);
  });

  it("keeps the white space next to a missing word, also where it is escaped", () => {
    const text = "[markdown]a\\n\\n{=x}\\n  b\\n";
    expect(parseGift(text).items).toMatchObject([{ stem: { value: "a\n\n" }, tail: "\n  b" }]);
    expect(writeGift(parseGift(text).items)).toBe("[markdown]a\\n\\n{\n\t=x\n}\\n  b\n");
    expect(parseGift(" {=x} b").items).toMatchObject([{ stem: { value: "" }, tail: " b" }]);
  });

  it("reads up to the limit, and no longer text", () => {
    expect(parseGift("Yes?{T}", { maxLength: 7 }).diagnostics).toEqual([]);
    const { items, diagnostics } = parseGift("Yes?{T} ", { maxLength: 7 });
    expect(items).toEqual([]);
    expect(diagnostics.map(brief)).toEqual(["1:8 error gift-text-too-long"]);
    const full = "a\n\n".repeat(10_000);
    expect(parseGift(full).diagnostics).toEqual([]);
    const more = parseGift(`${full}b\n\n{c`);
    expect(more.diagnostics.map(brief)).toEqual(["20001:1 error gift-items-too-many"]);
    expect(more.items.slice(10_000)).toMatchObject([{ type: "unsupported", source: "b\n\n{c" }]);
    for (const kind of ["", "#", "~1 "]) {
      const answers = (count: number): string =>
        `Many?{${kind}${"=1 ".repeat(kind.startsWith("~") ? count - 1 : count)}}`;
      expect(parseGift(answers(1000)).diagnostics).toEqual([]);
      expect(parseGift(answers(1001)).diagnostics.map(({ code }) => code)).toEqual(["gift-answers-too-many"]);
    }
    const pairs = (count: number): string => `Many?{${"=a -> b ".repeat(count)}}`;
    expect(parseGift(pairs(1000)).diagnostics).toEqual([]);
    expect(parseGift(pairs(1001)).diagnostics.map(({ code }) => code)).toEqual(["gift-answers-too-many"]);
  });

  it.each([
    "{",
    "}",
    "{=a",
    "::",
    "\\",
    "// [id:",
    "[tag:",
    "#",
    "=->",
    "~%1%",
    "$CATEGORY:",
    "a\n",
    "a\n\n",
    "%",
    "{T}\n\n",
  ])("takes no time to speak of for the longest text of %j", (piece) => {
    const text = piece.repeat(Math.floor(1_048_576 / piece.length));
    const spent = work(() => {
      for (const whole of [text, `x {${text}}`, `// ${text}`]) {
        parseGift(whole, { maxLength: Number.POSITIVE_INFINITY });
      }
    });
    expect(spent).toBeLessThan(8000);
  });

  it("accounts for every character: it is in an item or a comment, and no two items share one", () => {
    fc.assert(
      fc.property(anyGift, (raw) => {
        const text = raw.replace(/^\uFEFF+/, "");
        const { items } = parseGift(raw);
        const covered = Array.from({ length: text.length }, () => 0);
        for (const { position } of items) {
          for (let at = position.start.offset; at < position.end.offset; at += 1) covered[at] = (covered[at] ?? 0) + 1;
        }
        const lines = text.matchAll(/[^\r\n]+/g);
        for (const { 0: line, index } of lines) {
          const isComment = line.trim().startsWith("//");
          const counts = covered.slice(index, index + line.length).filter((_count, at) => /\S/.test(line.charAt(at)));
          if (!isComment) expect(new Set(counts), line).toEqual(new Set(line.trim() === "" ? [] : [1]));
        }
      }),
      { numRuns },
    );
  });

  it("gives an error for everything that it could not read, within the text", () => {
    fc.assert(
      fc.property(anyGift, (raw) => {
        const text = raw.replace(/^\uFEFF+/, "");
        const { items, diagnostics } = parseGift(raw);
        for (const item of items) {
          if (item.type !== "unsupported") continue;
          const { start, end } = item.position;
          expect(text.slice(start.offset, end.offset).replaceAll(/\r\n?/g, "\n")).toBe(item.source);
          const why = diagnostics.find(
            ({ code, position }) =>
              code === item.reason && position.start.offset >= start.offset && position.end.offset <= end.offset,
          );
          expect(why?.severity).toBe("error");
        }
        for (const { position } of diagnostics) {
          for (const point of [position.start, position.end]) {
            const before = text.slice(0, point.offset).split(/\r\n|[\r\n]/);
            expect([point.line, point.column]).toEqual([before.length, (before.at(-1) ?? "").length + 1]);
          }
        }
      }),
      { numRuns },
    );
  });
});

describe("writeGift", () => {
  it.each(giftNames)("writes %s so that it is read the same", (name) => {
    const read = parseGift(fixture(`gift/${name}.gift`));
    expect(withoutPlaces(parseGift(writeGift(read.items)))).toEqual(withoutPlaces(read));
  });

  it("writes what was read of any text so that it is read the same, and writes that the same", () => {
    fc.assert(
      fc.property(anyGift, (text) => {
        const read = parseGift(text);
        const written = writeGift(read.items);
        const again = parseGift(written);
        expect(withoutPlaces(again)).toEqual(withoutPlaces(read));
        expect(writeGift(again.items)).toBe(written);
      }),
      { numRuns },
    );
  });

  it("keeps a single answer that looks like a comment", () => {
    const read = parseGift("How is it written? {// one -> two}");
    expect(read.items).toMatchObject([{ type: "shortAnswer", answers: [{ text: { value: "// one -> two" } }] }]);
    expect(withoutPlaces(parseGift(writeGift(read.items)))).toEqual(withoutPlaces(read));
  });

  it("keeps words that look like a format or weight", () => {
    const read = parseGift("\\n[markdown] {=\\n[html]a ~\\n%50%b#\\n[moodle]c}");
    expect(read.diagnostics).toEqual([]);
    expect(read.items[0]).toMatchObject({
      stem: { value: "[markdown]" },
      choices: [{ text: { value: "[html]a" } }, {}],
    });
    expect(withoutPlaces(parseGift(writeGift(read.items)))).toEqual(withoutPlaces(read));
  });

  it.each([String.raw`Say it.{}\n`, String.raw`\n// words`, "x::{}y"])("keeps %s", (text) => {
    const read = parseGift(text);
    expect(withoutPlaces(parseGift(writeGift(read.items)))).toEqual(withoutPlaces(read));
  });

  it("takes a bracket that is escaped for no end of an id or tag", () => {
    const read = parseGift("// [id:a\\] [tag:b]\n// [tag:c\\]\nWords");
    expect(read.items).toMatchObject([{ id: "a] [tag:b", tags: ["b"] }]);
    expect(withoutPlaces(parseGift(writeGift(read.items)))).toMatchObject([{ id: "a] [tag:b" }]);
  });

  it("keeps a byte order mark that is not at the start", () => {
    const read = parseGift("\n\uFEFF{");
    expect(withoutPlaces(parseGift(writeGift(read.items)))).toEqual(withoutPlaces(read));
  });

  it("never leaves a line of a question blank, nor one that starts like a comment", () => {
    const stem = { value: "//a\n\n// b\r\n{c}" };
    const text = writeGift([
      { type: "essay", tags: [], stem },
      { type: "description", tags: ["x]y"], id: "a]b", stem },
    ]);
    expect(text).toBe("\\n//a\\n\\n// b\\n\\{c\\}{}\n\n// [id:a\\]b] [tag:x\\]y]\n\\n//a\\n\\n// b\\n\\{c\\}\n");
    expect(parseGift(text).items.map(({ type }) => type)).toEqual(["essay", "description"]);
    expect(parseGift(text).items[1]).toMatchObject({ id: "a]b", tags: ["x]y"] });
  });
});
