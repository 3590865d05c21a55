import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AttemptEvent } from "@mlops/quiz/attempts";
import { sqliteStore } from "@mlops/quiz/stores/sqlite";
import { run } from "../support/apps.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const writer = "tests/support/quiz-sqlite-writer.mjs";
const rounds = Number(process.env["MLOPS_RUNS"] ?? 10);

/** The batches of a log, each with the events that should be in it. */
function batchesIn(log: readonly AttemptEvent[]): { first: number; size: number; found: number }[] {
  const batches = new Map<number, { first: number; size: number; found: number }>();
  for (const event of log) {
    if (event.type !== "answered") continue;
    const { first, size } = event.response as { first: number; size: number };
    const batch = batches.get(first) ?? { first, size, found: 0 };
    batch.found += 1;
    batches.set(first, batch);
  }
  return [...batches.values()];
}

describe("a SQLite store in a process that is killed", () => {
  it(
    `has every batch that was confirmed and no half of one, ${rounds} times over`,
    async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, "attempts.db");
      let state = 20_261_127;
      let version = 0;
      for (let round = 0; round < rounds; round += 1) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        // A new file now and then, so that its making is hit as well, and logs do not grow too long.
        const file = `${path}${Math.floor(round / 20)}`;
        if (round % 20 === 0) version = 0;
        await using writing = run([writer, "batches", file, String(state)], {});
        await writing.printed(new RegExp(`^(?:\\d+\\n){${1 + (state >>> 26)}}`));
        writing.process.kill("SIGKILL");
        expect(await writing.ended()).toBe("SIGKILL");

        const confirmed = writing.output().split("\n").slice(0, -1).map(Number);
        const store = await sqliteStore({ path: file });
        const log = await store.load("a");
        expect(log.length).toBeGreaterThanOrEqual(confirmed.at(-1) ?? version);
        expect(batchesIn(log).filter(({ size, found }) => size !== found)).toEqual([]);
        expect(await store.list({})).toMatchObject([{ attemptId: "a", version: log.length }]);
        await store.close();
        ({ length: version } = log);
      }
    },
    60_000 + rounds * 2000,
  );

  it("is seen through when a half is left", () => {
    const half = { type: "answered", seq: 1, at: 1, questionId: "q", questionVersion: "v" } as const;
    const response = { first: 1, size: 2 };
    expect(batchesIn([{ ...half, response }])).toEqual([{ first: 1, size: 2, found: 1 }]);
  });
});

describe("a SQLite store in several processes at once", () => {
  it("is made once, and lets exactly one of them append each event", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "attempts.db");
    const end = 1000;
    await using one = run([writer, "race", path, String(end)], {});
    await using other = run([writer, "race", path, String(end)], {});
    const both = [one, other];
    for (const process of both) await process.printed(/^ready$/m);

    const store = await sqliteStore({ path });
    const started = {
      type: "started",
      seq: 0,
      at: 1_700_000_000_000,
      attemptId: "a",
      quizId: "quiz",
      quizVersion: "1",
      learnerId: "ada",
      number: 1,
      seed: "s",
      rules: {},
      questions: [{ id: "q1", version: "v1" }],
    } as const;
    expect(await store.append("a", 0, [started])).toEqual({ type: "appended", version: 1 });
    for (const process of both) expect(await process.ended(), process.output()).toBe(0);

    const won = both.map((process) => [...process.output().matchAll(/^won (\d+)$/gm)].map(([, seq]) => Number(seq)));
    const wanted = Array.from({ length: end - 1 }, (_, index) => index + 1);
    expect(won.flat().toSorted((x, y) => x - y)).toEqual(wanted);
    const conflicts = both.map((process) => Number(/^conflicts (\d+)$/m.exec(process.output())?.[1]));
    expect(Math.max(...conflicts)).toBeGreaterThan(0);

    const log = await store.load("a");
    const pids = new Map(both.map((process, index) => [process.process.pid, index]));
    const winners = log.flatMap((event) =>
      event.type === "answered" ? [[event.seq, pids.get(Number(event.response))]] : [],
    );
    const claimed = won.flatMap((all, index) => all.map((seq) => [seq, index])).toSorted(([x = 0], [y = 0]) => x - y);
    expect(winners).toEqual(claimed);
    await store.close();
  });
});
