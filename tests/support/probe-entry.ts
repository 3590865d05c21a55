import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What importing an entry did, seen from outside. */
export interface Probe {
  /** The names that the entry exports at run time, sorted. */
  names: string[];
  /** Everything that was not the same after the import as before, in words. */
  traces: string[];
}

interface Report {
  names: string[];
  changed: string[];
  handles: [string[], string[]];
  listeners: [object, object];
  started: number;
}

/** Imports an entry, by its specifier, in a fresh process of plain Node, so from the built package. */
export async function probeEntry(specifier: string): Promise<Probe> {
  const child = fork(fileURLToPath(new URL("import-entry.mjs", import.meta.url)), [specifier], {
    silent: true,
    timeout: 30_000,
    execArgv: [],
    env: { PATH: process.env["PATH"] },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (printed += String(chunk)));
  let report: Report | undefined;
  child.on("message", (message) => (report = message as Report));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (report === undefined) throw new Error(`importing ${specifier} ended with ${String(code)}: ${printed}`);

  const { names, changed, handles, listeners, started } = report;
  const isSame = (pair: [unknown, unknown]): boolean => JSON.stringify(pair[0]) === JSON.stringify(pair[1]);
  const traces = [
    ...changed.map((key) => `changed ${key}`),
    ...(isSame(handles) ? [] : [`handles ${handles[1].join()}`]),
    ...(isSame(listeners) ? [] : [`listeners ${JSON.stringify(listeners[1])}`]),
    ...(started === 0 ? [] : [`started ${started} timers`]),
    ...(printed === "" ? [] : [`printed ${printed}`]),
    ...(code === 0 ? [] : [`exit code ${String(code)}`]),
  ];
  return { names: names.toSorted(), traces };
}
