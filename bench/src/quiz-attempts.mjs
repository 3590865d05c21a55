import { decide, foldAttempt, parseEvents, parseLogText, replay, startAttempt } from "@mlops/quiz/attempts";
import { race } from "./measure.mjs";

/** Everything about logs of attempts, as rows of a table. */
export async function attemptRows() {
  const rows = [];
  const add = (what, value, goal, isMet, note = "") => rows.push({ what, value, goal, isMet, note });
  const milliseconds = (time) => `${time.toFixed(2)} ms`;

  const events = logOf(quizOf(20), 10_000);
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  const read = JSON.parse(JSON.stringify(events));
  const before = process.cpuUsage();
  parseEvents(read);
  const { user, system } = process.cpuUsage(before);
  const log = race(
    {
      fold: () => right(foldAttempt(events)),
      parse: () => right(parseEvents(read)),
      json: () => text.trimEnd().split("\n").map(JSON.parse),
      text: () => right(parseLogText(text)),
    },
    { rounds: 7 },
  );
  add("fold of 10,000 events", milliseconds(log.fold), "< 20 ms", log.fold < 20, "20 questions, answers and tries");
  add(
    "parseEvents of the same",
    milliseconds(log.parse),
    "< 20 ms",
    log.parse < 20,
    `the first call in a process takes ${milliseconds((user + system) / 1000)} of processor time`,
  );
  const times = log.text / log.json;
  const note = `time relative to JSON.parse of its lines; ${milliseconds(log.text)} for ${(text.length / 1e6).toFixed(1)} MB`;
  add("parseLogText of the same", `${times.toFixed(2)} ×`, "≤ 3 ×", times <= 3, note);

  // What grows with the square of its input would be nine times as slow for each, or more.
  const spread = (what, unit, sizes, prepare) => {
    const runs = Object.fromEntries(sizes.map((size) => [size, prepare(size)]));
    const found = race(runs, { rounds: 5, least: 60 });
    const per = sizes.map((size) => found[size] / size);
    const growth = per.at(-1) / per[0];
    const largest = sizes.at(-1);
    const about = `time per ${unit}, most to fewest; ${milliseconds(found[largest])} for ${largest.toLocaleString("en")}`;
    add(what, `${growth.toFixed(2)} ×`, "≤ 4 ×", growth <= 4, about);
  };
  spread("fold, 10,000 to 90,000 events", "event", [10_000, 90_000], (count) => {
    const many = logOf(quizOf(1_000), count);
    return () => right(foldAttempt(many));
  });
  spread("an answer, 100 to 1,000 questions", "question", [100, 1_000], (count) => {
    const quiz = quizOf(count);
    const state = right(foldAttempt(logOf(quiz, 2 * count))).state;
    const command = { type: "answer", questionId: `q-${count - 1}`, response: "c" };
    return () => right(decide(quiz, state, command, state.lastAt));
  });
  spread("handing in, 100 to 1,000 questions", "question", [100, 1_000], (count) => {
    const quiz = quizOf(count);
    const state = right(foldAttempt(logOf(quiz, 2 * count))).state;
    return () => right(decide(quiz, state, { type: "finish" }, state.lastAt));
  });
  spread("handing in, 1,000 to 40,000 tries at one question", "try", [1_000, 40_000], (count) => {
    const quiz = quizOf(1);
    const state = right(foldAttempt(logOf(quiz, 2 * count + 1))).state;
    return () => right(decide(quiz, state, { type: "finish" }, state.lastAt));
  });
  spread("grading again, 100 to 1,000 questions of other versions", "question", [100, 1_000], (count) => {
    const quiz = quizOf(count);
    const open = logOf(quiz, 4 * count + 1);
    const { state } = right(foldAttempt(open));
    const done = [...open, ...decide(quiz, state, { type: "finish" }, state.lastAt).events];
    const other = quizOf(count, "v2");
    return () => right(replay(done, other, state.lastAt));
  });
  return rows;
}

/** What came of something that has to go well. */
function right(result) {
  const wrong = result.fault ?? result.refused;
  if (wrong !== undefined) throw new Error(wrong.message);
  return result;
}

function quizOf(count, version = "v1") {
  const options = ["a", "b", "c", "d"].map((id) => ({ id }));
  const question = (index) => ({
    type: "choice",
    id: `q-${index}`,
    version,
    points: 1,
    options,
    key: { correct: "a" },
  });
  return { id: "quiz", questions: Array.from({ length: count }, (_, index) => question(index)) };
}

/** An attempt in which every question is answered and handed in over and over, in turn. */
function logOf(quiz, count) {
  const rules = { attemptPolicy: { type: "adaptive" } };
  const start = { attemptId: "attempt", learnerId: "learner", seed: "seed", rules };
  const events = [...right(startAttempt(quiz, start, 1e12)).events];
  for (let seq = 1; seq < count; seq += 1) {
    const round = (seq - 1) >> 1;
    const { id: questionId, version: questionVersion } = quiz.questions[round % quiz.questions.length];
    const common = { seq, at: 1e12 + seq, questionId };
    const response = "bcd"[round % 3];
    events.push(
      seq % 2 === 1 ? { type: "answered", ...common, questionVersion, response } : { type: "submitted", ...common },
    );
  }
  return events;
}
