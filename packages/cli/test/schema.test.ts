import { describe, expect, it } from "vitest";
import { misfitOf } from "../src/conformance/schema/fit.ts";
import { mutationsOf } from "../src/conformance/schema/mutations.ts";
import { sampleOf } from "../src/conformance/schema/sample.ts";
import type { Json } from "../src/json/parse-json.ts";

const document: Json = {
  components: {
    schemas: {
      "a/b": { type: "object", properties: { x: { $ref: "#/components/schemas/x" } }, required: ["x"] },
      x: { type: "integer", minimum: 3, maximum: 4 },
      loop: { type: "object", properties: { next: { $ref: "#/components/schemas/loop" } } },
    },
  },
};
const indexes = Array.from({ length: 8 }, (_, index) => index);

const schemas: Json[] = [
  {
    type: "object",
    properties: { a: { type: "number" }, b: { type: "string" } },
    required: ["a"],
    additionalProperties: false,
  },
  { type: "array", prefixItems: [{ type: "number" }, { type: "boolean" }], items: false, minItems: 2, maxItems: 2 },
  { type: "array", items: { type: "integer" }, minItems: 3, maxItems: 3 },
  { type: "integer", minimum: 5, maximum: 7 },
  { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 3 },
  { type: "number", minimum: 0.25, maximum: 0.5 },
  { type: "string", minLength: 12, maxLength: 12 },
  { enum: ["red", "blue"] },
  { const: 5 },
  { anyOf: [{ type: "boolean" }, { type: "null" }] },
  { type: ["string", "null"] },
  { $ref: "#/components/schemas/a~1b" },
  { $ref: "#/components/schemas/loop" },
];

describe("rows that are made up", () => {
  it.each(schemas)("fit their schema, whichever they are: %j", (value) => {
    for (const index of indexes) {
      const sample = sampleOf({ document, value }, index);
      expect(misfitOf({ document, value }, sample), JSON.stringify(sample)).toBeUndefined();
    }
  });

  it("are the examples first, where there are some", () => {
    expect(sampleOf({ document, value: { type: "number", examples: [41] } }, 0)).toBe(41);
  });

  it("are not alike where the schema leaves room", () => {
    const value = { type: "object", properties: { a: { type: "array", items: { type: "number" }, minItems: 4 } } };
    expect(new Set(indexes.map((index) => JSON.stringify(sampleOf({ document, value }, 2 * index)))).size).toBe(8);
  });
});

describe("a value", () => {
  it.each<[schema: Json, value: Json, wanted: string | undefined]>([
    [{ type: "integer" }, 1.5, "the answer to be of integer"],
    [{ type: "object", required: ["a"] }, {}, 'the answer to have "a"'],
    [{ properties: { a: { type: "string" } } }, { a: 1 }, "/a to be of string"],
    [{ properties: {}, additionalProperties: false }, { a: 1 }, "nothing at /a"],
    [{ type: "array", items: { type: "number" } }, [1, "2"], "/1 to be of number"],
    [{ type: "array", maxItems: 1 }, [1, 2], "the answer to have 0 to 1 items"],
    [{ enum: ["a"] }, "b", 'the answer to be one of "a"'],
    [{ minimum: 3 }, 2, "the answer to be at least 3"],
    [{ minimum: 3 }, 3, undefined],
    [{ maximum: 3 }, 4, "the answer to be at most 3"],
    [{ maximum: 3 }, 3, undefined],
    [{ anyOf: [{ type: "null" }, { type: "boolean" }] }, 1, "the answer to be one of 2 forms"],
    [{ allOf: [{ type: "number" }, { minimum: 2 }] }, 1, "the answer to be at least 2"],
    [{ $ref: "#/components/schemas/a~1b" }, { x: 5 }, "/x to be at most 4"],
    [true, { anything: 1 }, undefined],
    [false, 1, "nothing at the answer"],
  ])("that should be %j and is %j", (value, given, wanted) => {
    expect(misfitOf({ document, value }, given)).toBe(wanted);
  });
});

it("takes whole numbers of any length for integers", () => {
  expect(misfitOf({ document, value: { type: "integer" } }, 9_007_199_254_740_993n)).toBeUndefined();
});

describe("rows that are made wrong", () => {
  const value: Json = {
    type: "object",
    properties: {
      n: { type: "integer", minimum: 0, maximum: 9 },
      list: { type: "array", items: { type: "number" }, minItems: 2, maxItems: 2 },
    },
    required: ["n"],
    additionalProperties: false,
  };
  it.each(["missing", "extra", "kind", "length", "range"] as const)(
    "by %s fit no more, and there are some",
    (mutation) => {
      const rows = mutationsOf({ document, value }, { n: 1, list: [1, 2] }, mutation);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(misfitOf({ document, value }, row)).toBeDefined();
    },
  );
});
