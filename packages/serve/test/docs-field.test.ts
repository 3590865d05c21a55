import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel } from "@mlops/serve";
import { openApiDocument } from "@mlops/serve/openapi";
import { blankOf, fits, isForm, parseField } from "../src/docs/browser/field.ts";
import type { Field } from "../src/docs/browser/field.ts";
import { parseJson, Verbatim, writeJson } from "../src/docs/browser/json-text.ts";
import { parseServerTiming } from "../src/docs/browser/server-timing.ts";
import { fieldOf } from "../src/docs/field-of.ts";
import type { Schemas } from "../src/docs/schema.ts";

/** The field for an input, over the OpenAPI document as the page takes it. */
async function inputField(input: z.ZodType): Promise<Field> {
  const model = defineModel("one", { input, output: z.number() }).predictOne(() => 0);
  const { components } = await openApiDocument([model]);
  return fieldOf({ $ref: "#/components/schemas/one.v1.input" }, components["schemas"] as Schemas);
}

async function told(input: z.ZodType): Promise<string> {
  const { type, bounds } = await inputField(input);
  return [type, ...bounds].join("; ");
}

describe("a contract in words", () => {
  it.each<[string, z.ZodType]>([
    ["number", z.number()],
    ["whole number", z.int()],
    ["whole number; 1 to 5", z.int().min(1).max(5)],
    ["number; more than 0", z.number().positive()],
    ["number; more than 0, at most 9 kg", z.number().gt(0).lte(9).meta({ unit: "kg" })],
    ["number; in °C", z.number().meta({ unit: "°C" })],
    ["number; less than -1", z.number().lt(-1)],
    ["number; a multiple of 5", z.number().multipleOf(5)],
    ["text; 2 to 3 characters", z.string().min(2).max(3)],
    ["text; 4 characters", z.string().length(4)],
    ["text (email)", z.email().meta({ pattern: undefined })],
    ["true or false", z.boolean()],
    ["one of 2", z.enum(["a", "b"])],
    ['"a"', z.literal("a")],
    ["number or null", z.number().nullable()],
    ["text or list of numbers", z.union([z.string(), z.array(z.number())])],
    ["list of 2 numbers", z.tuple([z.number(), z.number()])],
    ["list of 2 values", z.tuple([z.number(), z.string()])],
    ["list of 1 number", z.array(z.number()).length(1)],
    ["list of whole numbers; 1 to 4 items", z.array(z.int()).min(1).max(4)],
    ["list of lists of 2 numbers", z.array(z.tuple([z.number(), z.number()]))],
    ["list of 3 × text", z.array(z.string()).length(3)],
    ["object", z.record(z.string(), z.number())],
    ["bigint", z.bigint()],
    ["any value", z.unknown()],
  ])("says %s", async (text, input) => {
    // Patterns are told as they are; here it is about the rest.
    expect((await told(input)).replace(/; like .*$/, "")).toBe(text);
  });

  it("says what is clipped", async () => {
    const model = defineModel("one", {
      input: z.object({ size: z.number().meta({ unit: "m" }) }),
      output: z.number(),
      rules: { size: { min: 1, max: 9, outside: "clip" } },
    }).predictOne(() => 0);
    const { components } = await openApiDocument([model]);
    const field = fieldOf({ $ref: "#/components/schemas/one.v1.input" }, components["schemas"] as Schemas);
    expect(field.kind === "object" && field.members[0]?.field.bounds).toEqual(["clipped to 1 to 9 m"]);
  });

  it("ends where a schema is within itself", async () => {
    interface Tree {
      value: number;
      left?: Tree | undefined;
    }
    const tree: z.ZodType<Tree> = z.object({
      value: z.number(),
      get left() {
        return tree.optional();
      },
    });
    const field = await inputField(tree);
    const left = (kind: string, more?: object): object => ({
      name: "left",
      isOptional: true,
      field: { kind, ...more },
    });
    const value = { name: "value", field: { kind: "number" } };
    expect(field).toMatchObject({
      kind: "object",
      members: [value, left("object", { members: [value, left("json")] })],
    });
  });

  it("ends where a reference leads to nothing or in a circle", () => {
    expect(fieldOf({ $ref: "#/components/schemas/none" }, {}).kind).toBe("json");
    expect(fieldOf({ $ref: "#/components/schemas/a" }, { a: { $ref: "#/components/schemas/a" } }).kind).toBe("json");
  });
});

describe("a form", () => {
  it("has a place for each of 32 values of a list, and JSON for 33", async () => {
    const field = await inputField(z.array(z.number()).length(32));
    expect(field.kind === "tuple" && field.items.length).toBe(32);
    const longer = await inputField(z.array(z.number()).length(33));
    expect([longer.kind, isForm(longer), blankOf(longer)]).toEqual([
      "json",
      false,
      Array.from({ length: 33 }, () => 0),
    ]);
    const nested = await inputField(z.array(z.array(z.number()).length(8)).length(5));
    expect(nested.kind).toBe("json");
  });

  it("begins with zeros for 4096 values, and with nothing for 4097", async () => {
    const most = await inputField(z.array(z.number()).length(4096));
    const [blank, more] = [blankOf(most), blankOf(await inputField(z.array(z.number()).length(4097)))];
    expect([Array.isArray(blank) && blank.length, more]).toEqual([4096, null]);
  });

  it.each<[string, z.ZodType, unknown]>([
    [
      "zero within the range",
      z.object({ a: z.number().min(3), b: z.number().max(-2), c: z.int() }),
      { a: 3, b: -2, c: 0 },
    ],
    ["no optional fields", z.object({ a: z.string(), b: z.string().optional() }), { a: "" }],
    ["the first label", z.enum(["x", "y"]), "x"],
    ["one item", z.array(z.boolean()), [false]],
    ["the fewest items", z.array(z.boolean()).min(2), [false, false]],
    ["no item where none may be", z.array(z.boolean()).max(0), []],
    ["the first alternative", z.union([z.null(), z.number()]), null],
  ])("begins with %s", async (_what, input, blank) => {
    expect(blankOf(await inputField(input))).toEqual(blank);
  });

  it("takes what it begins with, and comes unchanged over the wire", async () => {
    const field = await inputField(
      z.object({
        a: z.number().min(1),
        b: z.enum(["x", "y"]).meta({ title: "B", description: "b" }),
        c: z.tuple([z.int(), z.string().max(5)]),
        d: z.array(z.object({ e: z.boolean() })).max(4),
        f: z.union([z.number(), z.null()]),
        g: z.unknown(),
      }),
    );
    expect(fits(field, blankOf(field))).toBe(true);
    expect(JSON.parse(JSON.stringify(parseField(JSON.parse(JSON.stringify(field)))))).toEqual(
      JSON.parse(JSON.stringify(field)),
    );
  });

  it("says of a value that it cannot be shown, rather than to drop a part of it", async () => {
    const field = await inputField(z.looseObject({ a: z.number(), b: z.array(z.enum(["x"])) }));
    expect(
      [{ a: 1, b: ["x"] }, { a: 1 }, { a: new Verbatim("12345678901234567890") }].map((one) => fits(field, one)),
    ).toEqual([true, true, true]);
    const others = [
      { a: 1, more: 1 },
      { a: "1" },
      { b: ["y"] },
      [],
      null,
      { b: Array.from({ length: 101 }, () => "x") },
    ];
    expect(others.filter((one) => fits(field, one))).toEqual([]);
    expect(fits(field, { b: Array.from({ length: 100 }, () => "x") })).toBe(true);
  });

  it("makes a field of whatever it is sent", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const field = parseField(value);
        expect(fits(field, blankOf(field)) || blankOf(field) === undefined).toBe(true);
      }),
    );
  });
});

describe("JSON in the editor", () => {
  it("reads back as the value that it was written from", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(writeJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(parseJson(writeJson(value))).toEqual({ value: JSON.parse(JSON.stringify(value)) });
      }),
    );
  });

  it("says of what is no JSON that it is none", () => {
    expect(["", "{", "{'a':1}", "01"].map(parseJson)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("has as many plain values on a line as it holds", () => {
    expect(writeJson({ a: [1, 2], b: { c: null } })).toBe('{\n  "a": [1, 2],\n  "b": { "c": null }\n}');
    const lines = writeJson(Array.from({ length: 40 }, () => 1.25)).split("\n");
    expect([lines.length, lines.every((line) => line.length <= 51)]).toEqual([7, true]);
  });
});

describe("the times of an answer", () => {
  it.each([
    ["read;dur=0.25, compute;dur=12", [0.25, 12]],
    ['db;desc="a; b";dur=3', [3]],
    ['cache;dur="4.5"', [4.5]],
    ["miss, total;desc=x", []],
    ["", []],
    [";dur=1", []],
  ])("are read from %j", (header, milliseconds) => {
    expect(parseServerTiming(header).map((timing) => timing.milliseconds)).toEqual(milliseconds);
  });
});
