import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { split } from "@mlops/schema";
import type { Question } from "@mlops/schema";
import * as jsonSchemas from "@mlops/schema/json";
import * as schemas from "@mlops/schema/zod";
import { twins } from "./arbitraries.ts";
import { fixture } from "./fixture.ts";

/** What each leaf takes, as JSON Schema says it, by what the leaf says that it expected. */
const leaves: Readonly<Record<string, object>> = {
  "Expected a name of 1 to 128 characters": { type: "string", minLength: 1, maxLength: 128 },
  "Expected 1 to 128 letters, digits, dots, dashes and underscores, the first one a letter or digit": {
    type: "string",
    pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
  },
  "Expected 1 to 500 characters": { type: "string", minLength: 1, maxLength: 500 },
  "Expected a language tag such as en or pt-BR": {
    type: "string",
    pattern: "^(?=.{2,35}$)[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$",
  },
  "Expected a decimal number as text": {
    type: "string",
    maxLength: 80,
    pattern: "^[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?$",
  },
  "Expected a number of at least 0": { type: "number", minimum: 0 },
  "Expected a whole number of at least 0": { type: "integer", minimum: 0 },
  "Expected a whole number of at least 1": { type: "integer", minimum: 1 },
  "Expected a number from -1 to 1": { type: "number", minimum: -1, maximum: 1 },
  "Expected a number from 0 to 1": { type: "number", minimum: 0, maximum: 1 },
  "Expected true or false": { type: "boolean" },
  "Expected an object that JSON can hold": { type: "object" },
  "Expected a pair of names": { type: "array", items: { type: "string" }, minItems: 2, maxItems: 2 },
  "Expected nodes of a Markdown tree": { type: "array", items: { $ref: "#/$defs/MarkdownNode" } },
  "Expected nodes of a Markdown tree without positions": {
    type: "array",
    items: { $ref: "#/$defs/PublicMarkdownNode" },
  },
};

const node = (name: string, position: object | false): { [keyword: string]: unknown } => ({
  type: "object",
  required: ["type"],
  properties: {
    type: { type: "string" },
    value: { type: "string" },
    children: { type: "array", items: { $ref: `#/$defs/${name}` } },
    position,
  },
});
/** Definitions that leaves refer to. */
const definitions: Readonly<Record<string, { [keyword: string]: unknown }>> = {
  MarkdownNode: node("MarkdownNode", { $ref: "#/$defs/Position" }),
  PublicMarkdownNode: node("PublicMarkdownNode", false),
};

/** The schemas that are published, by the name of the constant. */
const published = {
  lessonResultJsonSchema: [schemas.lessonResultSchema, "A lesson and the findings about it"],
  lessonJsonSchema: [schemas.lessonSchema, "A lesson"],
  questionJsonSchema: [schemas.questionSchema, "A question with both of its sides"],
  publicQuestionJsonSchema: [schemas.publicQuestionSchema, "What a learner may see of a question"],
  answerKeyJsonSchema: [schemas.answerKeySchema, "What a learner may not see of a question before answering"],
  diagnosticJsonSchema: [schemas.diagnosticSchema, "A finding about a text"],
  frontMatterJsonSchema: [schemas.frontMatterSchema, "The front matter of a lesson"],
  courseFileJsonSchema: [schemas.courseFileSchema, "The content of course.yaml"],
  courseJsonSchema: [schemas.courseSchema, "A course"],
} as const;

const registry = z.registry<{ id: string }>();
registry.add(schemas.positionSchema, { id: "Position" });
registry.add(schemas.pointSchema, { id: "Point" });
registry.add(schemas.richTextSchema, { id: "RichText" });
registry.add(schemas.publicTextSchema, { id: "PublicText" });
registry.add(schemas.pageSchema, { id: "Page" });
registry.add(schemas.blockSchema, { id: "Block" });

/** The JSON Schema (2020-12) of a validator. */
function toJson(name: string, schema: z.ZodMiniType, title: string): object {
  const json = z.toJSONSchema(schema, {
    metadata: registry,
    unrepresentable: "any",
    override({ zodSchema, jsonSchema, path }) {
      if (zodSchema._zod.def.type !== "custom") return;
      const message = z.safeParse(zodSchema, Symbol("none of anything")).error?.issues[0]?.message ?? "";
      const found = leaves[message];
      if (found !== undefined) Object.assign(jsonSchema, found);
      else if (message === "Expected an object") {
        const values =
          path.at(-1) === "weights" ? leaves["Expected a number from -1 to 1"] : { $ref: "#/$defs/RichText" };
        Object.assign(jsonSchema, { type: "object", additionalProperties: values });
      } else throw new Error(`There is no JSON Schema for "${message}" at ${path.join(".")}`);
    },
  });
  const defs = { ...json.$defs };
  const isUsed = (definition: string): boolean => JSON.stringify([json, defs]).includes(`"#/$defs/${definition}"`);
  for (const [definition, value] of Object.entries(definitions)) if (isUsed(definition)) defs[definition] = value;
  const { $schema, $defs: _, ...rest } = json;
  const id = `urn:mlops:schema:${name.replace(/JsonSchema$/, "")}:1`;
  return { $schema, $id: id, title, ...rest, ...(Object.keys(defs).length > 0 && { $defs: defs }) };
}

describe("the JSON Schemas", () => {
  it("are what the validators say; `vitest -u` writes them anew", async () => {
    const constants = Object.entries(published).map(([name, [schema, title]]) => {
      const json = JSON.stringify(toJson(name, schema, title));
      return `/** ${title}. */\nexport const ${name}: JsonSchema = ${json};\n`;
    });
    const head =
      '// Made from the validators by test/json-schemas.test.ts.\nimport type { JsonSchema } from "./json-schema.ts";\n';
    await expect([head, ...constants].join("\n")).toMatchFileSnapshot("../src/json/schemas.ts");
  });

  it("compile, each by itself", () => {
    for (const schema of Object.values(jsonSchemas))
      expect(() => new Ajv2020({ strict: false }).compile(schema)).not.toThrow();
  });

  const ajv = new Ajv2020({ strict: false });
  const isQuestion = ajv.compile(jsonSchemas.questionJsonSchema);
  const isPublic = ajv.compile(jsonSchemas.publicQuestionJsonSchema);
  const isKey = ajv.compile(jsonSchemas.answerKeyJsonSchema);
  const check = (property: (question: Question) => void): void => {
    fc.assert(
      fc.property(twins, ([question]) => property(question)),
      { numRuns: 300 },
    );
  };

  it("accept a question and each of its sides, and none in place of another", () => {
    check((question) => {
      const { public: shown, key } = split(question);
      expect([isQuestion(question), isPublic(shown), isKey(key)]).toEqual([true, true, true]);
      expect([isPublic(question), isQuestion(shown), isKey(shown), isPublic(key)]).toEqual([
        false,
        false,
        false,
        false,
      ]);
    });
  });

  it("refuse a question without one of its fields, with another one, or with one of another type, as the validators do", () => {
    check((question) => {
      for (const name of ["id", "version", "prompt", "points", "key", "position", "type"]) {
        const { [name as "id"]: _, ...rest } = question;
        const wrong = { ...question, [name]: [1] };
        expect([isQuestion(rest), schemas.questionSchema.safeParse(rest).success]).toEqual([false, false]);
        expect([isQuestion(wrong), schemas.questionSchema.safeParse(wrong).success]).toEqual([false, false]);
      }
      const more = { ...question, more: 1 };
      expect([isQuestion(more), schemas.questionSchema.safeParse(more).success]).toEqual([false, false]);
    });
  });

  it.each(["lesson-v1-choice.json", "lesson-v1.json"])("accept %s", (name) => {
    const isResult = ajv.compile(jsonSchemas.lessonResultJsonSchema);
    expect(isResult(fixture(name)), JSON.stringify(isResult.errors)).toBe(true);
  });
});
