import { describe, expect, it } from "vitest";
import { createFakeClock } from "@mlops/serve/testing";
import { LoadMeter } from "../src/core/runtime/load-meter.ts";

/** A meter whose event loop turns when the test says so. */
function metered(limitMs: number): {
  meter: LoadMeter;
  clock: ReturnType<typeof createFakeClock>;
  turn: (ms: number) => void;
} {
  const clock = createFakeClock();
  const waiting: (() => void)[] = [];
  const meter = new LoadMeter(clock, limitMs, (callback) => waiting.push(callback));
  return {
    meter,
    clock,
    turn(ms) {
      clock.advance(ms);
      for (const callback of waiting.splice(0)) callback();
    },
  };
}

describe("a meter of the event loop's lag", () => {
  it.each([
    ["low", 100],
    ["normal", 200],
    ["high", 500],
  ] as const)("refuses the lane %s over %i times a limit of 100, and not at it", (lane, limit) => {
    const { meter, turn } = metered(100);
    meter.refuses(lane, 1);
    turn(limit);
    expect(meter.refuses(lane, 1)).toBe(false);
    turn(limit + 1);
    expect(meter.refuses(lane, 1)).toBe(true);
  });

  it("never refuses a request that is alone", () => {
    const { meter, turn } = metered(100);
    meter.refuses("low", 0);
    turn(60_000);
    expect([meter.refuses("low", 0), meter.refuses("low", 1)]).toEqual([false, true]);
  });

  it("sees a turn that has not ended yet", () => {
    const { meter, clock } = metered(100);
    meter.refuses("low", 1);
    clock.advance(101);
    expect(meter.refuses("low", 1)).toBe(true);
  });

  it("forgets: half of it in a quarter of a second", () => {
    const { meter, clock, turn } = metered(100);
    meter.refuses("low", 1);
    turn(400);
    expect(meter.lagMs).toBe(400);
    clock.advance(250);
    expect(meter.lagMs).toBe(200);
    clock.advance(251);
    expect(meter.refuses("low", 1)).toBe(false);
  });

  it("has one measurement under way at most, and none while nobody asks", () => {
    const clock = createFakeClock();
    let begun = 0;
    const meter = new LoadMeter(clock, 100, () => (begun += 1));
    for (let index = 0; index < 1000; index += 1) meter.refuses("normal", 5);
    expect(begun).toBe(1);
  });

  it("refuses nobody and measures nothing with a limit of 0", () => {
    const clock = createFakeClock();
    const meter = new LoadMeter(clock, 0, () => {
      throw new Error("measured");
    });
    expect(meter.refuses("low", 1000)).toBe(false);
  });

  it("spreads the times after which the refused are to return", () => {
    const { meter, turn } = metered(100);
    meter.refuses("low", 1);
    turn(1500);
    const times = Array.from({ length: 6 }, () => meter.refusal().headers?.["retry-after"]);
    expect(new Set(times)).toEqual(new Set(["2", "3", "4"]));
  });
});
