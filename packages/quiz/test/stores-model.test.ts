import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttemptEvent } from "@mlops/quiz/attempts";
import { memoryStore } from "@mlops/quiz/stores/memory";
import type { AppendResult, AttemptStore } from "@mlops/quiz/stores/memory";
import { sqliteStore } from "@mlops/quiz/stores/sqlite";
import { answered, started } from "./store-events.ts";

const numRuns = Number(process.env["MLOPS_RUNS"] ?? 200);

interface Step {
  readonly id: string;
  /** How far the expected version is from the right one. */
  readonly offset: number;
  readonly count: number;
  readonly learnerId: string;
  readonly number: number;
}

const steps = fc.array(
  fc.record<Step>({
    id: fc.constantFrom("a", "b", "c", "d"),
    offset: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) },
    ),
    count: fc.integer({ min: 0, max: 3 }),
    learnerId: fc.constantFrom("ada", "bob"),
    number: fc.integer({ min: 1, max: 2 }),
  }),
  { maxLength: 30 },
);

/** What stores promise, in a few lines: a log is an array. */
class Model {
  readonly logs = new Map<string, readonly AttemptEvent[]>();

  append(id: string, expected: number, events: readonly AttemptEvent[]): AppendResult {
    const log = this.logs.get(id) ?? [];
    if (log.length !== expected) return { type: "conflict", version: log.length };
    const places = [...this.logs.values()].map(([first]) => placeOf(first));
    if (events[0]?.type === "started" && places.includes(placeOf(events[0]))) return { type: "conflict", version: 0 };
    if (events.length > 0) this.logs.set(id, [...log, ...events]);
    return { type: "appended", version: log.length + events.length };
  }
}

function placeOf(event: AttemptEvent | undefined): string {
  return event?.type === "started" ? `${event.learnerId} ${event.number}` : "";
}

describe("whatever is appended in whatever order", () => {
  it.each<[string, () => Promise<AttemptStore>]>([
    ["memory", async () => memoryStore()],
    ["SQLite", () => sqliteStore({ path: ":memory:" })],
  ])(
    "the store in %s has what a map of arrays has",
    async (_where, makeStore) => {
      const check = async (all: readonly Step[]): Promise<void> => {
        const store = await makeStore();
        const model = new Model();
        for (const { id, offset, count, learnerId, number } of all) {
          const version = Math.max(0, (model.logs.get(id)?.length ?? 0) + offset);
          const events = Array.from({ length: count }, (_, index) =>
            version + index === 0 ? started(id, { learnerId, number }) : answered(version + index, learnerId),
          );
          expect(await store.append(id, version, events)).toEqual(model.append(id, version, events));
        }
        const listed = await store.list({});
        expect(listed.map(({ attemptId }) => attemptId)).toEqual([...model.logs.keys()].toSorted());
        for (const { attemptId, version } of listed) {
          const log = await store.load(attemptId);
          expect(log).toEqual(model.logs.get(attemptId));
          expect(version).toBe(log.length);
        }
        await store.close();
      };
      await fc.assert(fc.asyncProperty(steps, check), { numRuns });
    },
    30_000 + numRuns * 100,
  );
});
