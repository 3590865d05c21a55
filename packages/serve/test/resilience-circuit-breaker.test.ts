import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { CircuitBreaker } from "../src/core/resilience/circuit-breaker.ts";
import type { Admission, CallOutcome, CircuitOptions, CircuitState } from "../src/core/resilience/circuit-breaker.ts";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };
vi.setConfig({ testTimeout: process.env["MLOPS_RUNS"] === undefined ? 60_000 : 7_200_000 });
const hour = 3_600_000;

const options: fc.Arbitrary<CircuitOptions> = fc.record({
  windowMs: fc.constantFrom(10, 1_000, 10_000),
  minimumCalls: fc.integer({ min: 1, max: 6 }),
  failureRate: fc.constantFrom(0.01, 0.25, 0.5, 0.75, 1),
  openMs: fc.constantFrom(1, 500, 2_000),
});

/** A step in the life of a circuit: a call is asked for, one that was let in ends, or time goes by, perhaps wrongly. */
type Step =
  | { readonly kind: "admit" }
  | { readonly kind: "settle"; readonly place: number; readonly outcome: CallOutcome }
  | { readonly kind: "wait"; readonly milliseconds: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>({ kind: "admit" }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("settle" as const),
        place: fc.nat(20),
        outcome: fc.constantFrom<CallOutcome>("ok", "failed", "failed", "ignored"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("wait" as const),
        milliseconds: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.constantFrom(hour, -hour, -1)),
      }),
    },
  ),
  { maxLength: 120, size: "max" },
);

/** The circuit as one would write it down without thinking of what it costs. */
class Plain {
  state: CircuitState = "closed";
  now = 0;
  openedAt = 0;
  ended: { readonly slice: number; readonly failed: boolean }[] = [];
  /** The calls that were let in since the last change of state, and have not ended. */
  live = new Set<number>();
  readonly rules: CircuitOptions;

  constructor(rules: CircuitOptions) {
    this.rules = rules;
  }

  become(state: CircuitState): void {
    this.state = state;
    this.openedAt = this.now;
    this.ended = [];
    this.live = new Set();
  }

  admit(id: number): boolean {
    if (this.state === "open") {
      this.openedAt = Math.min(this.openedAt, this.now);
      if (this.now < this.openedAt + this.rules.openMs) return false;
      this.become("half-open");
    }
    if (this.state === "half-open" && this.live.size > 0) return false;
    this.live.add(id);
    return true;
  }

  settle(id: number, outcome: CallOutcome): void {
    if (!this.live.delete(id)) return;
    if (this.state === "half-open") {
      if (outcome !== "ignored") this.become(outcome === "ok" ? "closed" : "open");
    } else if (outcome !== "ignored") {
      const slice = Math.floor((this.now * 10) / this.rules.windowMs);
      this.ended = this.ended.filter((one) => one.slice > slice - 10 && one.slice <= slice);
      this.ended.push({ slice, failed: outcome === "failed" });
      const { minimumCalls, failureRate } = this.rules;
      const failed = this.ended.filter((one) => one.failed).length;
      const isBad = this.ended.length >= minimumCalls && failed >= failureRate * this.ended.length;
      if (isBad && outcome === "failed") this.become("open");
    }
  }
}

/** Runs the steps, holding the circuit to the plain one after each, and calls back. */
function live(
  rules: CircuitOptions,
  list: readonly Step[],
  look: (breaker: CircuitBreaker, plain: Plain, admission: Admission | undefined) => void = () => {},
): { breaker: CircuitBreaker; plain: Plain; advance: (milliseconds: number) => void } {
  const plain = new Plain(rules);
  const breaker = new CircuitBreaker(rules, { now: () => plain.now });
  const open: { readonly id: number; settle(outcome: CallOutcome): void }[] = [];
  let calls = 0;
  for (const step of list) {
    let admission: Admission | undefined;
    if (step.kind === "wait") plain.now += step.milliseconds;
    else if (step.kind === "admit") {
      const id = (calls += 1);
      const asked = breaker.admit();
      expect(asked.isAllowed).toBe(plain.admit(id));
      if (asked.isAllowed) {
        open.push({
          id,
          settle(outcome) {
            asked.settle(outcome);
          },
        });
      }
      admission = asked;
    } else {
      // A call may end twice by mistake; only the first end counts.
      const one = open[step.place % Math.max(1, open.length)];
      one?.settle(step.outcome);
      if (one !== undefined) plain.settle(one.id, step.outcome);
    }
    expect(breaker.state).toBe(plain.state);
    look(breaker, plain, admission);
  }
  return {
    breaker,
    plain,
    advance(milliseconds) {
      plain.now += milliseconds;
    },
  };
}

describe("the circuit breaker", () => {
  it("does what a plain list of calls says, whatever the clock does", () => {
    fc.assert(
      fc.property(options, steps, (rules, list) => {
        live(rules, list);
      }),
      runs,
    );
  });

  it("lets exactly one call through at a time while it is half-open", () => {
    let probes = 0;
    fc.assert(
      fc.property(options, steps, (rules, list) => {
        live(rules, list, (breaker, plain, admission) => {
          if (breaker.state !== "half-open") return;
          expect(plain.live.size).toBeLessThanOrEqual(1);
          if (admission?.isAllowed === true) probes += 1;
        });
      }),
      runs,
    );
    expect(probes).toBeGreaterThan(100);
  });

  it("tells the truth about when to come back: a call at that time is let in, one before is not", () => {
    let refusals = 0;
    fc.assert(
      fc.property(options, steps, (rules, list) => {
        live(rules, list, (breaker, plain, admission) => {
          if (admission?.isAllowed !== false || breaker.state !== "open") return;
          refusals += 1;
          const { now } = plain;
          plain.now = now + admission.retryAfterMs - 1;
          expect(breaker.refusesForMs).toBe(1);
          plain.now += 1;
          expect(breaker.refusesForMs).toBe(0);
          plain.now = now;
        });
      }),
      runs,
    );
    expect(refusals).toBeGreaterThan(100);
  });

  it("never refuses for longer than openMs, also when the clock went an hour back", () => {
    fc.assert(
      fc.property(options, steps, (rules, list) => {
        live(rules, list, (breaker, plain) => {
          // Looking takes note of a clock that went back; the plain one does so when a call is asked for.
          if (breaker.state === "open") plain.openedAt = Math.min(plain.openedAt, plain.now);
          expect(breaker.refusesForMs).toBeLessThanOrEqual(rules.openMs);
        });
      }),
      runs,
    );
  });

  it("closes again with one good call after openMs, whatever happened before", () => {
    fc.assert(
      fc.property(options, steps, (rules, list) => {
        const { breaker, plain, advance } = live(rules, list);
        if (plain.state !== "open") return;
        // The first look takes note of a clock that went back.
        expect(breaker.refusesForMs).toBeLessThanOrEqual(rules.openMs);
        advance(rules.openMs);
        const probe = breaker.admit();
        expect(breaker.state).toBe("half-open");
        if (probe.isAllowed) probe.settle("ok");
        expect([probe.isAllowed, breaker.state]).toEqual([true, "closed"]);
      }),
      runs,
    );
  });

  it("opens at the share and the number of failures that it is told, not one before", () => {
    const rules = { windowMs: 1_000, minimumCalls: 4, failureRate: 0.5, openMs: 100 };
    const after = (...outcomes: readonly CallOutcome[]): CircuitState => {
      const breaker = new CircuitBreaker(rules, { now: () => 0 });
      for (const outcome of outcomes) {
        const call = breaker.admit();
        if (call.isAllowed) call.settle(outcome);
      }
      return breaker.state;
    };
    expect(after("failed", "failed", "failed")).toBe("closed");
    expect(after("failed", "failed", "failed", "failed")).toBe("open");
    expect(after("ok", "ok", "ok", "failed")).toBe("closed");
    expect(after("ok", "ok", "ok", "failed", "failed")).toBe("closed");
    expect(after("ok", "ok", "ok", "failed", "failed", "failed")).toBe("open");
    expect(after("failed", "failed", "failed", "ignored")).toBe("closed");
  });

  it("forgets calls after the window, not before", () => {
    let now = 0;
    const rules = { windowMs: 1_000, minimumCalls: 2, failureRate: 1, openMs: 100 };
    const fail = (breaker: CircuitBreaker): void => {
      const call = breaker.admit();
      if (call.isAllowed) call.settle("failed");
    };
    for (const [later, state] of [
      [999, "open"],
      [1_000, "closed"],
    ] as const) {
      now = 0;
      const breaker = new CircuitBreaker(rules, { now: () => now });
      fail(breaker);
      now = later;
      fail(breaker);
      expect(breaker.state).toBe(state);
    }
  });
});
