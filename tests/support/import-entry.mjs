// Imports one entry in a fresh process and sends back what it exports and what it left changed.

import { setTimeout as sleep } from "node:timers/promises";
// Importing this defines a lazy property of `process`.
import "node:process";

// Reading every global once: Node defines some of them only when somebody looks.
const intrinsics = Object.getOwnPropertyNames(globalThis)
  .map((name) => [name, globalThis[name]])
  .filter(([, value]) => typeof value === "function" || (typeof value === "object" && value !== null));

/** Every own property of every global and its prototype, with its value: what a patched built-in would change. */
function look() {
  const seen = new Map();
  const own = (label, target) => {
    for (const key of Reflect.ownKeys(target)) {
      const descriptor = Object.getOwnPropertyDescriptor(target, key);
      seen.set(`${label}.${String(key)}`, descriptor?.value ?? descriptor?.get);
    }
  };
  own("globalThis", globalThis);
  for (const [name, value] of intrinsics) {
    if (value === globalThis) continue;
    own(name, value);
    if (typeof value === "function" && value.prototype) own(`${name}.prototype`, value.prototype);
  }
  own("process.env", process.env);
  return seen;
}

/** Calls that start something are counted even when what they start does not keep the process alive. */
let started = 0;
for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
  const original = globalThis[name];
  globalThis[name] = Object.assign((...values) => {
    started += 1;
    return original(...values);
  }, original);
}

const listeners = () =>
  Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));

const before = { intrinsics: look(), handles: process.getActiveResourcesInfo().toSorted(), listeners: listeners() };
const namespace = await import(process.argv[2]);
// What reading the files of the entry leaves behind is gone in a moment; a handle that stays is not.
const handles = () => process.getActiveResourcesInfo().toSorted();
for (let wait = 0; wait < 20 && String(handles()) !== String(before.handles); wait += 1)
  await sleep(10, undefined, { ref: false });
const after = { intrinsics: look(), handles: handles(), listeners: listeners() };

const changed = [...new Set([...before.intrinsics.keys(), ...after.intrinsics.keys()])].filter(
  (key) => !Object.is(before.intrinsics.get(key), after.intrinsics.get(key)),
);
const report = {
  names: Object.keys(namespace),
  changed,
  handles: [before.handles, after.handles],
  listeners: [before.listeners, after.listeners],
  started,
};
process.send(report, () => process.exit(0));
