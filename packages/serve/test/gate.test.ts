import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFakeClock } from "@mlops/serve/testing";
import { Gate } from "../src/core/runtime/gate.ts";
import type { GateLimits } from "../src/core/runtime/gate.ts";
import { priorities } from "../src/core/runtime/lanes.ts";
import type { Priority } from "../src/core/runtime/lanes.ts";

/** A gate, and those that came to it by their names: what became of each. */
function observed(limits: GateLimits): {
  gate: Gate;
  clock: ReturnType<typeof createFakeClock>;
  come: (name: string, priority?: Priority, signal?: AbortSignal) => Promise<void>;
  leave: (name: string) => Promise<void>;
  inside: string[];
  refused: Map<string, unknown>;
} {
  const clock = createFakeClock();
  const gate = new Gate(limits, clock);
  const inside: string[] = [];
  const refused = new Map<string, unknown>();
  const leaving = new Map<string, () => void>();
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    gate,
    clock,
    inside,
    refused,
    come(name, priority, signal = new AbortController().signal) {
      gate.enter(signal, priority).then(
        (leave) => {
          inside.push(name);
          leaving.set(name, leave);
        },
        (error: unknown) => refused.set(name, error),
      );
      return settled();
    },
    leave(name) {
      leaving.get(name)?.();
      inside.splice(inside.indexOf(name), 1);
      return settled();
    },
  };
}

describe("a gate", () => {
  it("lets in by lanes, and within a lane in the order of arrival", async () => {
    const { come, leave, inside } = observed({ running: 1, queued: 9 });
    await come("first");
    for (const priority of ["low", "normal", "high"] as const) {
      await come(`${priority} 1`, priority);
      await come(`${priority} 2`, priority);
    }
    const order: string[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const [one = ""] = inside;
      order.push(one);
      await leave(one);
    }
    expect(order).toEqual(["first", "high 1", "high 2", "normal 1", "normal 2", "low 1", "low 2"]);
  });

  it("lets a lane be passed over eight times in a row and not nine", async () => {
    const { come, leave, inside } = observed({ running: 1, queued: 99 });
    await come("first");
    await come("low", "low");
    for (let index = 0; index < 20; index += 1) await come(`high ${index}`, "high");
    const order: string[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      const [one = ""] = inside;
      order.push(one);
      await leave(one);
    }
    expect(order.indexOf("low")).toBe(9);
  });

  it.each([
    [1, 1],
    [2, 1],
    [4, 3],
    [64, 48],
  ])("with %i places lets the low lane have %i of them", async (running, most) => {
    const { come, gate, inside } = observed({ running, queued: 200 });
    for (let index = 0; index <= running; index += 1) await come(`low ${index}`, "low");
    expect(inside).toHaveLength(most);
    if (running > 1) {
      await come("normal");
      expect(inside.at(-1)).toBe("normal");
    }
    expect(gate.queued).toBe(running + 1 - most);
  });

  it("keeps n waiting, and refuses the next one of the same lane with the time that the queue needs", async () => {
    const { come, leave, clock, refused, gate } = observed({ running: 1, queued: 2 });
    await come("first");
    clock.advance(4000);
    await leave("first");
    for (const name of ["inside", "waits", "waits as well"]) await come(name);
    expect(gate.queued).toBe(2);
    await come("one too many");
    expect(refused.get("one too many")).toMatchObject({ code: "queue-full", headers: { "retry-after": "12" } });
    expect(refused.size).toBe(1);
  });

  it("lets one of a higher lane take the place of the last one in the lowest, and of none in its own", async () => {
    const { come, refused } = observed({ running: 1, queued: 3 });
    await come("inside");
    await come("normal", "normal");
    await come("low 1", "low");
    await come("low 2", "low");
    await come("high 1", "high");
    expect([...refused.keys()]).toEqual(["low 2"]);
    await come("normal 2", "normal");
    expect([...refused.keys()]).toEqual(["low 2", "low 1"]);
    await come("normal 3", "normal");
    await come("low 3", "low");
    expect([...refused.keys()]).toEqual(["low 2", "low 1", "normal 3", "low 3"]);
    await come("high 2", "high");
    expect([...refused.keys()].at(-1)).toBe("normal 2");
    for (const error of refused.values()) expect(error).toMatchObject({ code: "queue-full", status: 503 });
  });

  it("lets one wait as long as it says and no longer, and leaves no timer behind", async () => {
    const { come, leave, clock, inside, refused } = observed({ running: 1, queued: 9, queueMs: 100 });
    await come("inside");
    await come("in time");
    clock.advance(99);
    await leave("inside");
    expect(inside).toEqual(["in time"]);
    expect(clock.waiting).toBe(0);
    await come("too late");
    clock.advance(99);
    expect(refused.size).toBe(0);
    clock.advance(1);
    await come("another");
    expect(refused.get("too late")).toMatchObject({ code: "queue-timeout", headers: { "retry-after": "1" } });
    await leave("in time");
    expect(inside).toEqual(["another"]);
  });

  it("lets nobody in who has left", async () => {
    const { come, leave, inside, refused, gate } = observed({ running: 1, queued: 9 });
    const abort = new AbortController();
    await come("inside");
    await come("leaves", "high", abort.signal);
    await come("stays");
    abort.abort(new Error("left"));
    await leave("inside");
    expect([inside, [...refused.keys()], gate.queued]).toEqual([["stays"], ["leaves"], 0]);
  });

  it("never lets more in than it may, keeps every promise, and forgets nobody, whatever comes and goes", async () => {
    type Step = { come: Priority } | { leave: number } | { abort: number };
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 3, arbitrary: fc.record({ come: fc.constantFrom(...priorities) }) },
      { weight: 2, arbitrary: fc.record({ leave: fc.nat(20) }) },
      fc.record({ abort: fc.nat(50) }),
    );
    const limits = fc.record({ running: fc.integer({ min: 1, max: 4 }), queued: fc.integer({ min: 0, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async (given, steps) => {
        const { gate, come, leave, inside, refused } = observed(given);
        const aborts: AbortController[] = [];
        let left = 0;
        for (const one of steps) {
          if ("come" in one) {
            const abort = new AbortController();
            aborts.push(abort);
            await come(`${one.come} ${aborts.length}`, one.come, abort.signal);
          } else if ("leave" in one) {
            const name = inside[one.leave % Math.max(1, inside.length)];
            if (name !== undefined) {
              left += 1;
              await leave(name);
            }
          } else aborts[one.abort % Math.max(1, aborts.length)]?.abort(new Error("left"));
          await new Promise(setImmediate);
          expect(gate.running).toBe(inside.length);
          expect(gate.running).toBeLessThanOrEqual(given.running);
          expect(gate.queued).toBeLessThanOrEqual(given.queued);
          expect(inside.length + left + refused.size + gate.queued).toBe(aborts.length);
          const low = inside.filter((name) => name.startsWith("low")).length;
          expect(low).toBeLessThanOrEqual(Math.max(1, Math.floor(given.running * 0.75)));
        }
        for (let turn = 0; turn < 100 && inside.length > 0; turn += 1) await leave(inside[0] ?? "");
        expect([gate.running, gate.queued]).toEqual([0, 0]);
      }),
      { numRuns: Number(process.env["MLOPS_RUNS"] ?? 100) },
    );
  });
});
