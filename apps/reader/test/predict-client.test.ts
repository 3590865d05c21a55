import { describe, expect, it } from "vitest";
import { askModel } from "../src/labs/predict-client.ts";
import type { PredictResult, Send } from "../src/labs/predict-client.ts";

/** Asks with an answer from outside and a clock that moves 7.5 ms a look. */
function asked(send: Send): Promise<PredictResult> {
  let now = 0;
  return askModel("iris", [1, null], send, () => (now += 7.5));
}

const answering =
  (status: number, body: string): Send =>
  () =>
    Promise.resolve(new Response(body, { status }));

describe("askModel", () => {
  it("posts the numbers to the page's own origin", async () => {
    const sent: unknown[] = [];
    await asked((url, init) => {
      sent.push(url, init.method, init.body);
      return Promise.resolve(new Response("{}"));
    });
    expect(sent).toEqual(["/api/models/iris/predict", "POST", '{"features":[1,null]}']);
  });

  it("gives the answer with the time that it took", async () => {
    const raw = '{"prediction":"setosa","confidence":0.9}';
    expect(await asked(answering(200, raw))).toEqual({
      kind: "answer",
      prediction: "setosa",
      confidence: 0.9,
      status: 200,
      milliseconds: 7.5,
      raw,
    });
  });

  it("says what was wrong, place by place", async () => {
    const raw = JSON.stringify({
      title: "The input does not fit",
      detail: "One value is not as it should be.",
      errors: [
        { pointer: "/features/1", detail: "Invalid", expected: "number", received: "null" },
        { pointer: "", detail: "Bad" },
      ],
    });
    expect(await asked(answering(422, raw))).toMatchObject({
      kind: "problem",
      status: 422,
      faults: ["/features/1: expected number, received null", "the body: Bad"],
    });
  });

  it.each([
    ["the network fails", () => Promise.reject(new TypeError("fetch failed"))],
    ["the answer is not JSON", answering(200, "<html>")],
    ["the answer is JSON of another shape", answering(200, '{"prediction":1}')],
  ])("says that there is no answer when %s", async (_what, send) => {
    expect(await asked(send)).toEqual({ kind: "unreachable" });
  });
});
