// What the program on Node and the one in the browser both do with the packages as they were installed.
import { compileQuiz, explain, grade, gradeQuiz } from "@mlops/quiz";
import { analyse, analysisInput } from "@mlops/quiz/analysis";
import { decide, foldAttempt, parseEvents, replay, shuffle, startAttempt } from "@mlops/quiz/attempts";
import { createDeck, dueCards, ratingOf, reviewCard } from "@mlops/quiz/review";
import { split } from "@mlops/schema";

export const answers = {
  choice: "o1",
  multi: ["o1", "o3"],
  trueFalse: false,
  numeric: { value: "0.2", unit: "s" },
  text: "an  Answer",
  order: ["i2", "i1"],
  match: [
    ["l1", "r1"],
    ["l2", "r2"],
  ],
  cloze: [{ id: "port", value: "8500" }],
  tracing: { outcome: "prints", output: "1 \n2\n" },
};

const start = { line: 1, column: 1, offset: 0 };
const position = { start, end: start };
const text = (words) => ({
  markdown: words,
  nodes: [{ type: "paragraph", children: [{ type: "text", value: words }] }],
  position,
});
const question = (type, rest) => ({
  type,
  id: `q-${type}`,
  version: "1",
  prompt: text(`${type}?`),
  points: 1,
  position,
  ...rest,
});
const options = (...ids) => ids.map((id) => ({ id, content: text(`words of ${id}`) }));

export const quiz = {
  id: "quiz",
  pass: 0.5,
  questions: [
    question("choice", { options: options("o1", "o2"), key: { correct: "o1" } }),
    question("multi", { options: options("o1", "o2", "o3"), key: { correct: ["o1", "o3"] } }),
    question("trueFalse", { key: { correct: false } }),
    question("numeric", {
      units: [
        { name: "s", factor: "1" },
        { name: "ms", factor: "0.001" },
      ],
      key: { answers: [{ value: "0.3", tolerance: { kind: "absolute", amount: "0.1" } }] },
    }),
    question("text", { key: { answers: [{ pattern: "an*answer" }] } }),
    question("order", { items: options("i1", "i2"), key: { order: ["i2", "i1"] } }),
    question("match", {
      lefts: options("l1", "l2"),
      rights: options("r1", "r2", "r3"),
      key: {
        pairs: [
          ["l1", "r1"],
          ["l2", "r2"],
        ],
      },
    }),
    question("cloze", {
      prompt: text("A port: {{port: number}}"),
      gaps: [{ id: "port", kind: "number" }],
      key: { gaps: [{ id: "port", number: { value: "8500" } }] },
    }),
    question("tracing", { key: { outcome: "prints", output: "1\n2" } }),
  ],
};

const same = (one, other, what) => {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  if (left !== right) throw new Error(`${what}: expected ${right}, received ${left}`);
};
export const byId = Object.fromEntries(Object.entries(answers).map(([type, answer]) => [`q-${type}`, answer]));

/** Grades, explains, shuffles, analyses and schedules; throws when something is not as it should be. */
export function tryPurePart() {
  for (const one of quiz.questions) {
    const result = grade(one, byId[one.id]);
    same([result.status, result.points], ["correct", 1], one.id);
    same(grade(split(one), byId[one.id]), result, `${one.id} in halves`);
    same(grade(one, { odd: true }).status, "invalid", `${one.id}, answered oddly`);
  }
  same(explain(grade(quiz.questions[1], ["o1"], "edc")).includes("67 %"), true, "explain");
  same(gradeQuiz(quiz, byId).points, 9, "gradeQuiz");
  same(compileQuiz(quiz)(byId), gradeQuiz(quiz, byId), "compileQuiz");
  same(
    shuffle(options("a", "b", "c", "d"), "seed", "q")
      .map(({ id }) => id)
      .toSorted((one, other) => (one < other ? -1 : 1)),
    ["a", "b", "c", "d"],
    "shuffle",
  );

  const attempts = [byId, {}, { "q-choice": "o1", "q-multi": ["o2"] }].map((responses) => ({
    score: gradeQuiz(quiz, responses),
    responses,
  }));
  const { items, warnings } = analyse(analysisInput(quiz, attempts));
  same([items.length, warnings.length > 0], [9, true], "analysis");

  const deck = createDeck({ questions: quiz.questions });
  const at = Date.UTC(2026, 0, 5, 12);
  const rating = ratingOf({ status: "correct", fraction: 1 });
  const { deck: next } = reviewCard(deck, { cardId: "q-choice", rating, at, timeZone: "Europe/Berlin" });
  same(dueCards(next, { now: at + 1, timeZone: "Europe/Berlin" }).cards.length, 8, "due");
}

/** Takes an attempt from its start to a regrade, in a store of any kind. */
export async function tryAttempt(store) {
  const started = startAttempt(quiz, { attemptId: "attempt", learnerId: "ada", seed: "s" }, 1000);
  await store.append("attempt", 0, started.events);
  const act = async (command) => {
    const log = await store.load("attempt");
    const { state } = foldAttempt(log, quiz.id);
    const { events, refused } = decide(quiz, state, command, 2000 + log.length);
    if (refused !== undefined) throw new Error(refused.message);
    if (events.length > 0) await store.append("attempt", log.length, events);
  };
  for (const [questionId, response] of Object.entries(byId)) await act({ type: "answer", questionId, response });
  await Promise.allSettled(Array.from({ length: 20 }, () => act({ type: "finish" })));
  const log = await store.load("attempt");
  same(log.filter(({ type }) => type === "finished").length, 1, "finished once");
  same(parseEvents(JSON.parse(JSON.stringify(log))).events?.length, log.length, "parseEvents");
  const { state } = foldAttempt(log, quiz.id);
  same([state.phase, state.score.points, state.score.passed], ["finished", 9, true], "score");
  const mended = {
    ...quiz,
    questions: quiz.questions.map((one) => (one.type === "choice" ? { ...one, key: { correct: "o2" } } : one)),
  };
  const { before, after, event } = replay(log, mended, 9000);
  same([before.points, after.points], [9, 8], "regrade");
  same((await store.append("attempt", log.length, [event])).type, "appended", "append");
  await store.close();
}
