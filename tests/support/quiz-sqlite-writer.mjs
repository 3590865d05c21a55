// Appends to one attempt in a SQLite file, from the built package, and prints what was confirmed.
//
//   node quiz-sqlite-writer.mjs batches <file> <seed>   appends batches of 1 to 8 events until it is killed
//   node quiz-sqlite-writer.mjs race <file> <end>       tries to append one event at a time until the log has <end>

import { setTimeout as delay } from "node:timers/promises";
import { sqliteStore } from "@mlops/quiz/stores/sqlite";

const [mode, path, number] = process.argv.slice(2);
const attemptId = "a";
const at = 1_700_000_000_000;
const say = (line) => process.stdout.write(`${line}\n`);
const answered = (seq, response) => ({
  type: "answered",
  seq,
  at,
  questionId: "q1",
  questionVersion: "v1",
  response,
});

const store = await sqliteStore({ path, busyTimeoutMs: 60_000 });
await (mode === "batches" ? writeBatches(Number(number)) : race(Number(number)));

async function writeBatches(seed) {
  let { length: version } = await store.load(attemptId);
  for (let state = seed; ; state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) {
    const size = version === 0 ? 1 : 1 + (state >>> 29);
    // The filling makes a batch longer than a page, so that it is half written for longer.
    const events = Array.from({ length: size }, (_, index) =>
      answered(version + index, { first: version, size, filling: "x".repeat(state >>> 20) }),
    );
    if (version === 0) {
      const rules = {};
      const questions = [{ id: "q1", version: "v1" }];
      const names = { attemptId, quizId: "quiz", quizVersion: "1", learnerId: "ada", seed: "s" };
      events[0] = { type: "started", seq: 0, at, ...names, number: 1, rules, questions };
    }
    const result = await store.append(attemptId, version, events);
    if (result.type !== "appended") throw new Error(`Expected no conflict at ${version}, found ${result.version}`);
    version = result.version;
    say(version);
  }
}

async function race(end) {
  say("ready");
  let version = 0;
  while (version === 0) {
    await delay(1);
    version = (await store.load(attemptId)).length;
  }
  let conflicts = 0;
  while (version < end) {
    const result = await store.append(attemptId, version, [answered(version, process.pid)]);
    if (result.type === "appended") say(`won ${version}`);
    else conflicts += 1;
    version = result.version;
  }
  say(`conflicts ${conflicts}`);
  await store.close();
}
