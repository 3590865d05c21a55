import type { Limits } from "../core/limits.ts";

/** What each limit is about, and how it is told. */
const rows: Readonly<Record<keyof Limits, readonly [label: string, tell: (value: number) => string]>> = {
  bodyBytes: ["Body of one row", bytes],
  batchBytes: ["Body of a batch", bytes],
  tensorBytes: ["Body with tensors", bytes],
  inflatedBytes: ["Compressed body, once inflated", (value) => (value === 0 ? "not taken" : bytes(value))],
  rows: ["Rows in a batch", count],
  tensorElements: ["Values in a tensor", count],
  jsonDepth: ["Depth of a body", count],
  jsonKeys: ["Names in an object", count],
  jsonElements: ["Items of all lists", count],
  stringLength: ["Characters of a text", count],
  reportedErrors: ["Faults that an answer lists", count],
  concurrency: ["Requests that a model works on at once", count],
  queue: ["Requests that wait for a model", count],
  queueMs: ["Waiting for a model", seconds],
  inFlight: ["Requests under way", count],
  lagMs: ["Lag of the event loop", (value) => (value === 0 ? "any" : seconds(value))],
  timeoutMs: ["Time for an answer", seconds],
};

/** The limits in words. */
export function limitRows(limits: Limits): (readonly [label: string, value: string])[] {
  return Object.entries(limits).flatMap(([name, value]) => {
    if (!isLimit(name)) return [];
    const [label, tell] = rows[name];
    return [[label, tell(value)] as const];
  });
}

function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(rows, name);
}

function seconds(milliseconds: number): string {
  return `${count(milliseconds / 1000)} s`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}

function bytes(value: number): string {
  if (value >= 1_048_576) return `${round(value / 1_048_576)} MiB`;
  return value >= 1024 ? `${round(value / 1024)} KiB` : `${value} bytes`;
}

function round(value: number): string {
  return count(Math.round(value * 100) / 100);
}
