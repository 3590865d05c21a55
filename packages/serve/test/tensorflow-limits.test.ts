import { describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import type { LimitOptions } from "@mlops/serve";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { listen } from "./support.ts";
import { tensorflowModels } from "./tensorflow-models.ts";

/** The status of a server's answer, and its error where it has one, for each body. */
async function answers(limits: LimitOptions, path: string, ...bodies: string[]): Promise<[number, unknown][]> {
  await using server = await listen(serve(tensorflowModels, { limits, protocols: [tensorflow()] }));
  const all: [number, unknown][] = [];
  for (const body of bodies) {
    const response = await server.post(`/v1/models/${path}`, body);
    all.push([response.status, ((await response.json()) as { error?: unknown }).error]);
  }
  return all;
}

describe("the limits of a body", () => {
  const padded = (bytes: number): string => '{"instances":[1]}'.padEnd(bytes, " ");
  const list = (length: number): string => JSON.stringify({ instances: Array.from({ length }, (_, index) => index) });
  const nested = (depth: number): string => `{"instances":[1],"other":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const keys = (count: number): string =>
    JSON.stringify({ instances: [1], ...Object.fromEntries(Array.from({ length: count - 1 }, (_, key) => [key, 0])) });
  const text = (length: number): string => JSON.stringify({ instances: ["x".repeat(length)] });

  it.each<[string, LimitOptions, string, string, string, string]>([
    [
      "bytes",
      { tensorBytes: 100 },
      "same-int32:predict",
      padded(100),
      padded(101),
      "A body may have 100 bytes. Too large; expected at most 100 bytes, received more.",
    ],
    [
      "items of lists",
      { tensorElements: 5 },
      "same-int32:predict",
      list(5),
      list(6),
      "The lists have too many items; expected at most 5 items, received more.",
    ],
    [
      "levels",
      { jsonDepth: 10 },
      "same-int32:predict",
      nested(9),
      nested(10),
      "Lists and objects nest more than 10 levels deep; expected at most 10 levels, received more than 10 levels.",
    ],
    [
      "names in an object",
      { jsonKeys: 8 },
      "same-int32:predict",
      keys(8),
      keys(9),
      "An object has too many names; expected at most 8 names, received more.",
    ],
    [
      "rows",
      { rows: 3 },
      "same-int32:predict",
      list(3),
      list(4),
      "A batch may have 3 rows. Too many rows; expected at most 3 rows, received 4 rows.",
    ],
    [
      "characters of a text",
      { stringLength: 7 },
      "same-bytes:predict",
      text(7),
      text(8),
      "A text is too long. Too long; expected at most 7 characters, received 8 characters.",
    ],
  ])("of %s are the greatest that passes; one more is 400", async (_what, limits, path, within, beyond, message) => {
    expect(await answers(limits, path, within, beyond)).toEqual([
      [200, undefined],
      [400, message],
    ]);
  });

  it("let base64 be longer than a text may be", async () => {
    const body = JSON.stringify({ instances: [{ b64: "AAAA".repeat(10) }] });
    expect(await answers({ stringLength: 7 }, "same-raw:predict", body)).toEqual([[200, undefined]]);
  });

  it("hold for examples too", async () => {
    const examples = (count: number): string =>
      JSON.stringify({ signature_name: "regress", examples: Array.from({ length: count }, () => ({ petal: 1 })) });
    const given = await answers({ rows: 3 }, "flowers:regress", examples(3), examples(4));
    expect(given.map(([status]) => status)).toEqual([200, 400]);
  });

  it("refuse lists whose first items ask for more memory than there are values", async () => {
    // 3 × 1,000 × 1,000 by the first list of each level, with 2,002 items in all.
    const row = `[${Array.from({ length: 1000 }, () => "0").join(",")}]`;
    const matrix = `[${row}${",0".repeat(999)}]`;
    const body = `{"instances":[${matrix},0,0]}`;
    expect(await answers({ tensorElements: 10_000 }, "matrix:predict", body)).toEqual([
      [400, "The input x has too many values. Too many values; expected at most 10000 values, received more."],
    ]);
  });

  it("a body far beyond them is cut off, and the server goes on", async () => {
    await using server = await listen(
      serve(tensorflowModels, { limits: { tensorBytes: 1000 }, protocols: [tensorflow()] }),
    );
    const path = "/v1/models/same-int32:predict";
    const huge = await server.post(path, padded(1_000_000)).then(
      ({ status }) => status,
      () => "cut off",
    );
    expect([400, "cut off"]).toContain(huge);
    expect((await server.post(path, padded(1000))).status).toBe(200);
  });
});

describe("lists a hundred thousand levels deep", () => {
  it.each(["instances", "inputs", "examples", "context", "signature_name"])("in %s are refused", async (key) => {
    const depth = 100_000;
    const body = `{${JSON.stringify(key)}:${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(await answers({}, "doubler:predict", body)).toEqual([
      [400, expect.stringContaining("nest more than 100 levels deep")],
    ]);
  });
});
