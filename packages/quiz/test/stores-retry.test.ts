import { describe, expect, it } from "vitest";
import type { AttemptEvent } from "@mlops/quiz/attempts";
import { appendWithRetry, memoryStore } from "@mlops/quiz/stores/memory";
import type { AttemptStore } from "@mlops/quiz/stores/memory";
import { answered, started } from "./store-events.ts";

/** A store where somebody else appends an answer each time a log was loaded, `times` times. */
async function contended(times: number): Promise<AttemptStore> {
  const store = memoryStore();
  await store.append("a", 0, [started("a")]);
  let left = times;
  return {
    ...store,
    async load(attemptId) {
      const log = await store.load(attemptId);
      if (left > 0) await store.append(attemptId, log.length, [answered(log.length, "somebody else")]);
      left -= 1;
      return log;
    },
  };
}

const own = (log: readonly AttemptEvent[]): AttemptEvent[] => [answered(log.length, "own")];

describe("appendWithRetry", () => {
  it("decides again on the log as it is after a conflict, and loses nobody's events", async () => {
    const store = await contended(2);
    const seen: number[] = [];
    const result = await appendWithRetry(store, "a", (log) => {
      seen.push(log.length);
      return own(log);
    });
    const log = [started("a"), answered(1, "somebody else"), answered(2, "somebody else"), answered(3, "own")];
    expect(result).toEqual({ type: "appended", log });
    expect(await store.load("a")).toEqual(log);
    expect(seen).toEqual([1, 2, 3]);
  });

  it.each([
    [undefined, 100],
    [3, 3],
    [1, 1],
  ])("with maxTries %s, meets up to %d conflicts less one", async (maxTries, tries) => {
    const result = await appendWithRetry(await contended(tries - 1), "a", own, { maxTries });
    expect(result.type).toBe("appended");
    const store = await contended(tries);
    expect(await appendWithRetry(store, "a", own, { maxTries })).toEqual({ type: "conflict" });
    expect((await store.load("a")).slice(1)).toEqual(
      Array.from({ length: tries }, (_, index) => answered(index + 1, "somebody else")),
    );
  });

  it("writes nothing when there is nothing to add", async () => {
    const store = memoryStore();
    expect(await appendWithRetry(store, "a", () => [])).toEqual({ type: "appended", log: [] });
    expect(await store.list({})).toEqual([]);
  });

  it("needs no agreement to add nothing, whatever others do meanwhile", async () => {
    let calls = 0;
    const result = await appendWithRetry(await contended(1), "a", () => {
      calls += 1;
      return [];
    });
    expect(result).toEqual({ type: "appended", log: [started("a")] });
    expect(calls).toBe(1);
  });

  it("starts an attempt with the next number when another one has taken it", async () => {
    const store = memoryStore();
    const start = (attemptId: string): Promise<unknown> =>
      appendWithRetry(store, attemptId, async (log) => {
        if (log.length > 0) return [];
        const before = (await store.list({ learnerId: "ada", quizId: "q" })).length;
        return [started(attemptId, { learnerId: "ada", quizId: "q", number: before + 1 })];
      });
    await Promise.all(["a", "b", "c"].map(start));
    expect(new Set((await store.list({})).map(({ number }) => number))).toEqual(new Set([1, 2, 3]));
    expect(await store.list({})).toHaveLength(3);
  });

  it("passes on what the decision throws, without writing", async () => {
    const store = memoryStore();
    const refuse = (): never => {
      throw new RangeError("no");
    };
    await expect(appendWithRetry(store, "a", refuse)).rejects.toThrow(RangeError);
    await expect(appendWithRetry(store, "a", async () => refuse())).rejects.toThrow(RangeError);
    expect(await store.list({})).toEqual([]);
  });

  it("does not try again when the store fails", async () => {
    const store = memoryStore();
    await store.close();
    await expect(appendWithRetry(store, "a", own)).rejects.toMatchObject({ name: "StoreError", code: "unavailable" });
  });
});
