import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanJson } from "../src/core/json/scan-json.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("scanJson", () => {
  it("finds no fault exactly where JSON.parse finds none, on texts near JSON", () => {
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
    fc.assert(
      fc.property(nearJson, (text) => {
        expect(scanJson(text, 1000).fault === undefined).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  it("says where a valid beginning ends: every text before the fault can still become JSON", () => {
    expect(scanJson('{"a": 1, b: 2}', 10).fault).toEqual({ offset: 9, expected: "a name in double quotes" });
    expect(scanJson('{"a" 1}', 10).fault).toEqual({ offset: 5, expected: "`:`" });
    expect(scanJson("[1 2]", 10).fault).toEqual({ offset: 3, expected: "`,` or the end of the list or object" });
    expect(scanJson("  ", 10).fault).toEqual({ offset: 2, expected: "a value" });
  });

  it("measures depth and stops one level past the limit", () => {
    expect(scanJson('{"a":[[]]}', 10).depth).toBe(3);
    expect(scanJson("[".repeat(1_000_000), 5)).toEqual({ fault: undefined, depth: 6 });
  });
});
