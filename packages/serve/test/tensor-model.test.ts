import { describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import { allLabels, allModels } from "./models.ts";
import { listen, problemOf } from "./support.ts";

const api = (): ReturnType<typeof serve> => serve(allModels, { labels: allLabels, fallthrough: false });

describe("a tensor model behind the kit's own routes", () => {
  it("takes one row by the names of its inputs and gives one by those of its outputs", async () => {
    await using server = await listen(api());
    const response = await server.post("/models/doubler/predict", { x: [1, 0.1] });
    expect(await response.text()).toBe('{"y":[2,0.2]}');
  });

  it("keeps 64-bit integers exact, and texts", async () => {
    await using server = await listen(api());
    const row = '{"i":-9223372036854775808,"u64":18446744073709551615,"text":"ä","bool":true,"u8":[1,255],"f64":[1.5]}';
    const response = await server.post("/models/echo/predict", row);
    expect(await response.text()).toBe(
      '{"i":-9223372036854775808,"bool":true,"u8":[1,255],"u64":18446744073709551615,"f64":[1.5],"text":"ä","text_bytes":"ä"}',
    );
  });

  it.each([
    ["a missing input", {}, "/x", "a value", "nothing"],
    ["an unknown one", { x: [1, 2], z: 1 }, "/z", "x", "another name"],
    ["too few values", { x: [1] }, "/x", "a list of 2", "array of 1"],
    ["a text for a number", { x: [1, "2"] }, "/x/1", "a number", "string"],
    ["lists too deep", { x: [[1, 2]] }, "/x", "a list of 2", "array of 1"],
    ["a list of rows", [1, 2], "", "an object with x", "array of 2"],
  ])("refuses %s with its place", async (_what, row, pointer, expected, received) => {
    await using server = await listen(api());
    const problem = await problemOf(await server.post("/models/doubler/predict", row));
    expect(problem).toMatchObject({ code: "invalid-input", errors: [{ pointer, expected, received }] });
  });

  it.each([
    [1, "prediction-failed"],
    [2, "bad-output"],
    [3, "bad-output"],
  ])("that fails in the way %i is 500 %s and says nothing of its inside", async (mood, code) => {
    await using server = await listen(api());
    const response = await server.post("/models/moody/predict", { mood });
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([500, code]);
    expect(text).not.toContain("hunter2");
    expect(await (await server.post("/models/moody/predict", { mood: 7 })).json()).toEqual({ value: 7 });
  });

  it("answers each row of a batch for itself, rows of different sizes too", async () => {
    await using server = await listen(api());
    const response = await server.post("/models/echo/predict/batch", [
      { i: 1, f64: [1] },
      { i: "x" },
      { i: 2, f64: [1, 2] },
    ]);
    const { predictions, count, errors } = (await response.json()) as {
      predictions: ({ f64: number[] } | null)[];
      count: number;
      errors: unknown;
    };
    expect(count).toBe(3);
    expect(predictions.map((row) => row?.f64)).toEqual([[1], undefined, [1, 2]]);
    expect(errors).toMatchObject([{ index: 1, code: "invalid-input", errors: [{ pointer: "/i" }] }]);
  });

  it("answers by version, the greatest without one", async () => {
    await using server = await listen(api());
    const versionOf = async (path: string): Promise<unknown> =>
      ((await (await server.post(`/models/versioned${path}/predict`, { x: 0 })).json()) as { version: unknown })
        .version;
    expect([await versionOf(""), await versionOf("/versions/1"), await versionOf("/versions/2")]).toEqual([2, 1, 2]);
    expect((await problemOf(await server.post("/models/versioned/versions/3/predict", { x: 0 }))).code).toBe(
      "version-not-found",
    );
  });
});

describe("rules of features", () => {
  it("clip and say so in a header, for one row and for each of a batch", async () => {
    await using server = await listen(api());
    const clipped = await server.post("/models/flowers/predict", { petal: 12 });
    expect([await clipped.json(), clipped.headers.get("x-clipped")]).toEqual([
      { species: "virginica", score: 1 },
      "/petal",
    ]);
    const plain = await server.post("/models/flowers/predict", { petal: 10 });
    expect(plain.headers.get("x-clipped")).toBeNull();
    const batch = await server.post("/models/flowers/predict/batch", [{ petal: 1 }, { petal: -1 }]);
    expect(batch.headers.get("x-clipped")).toBe("/1/petal");
  });
});
