import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as z from "zod";
import type { TestServer } from "./support.ts";

/** One request and the answer that the specification asks for. */
const caseSchema = z.strictObject({
  name: z.string(),
  request: z.strictObject({
    method: z.string().default("POST"),
    path: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    /** The body as data, as text or as bytes in base64; at most one. */
    json: z.unknown().optional(),
    text: z.string().optional(),
    base64: z.string().optional(),
  }),
  expect: z.strictObject({
    status: z.int(),
    /** Headers that must be there; `null` for those that must not. */
    headers: z.record(z.string(), z.string().nullable()).default({}),
    /** The body as data, exactly. */
    json: z.unknown().optional(),
    /** Parts of the body as data. */
    matches: z.unknown().optional(),
    /** The body as text or bytes, exactly. */
    text: z.string().optional(),
    base64: z.string().optional(),
    /** What the body as text has in it. */
    includes: z.array(z.string()).default([]),
  }),
});

const fileSchema = z.array(caseSchema);

/** Every case in a folder beside this file, by the name of its file. */
export function readCases(folder: string): [file: string, cases: z.infer<typeof fileSchema>][] {
  const root = new URL(`cases/${folder}/`, import.meta.url);
  return readdirSync(root)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => [name, fileSchema.parse(JSON.parse(readFileSync(new URL(name, root), "utf8")))]);
}

/** Declares a test for each case. After each of them the server must still answer. */
export function testCases(cases: z.infer<typeof fileSchema>, server: () => TestServer): void {
  it.each(cases.map((one) => [one.name, one] as const))("%s", async (_name, { request, expect: wanted }) => {
    const { method, path, headers, json, text, base64 } = request;
    const body =
      json === undefined ? (base64 === undefined ? text : Buffer.from(base64, "base64")) : JSON.stringify(json);
    const response = await fetch(server().url + path, {
      method,
      // Without one, fetch would say text/plain.
      headers: { ...(json !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const answer = bytes.toString("utf8");
    expect(response.status, answer.slice(0, 500)).toBe(wanted.status);
    for (const [name, value] of Object.entries(wanted.headers)) expect(response.headers.get(name)).toBe(value);
    if (wanted.json !== undefined) expect(JSON.parse(answer)).toEqual(wanted.json);
    if (wanted.matches !== undefined) expect(JSON.parse(answer)).toMatchObject(wanted.matches as object);
    if (wanted.text !== undefined) expect(answer).toBe(wanted.text);
    for (const part of wanted.includes) expect(answer).toContain(part);
    if (wanted.base64 !== undefined) expect(bytes.toString("base64")).toBe(wanted.base64);
    expect(answer).not.toMatch(/node_modules|\.ts:|Error:|\bat [A-Z]\w+\./);
  });
}
