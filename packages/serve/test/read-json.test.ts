import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServeError } from "../src/core/errors/serve-error.ts";
import { readJsonText } from "../src/core/json/read-json.ts";
import type { JsonRules } from "../src/core/json/read-json.ts";

const rules: JsonRules = { depth: 1000, keys: 1000, elements: 100_000, stringLength: 100_000 };

function faultOf(text: string, own: Partial<JsonRules> = {}): ServeError | undefined {
  try {
    readJsonText(text, { ...rules, ...own });
  } catch (error) {
    if (error instanceof ServeError) return error;
    throw error;
  }
  return undefined;
}

const parsed = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

describe("readJsonText", () => {
  const pieces = fc.constantFrom(
    ...Array.from("[]{},:\"'\\ \n\t-+.0123456789eEtrufalsnN\u0001"),
    "null",
    '"a"',
    "\\u00e9",
    "1e5",
  );
  const nearJson = fc.oneof(
    fc.json(),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
    fc.tuple(fc.json(), pieces, fc.nat()).map(([json, piece, at]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + piece + json.slice(place);
    }),
  );

  it("refuses as no JSON exactly what JSON.parse refuses, and reads the rest as the same data", () => {
    fc.assert(
      fc.property(nearJson, (text) => {
        const expected = parsed(text);
        const fault = faultOf(text);
        if (fault !== undefined) {
          // The first fault is told: a name twice or a number too large may stand before what is no JSON.
          const isStricter = fault.code === "duplicate-key" || fault.code === "not-finite";
          expect(isStricter || (fault.code === "body-not-json" && expected === undefined)).toBe(true);
        } else {
          const value = readJsonText(text, rules);
          if (!JSON.stringify(value, bigAsNumber).includes("9007199254740993")) {
            expect(JSON.stringify(value, bigAsNumber)).toBe(JSON.stringify(expected?.value));
          }
        }
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 3000) },
    );
  });

  it("says where a valid beginning ends", () => {
    const placeOf = (text: string): string | undefined => faultOf(text)?.message;
    expect(placeOf('{"a": 1, b: 2}')).toBe("At line 1, column 10: expected a name in double quotes, received `b`.");
    expect(placeOf('{"a" 1}')).toBe("At line 1, column 6: expected `:`, received `1`.");
    expect(placeOf("[1 2]")).toBe("At line 1, column 4: expected `,` or the end of the list or object, received `2`.");
    expect(placeOf("  ")).toBe("At line 1, column 3: expected a value, received the end of the text.");
    expect(placeOf('["\\x"]')).toBe('At line 1, column 2: expected a value or `]`, received `"`.');
  });

  it("keeps whole numbers that a double cannot hold, as bigint", () => {
    expect(
      readJsonText("[9007199254740991,9007199254740993,-9223372036854775808,18446744073709551615]", rules),
    ).toEqual([9007199254740991, 9007199254740993n, -9223372036854775808, 18446744073709551615n]);
    expect(readJsonText("[100000000000000000,1e20,1.5,-0]", rules)).toEqual([1e17, 1e20, 1.5, -0]);
  });

  it("keeps __proto__ as a name like any other", () => {
    const value = readJsonText('{"__proto__":{"polluted":1}}', rules);
    expect(Object.entries(value as object)).toEqual([["__proto__", { polluted: 1 }]]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it.each([
    ["a name twice", '{"a":[{"b":1,"b":2}]}', "duplicate-key", "/a/0/b"],
    ["a name twice in another spelling", '{"a":1,"\\u0061":2}', "duplicate-key", "/a"],
    ["a number too large for a double", '{"a":[1,1e400]}', "not-finite", "/a/1"],
  ])("refuses %s with its place", (_what, text, code, pointer) => {
    expect(faultOf(text)).toMatchObject({ code, errors: [{ pointer }] });
  });

  it.each([
    ["depth", { depth: 3 }, "[[[1]]]", "[[[[1]]]]", "body-too-deep"],
    ["names of an object", { keys: 2 }, '[{"a":1,"b":1},{"c":1}]', '{"a":1,"b":1,"c":1}', "too-many-keys"],
    ["items of all lists", { elements: 4 }, "[[1,2],3]", "[[1,2],3,4]", "too-many-elements"],
    ["length of a text", { stringLength: 3 }, '"abc"', '"abcd"', "string-too-long"],
  ])("lets the %s be at its limit and not one more", (_what, own, good, bad, code) => {
    expect(faultOf(good, own)).toBeUndefined();
    expect(faultOf(bad, own)?.code).toBe(code);
  });

  it("takes bare NaN and Infinity only where that is asked for", () => {
    const lenient = { ...rules, nonFinite: true };
    expect(readJsonText("[NaN,Infinity,-Infinity,1e400,-1]", lenient)).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
      Infinity,
      -1,
    ]);
    expect(faultOf("[NaN]")?.code).toBe("body-not-json");
    expect(faultOf("[NaNa]", { nonFinite: true })?.code).toBe("body-not-json");
  });

  it("does not overflow the stack, however deep a text nests", () => {
    expect(faultOf("[".repeat(1_000_000))?.code).toBe("body-too-deep");
    expect(faultOf('{"a":'.repeat(500_000))?.code).toBe("body-too-deep");
    expect(faultOf("[".repeat(100_000) + "]".repeat(100_000), { depth: 100_000, elements: 1e6 })).toBeUndefined();
  });
});

function bigAsNumber(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
