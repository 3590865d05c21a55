import { performance } from "node:perf_hooks";
import { run } from "./run.mjs";

/**
 * One check of the workspace.
 *
 * @typedef {object} Gate
 * @property {string} name
 * @property {() => Promise<Outcome>} check
 *
 * @typedef {object} Outcome
 * @property {string[]} faults Everything that is wrong; empty when the gate passes.
 * @property {string} [note] A few words for the summary line.
 */

/** A gate that runs one command: what it prints is the fault when it does not end with 0. */
export function commandGate(name, command, args) {
  return {
    name,
    async check() {
      const { code, output } = await run(command, args);
      return { faults: code === 0 ? [] : [output.trim()] };
    },
  };
}

/**
 * Runs gates one after the other, prints the faults of each as it ends and one line per gate at the end.
 *
 * @param {readonly Gate[]} gates
 * @returns Whether all have passed.
 */
export async function runGates(gates) {
  const lines = [];
  let isGood = true;
  const started = performance.now();
  const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;
  for (const { name, check } of gates) {
    const begun = performance.now();
    const { faults, note = "" } = await check().catch((error) => ({ faults: [String(error.stack ?? error)] }));
    for (const fault of faults) console.error(`\n== ${name}\n${fault}`);
    if (faults.length > 0) isGood = false;
    const verdict = faults.length === 0 ? "ok  " : "FAIL";
    const line = `${verdict} ${name.padEnd(12)} ${seconds(begun)}  ${faults.length === 0 ? note : `${faults.length} faults`}`;
    lines.push(line.trimEnd());
    console.log(line.trimEnd());
  }
  if (!isGood) console.log(`\n${lines.join("\n")}`);
  console.log(`     ${"all gates".padEnd(12)} ${seconds(started)}`);
  return isGood;
}
