import { describe, expect, it } from "vitest";
import { parseAnswer, parseJson } from "../src/json/parse-json.ts";
import { writeJson } from "../src/json/write-json.ts";

const big = "9007199254740993";

describe("JSON without loss", () => {
  it.each([
    big,
    `-${big}`,
    `[${big},-0.5,1e3,true,null,""]`,
    `{"a":{"b":[[],{},${big}]},"c d":"\\u00e4\\n\\"${big}\\"","__proto__":{"x":${big}}}`,
    `["${big}",${big}]`,
    "18446744073709551615",
  ])("comes back as it was: %s", (text) => {
    expect(writeJson(parseJson(text))).toBe(text.replace("1e3", "1000").replace("\\u00e4", "ä"));
  });

  it("has a number where a double holds it, and a big integer where none does", () => {
    expect(parseJson(`[9007199254740991, ${big}, 0.12345678901234567, "9007199254740993"]`)).toEqual([
      9_007_199_254_740_991,
      9_007_199_254_740_993n,
      Number("0.12345678901234567"),
      big,
    ]);
  });

  it("has __proto__ as a name like any other, and changes no other object", () => {
    const value = parseJson(`{"__proto__":{"polluted":${big}}}`);
    expect(Object.keys(Object(value))).toEqual(["__proto__"]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it.each(["{", "[1,]", "01", "NaN", '"\ud800', `[${big}`, `${big}x`])("is none in %j", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it("nests as deep as it likes without long numbers, and 1,000 levels around them", () => {
    const nested = (levels: number, inside: string): string => "[".repeat(levels) + inside + "]".repeat(levels);
    expect(parseJson(nested(5_000, "1"))).toBeInstanceOf(Array);
    expect(writeJson(parseJson(nested(1_000, big)))).toBe(nested(1_000, big));
    expect(() => parseJson(nested(1_001, big))).toThrow("nests more than 1000 levels deep");
  });

  it("may have NaN and infinite numbers in answers, but not in texts", () => {
    expect(parseAnswer('{"predictions":[NaN,-Infinity,1.5,"NaN"]}')).toEqual({ predictions: [null, null, 1.5, "NaN"] });
    expect(() => parseAnswer("[NaN")).toThrow(SyntaxError);
  });
});
