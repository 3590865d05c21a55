import { describe, expect, it } from "vitest";
import { findSecret, secretEntry } from "../src/auth/secrets.ts";
import { tokenOf } from "./auth-support.ts";

const runs = process.env["MLOPS_RUNS"];
const pairs = 10_000;

/** The value of Welch's t for two samples, without their slowest tenth: those were interrupted. */
function welch(samples: readonly number[][]): number {
  const [one, two] = samples.map((sample) => {
    const kept = sample.toSorted((left, right) => left - right).slice(0, Math.floor(sample.length * 0.9));
    const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
    const variance = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (kept.length - 1);
    return { mean, error: variance / kept.length };
  });
  if (one === undefined || two === undefined) throw new Error("two samples are needed");
  return (one.mean - two.mean) / Math.sqrt(one.error + two.error);
}

/** The times of two ways to look up, taken in turns, in nanoseconds. */
function timesOf(lookUp: (index: number) => unknown): number[][] {
  const samples: number[][] = [[], []];
  for (let count = 0; count < 2 * pairs + 2_000; count += 1) {
    const which = Math.random() < 0.5 ? 0 : 1;
    const startedAt = process.hrtime.bigint();
    lookUp(which);
    const time = Number(process.hrtime.bigint() - startedAt);
    // The first ones run before the code is compiled.
    if (count >= 2_000) samples[which]?.push(time);
  }
  return samples;
}

it("a secret is kept as a digest, and digests have one length", () => {
  const lengths = ["x".repeat(3), "yz".repeat(500)].map((end) => {
    return secretEntry("it", tokenOf("a") + end, { id: "a" }).digest.length;
  });
  expect(lengths).toEqual([32, 32]);
});

/** A measurement: only `pnpm test:long` has the quiet and the time for it. */
const measure = runs === undefined ? (): void => {} : describe;

measure("looking up a secret", () => {
  const token = Array.from({ length: 20 }, (_, index) => tokenOf(String(index))).join("");
  const other = (character: string | undefined): string => (character === "A" ? "B" : "A");
  const wrong = [other(token[0]) + token.slice(1), token.slice(0, -1) + other(token.at(-1))];

  it("takes as long for a wrong first character as for a wrong last one", () => {
    const entries = [secretEntry("it", token, { id: "a" })];
    expect(Math.abs(welch(timesOf((index) => findSecret(entries, wrong[index] ?? ""))))).toBeLessThan(4.5);
  });

  it("takes as long for the first of many secrets as for the last", () => {
    const names = Array.from({ length: 20 }, (_, index) => `entry ${index}`);
    const entries = names.map((name) => secretEntry("it", tokenOf(name), { id: "a" }));
    const secrets = [tokenOf("entry 0"), tokenOf("entry 19")];
    expect(Math.abs(welch(timesOf((index) => findSecret(entries, secrets[index] ?? ""))))).toBeLessThan(4.5);
  });

  it("would be seen to take longer if characters were compared one after the other", () => {
    const compare = (text: string): boolean => {
      for (let index = 0; index < token.length; index += 1) if (text[index] !== token[index]) return false;
      return true;
    };
    expect(Math.abs(welch(timesOf((index) => compare(wrong[index] ?? ""))))).toBeGreaterThan(4.5);
  });
});
