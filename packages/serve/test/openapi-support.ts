import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import type { OpenApiDocument } from "@mlops/serve/openapi";
import type { TestServer } from "./support.ts";

const validator = new Validator();

/** Why a document is not of OpenAPI 3.1, or refers to something that it does not have; `[]` for a good one. */
export async function documentFaults(document: OpenApiDocument): Promise<unknown[]> {
  const text = JSON.stringify(document);
  const { valid, errors = "invalid" } = await validator.validate(JSON.parse(text) as Record<string, unknown>);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = ""]) => reference);
  const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
  return [
    ...(valid ? [] : [errors]),
    ...references.filter((reference) => at(document, reference.slice(1)) === undefined),
    ...ids.filter((id, index) => ids.indexOf(id) < index),
  ];
}

/** What stands at a JSON Pointer. */
export function at(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], value);
}

export async function documentOf(server: TestServer, headers: Record<string, string> = {}): Promise<OpenApiDocument> {
  const response = await server.get("/openapi.json", { headers });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
  return (await response.json()) as OpenApiDocument;
}

/** Checks values against the schemas of a document. */
export class Checker {
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  readonly document: OpenApiDocument;

  constructor(document: OpenApiDocument) {
    this.document = document;
    this.#ajv.addSchema(document, "document:");
  }

  /** What is wrong with a value by the schema at a JSON Pointer into the document; `[]` for nothing. */
  faults(pointer: string, value: unknown): string[] {
    const validate = this.#ajv.compile({ $ref: `document:#${pointer}` });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
  }

  /** Whether a body is one that the document lets be sent. */
  takes(path: string, body: unknown): boolean {
    return this.faults(`/paths/${escape(path)}/post/requestBody/content/application~1json/schema`, body).length === 0;
  }

  /** What is wrong with an answer by what the document says of its route and status; `[]` for nothing. */
  async answerFaults(method: "get" | "post", path: string, response: Response): Promise<string[]> {
    const responses = `/paths/${escape(path)}/${method}/responses`;
    const own = at(this.document, responses) as Record<string, { $ref?: string }>;
    const status = String(response.status) in own ? String(response.status) : "default";
    const place = own[status]?.$ref?.slice(1) ?? `${responses}/${status}`;
    const { content, headers } = at(this.document, place) as {
      content: Record<string, unknown>;
      headers?: Record<string, { $ref?: string }>;
    };
    const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
    if (!(type in content)) return [`the media type ${type}`];
    const text = await response.clone().text();
    const body: unknown = type === "text/plain" ? text : JSON.parse(text);
    const inHeaders = Object.entries(headers ?? {}).flatMap(([name, { $ref }]) => {
      const value = response.headers.get(name);
      if (value === null) return [];
      const header = $ref?.slice(1) ?? `${place}/headers/${name}`;
      const { schema } = at(this.document, header) as { schema: { type: string } };
      return this.faults(`${header}/schema`, schema.type === "integer" ? Number(value) : value);
    });
    return [...this.faults(`${place}/content/${escape(type)}/schema`, body), ...inHeaders];
  }
}

function escape(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}
