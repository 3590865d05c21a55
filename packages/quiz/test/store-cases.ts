import { appendWithRetry, StoreError } from "@mlops/quiz/stores/memory";
import type { AppendResult, AttemptStore, AttemptSummary } from "@mlops/quiz/stores/memory";
import type { AttemptEvent } from "@mlops/quiz/attempts";
import { answered, answers, everyEvent, started } from "./store-events.ts";

/** One promise of the port. Rejects when the store, which is empty at first, does not keep it. Runs in Node and in pages. */
export interface StoreCase {
  readonly title: string;
  /** Whether it stores so much that it takes a browser most of a minute. */
  readonly isLarge?: true;
  readonly run: (store: AttemptStore) => Promise<void>;
}

/** Compares as JSON, so also the order of fields: what is stored comes back byte for byte. */
function same(actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`Expected ${wanted?.slice(0, 2000)}, received ${found?.slice(0, 2000)}`);
}

/** The code of the `StoreError` that something fails with. */
export async function codeOf(doing: Promise<unknown>): Promise<string> {
  try {
    return `no error but ${JSON.stringify(await doing)}`;
  } catch (error) {
    return error instanceof StoreError ? error.code : String(error);
  }
}

const appended = (version: number): AppendResult => ({ type: "appended", version });
const conflict = (version: number): AppendResult => ({ type: "conflict", version });

/** Ids that are easily taken for something else. */
const oddIds = [
  "🦀 é e\u0301 \u202e \u2028",
  "'; DROP TABLE events; --",
  '"[]\\',
  "%_*?",
  "__proto__",
  "constructor",
  "0",
  "a",
  "A",
  " a",
  "\u0001\t\n",
  "x".repeat(128),
  "🦀".repeat(64),
];

export const storeCases: readonly StoreCase[] = [
  {
    title: "loads an attempt that there is not as no events",
    async run(store) {
      for (const id of ["a", "", "\0", "\ud800", ...oddIds]) same(await store.load(id), []);
      same(await store.list({}), []);
    },
  },
  {
    title: "gives back every type of event as it was, byte for byte",
    async run(store) {
      same(await store.append("every", 0, everyEvent), appended(everyEvent.length));
      const loaded = await store.load("every");
      for (const [index, event] of everyEvent.entries()) same(loaded[index], event);
      same(loaded.length, everyEvent.length);
    },
  },
  {
    title: "appends to a log and says how long it is",
    async run(store) {
      same(await store.append("a", 0, [started("a")]), appended(1));
      same(await store.append("a", 1, [answered(1), answered(2)]), appended(3));
      same(await store.append("a", 3, []), appended(3));
      same(await store.load("a"), [started("a"), answered(1), answered(2)]);
    },
  },
  {
    title: "leaves no trace of nothing that is added to nothing",
    async run(store) {
      same(await store.append("a", 0, []), appended(0));
      same([await store.load("a"), await store.list({})], [[], []]);
    },
  },
  {
    title: "writes nothing when another version was expected",
    async run(store) {
      same(await store.append("none", 2, [answered(2)]), conflict(0));
      same(await store.append("none", 1, []), conflict(0));
      await store.append("a", 0, [started("a"), answered(1)]);
      same(await store.append("a", 1, [answered(1, "other"), answered(2)]), conflict(2));
      same(await store.append("a", 3, [answered(3)]), conflict(2));
      same(await store.append("a", 0, [started("a")]), conflict(2));
      same(await store.append("a", 0, []), conflict(2));
      same(await store.load("a"), [started("a"), answered(1)]);
      same((await store.list({})).length, 1);
    },
  },
  {
    title: "lets one of a hundred appends at once through",
    async run(store) {
      await store.append("a", 0, [started("a")]);
      const results = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          store.append("a", 1, [answered(1, `${index}`), answered(2, `${index}`)]),
        ),
      );
      same(
        results.filter(({ type }) => type === "appended"),
        [appended(3)],
      );
      same(new Set(results.map((result) => JSON.stringify(result))).size, 2);
      const winner = results.findIndex(({ type }) => type === "appended");
      same(await store.load("a"), [started("a"), answered(1, `${winner}`), answered(2, `${winner}`)]);
    },
  },
  {
    title: "gives a number of a learner at a quiz to one of two attempts at once",
    async run(store) {
      const place = { learnerId: "ada", quizId: "q", number: 2 };
      const results = await Promise.all(["a", "b"].map((id) => store.append(id, 0, [started(id, place)])));
      same(results.map(({ type }) => type).toSorted(), ["appended", "conflict"]);
      same(
        results.find(({ type }) => type === "conflict"),
        conflict(0),
      );
      const [only, ...others] = await store.list({});
      same(others, []);
      const loser = only?.attemptId === "a" ? "b" : "a";
      same(await store.load(loser), []);
      // Any other number, learner or quiz is free.
      same(await store.append(loser, 0, [started(loser, { ...place, number: 1 })]), appended(1));
      same(await store.append("c", 0, [started("c", { ...place, learnerId: "bob" })]), appended(1));
      same(await store.append("d", 0, [started("d", { ...place, quizId: "r" })]), appended(1));
    },
  },
  {
    title: "does not take two places for one because their names run together",
    async run(store) {
      const places = [
        ["a", "bc"],
        ["ab", "c"],
        ["a,b", "c"],
        ["a", "b,c"],
        ['a","b', "c"],
        ["a", 'b","c'],
      ] as const;
      for (const [learnerId, quizId] of places) {
        const id = JSON.stringify([learnerId, quizId]);
        same(await store.append(id, 0, [started(id, { learnerId, quizId })]), appended(1));
      }
      same((await store.list({})).length, places.length);
    },
  },
  {
    title: "stores a batch whole or not at all",
    async run(store) {
      await store.append("a", 0, [started("a")]);
      const gap = [answered(1), answered(2), answered(4)];
      same(await codeOf(store.append("a", 1, gap)), "events-invalid");
      same(await store.load("a"), [started("a")]);
      same(await codeOf(store.append("b", 0, [started("b"), answered(2)])), "events-invalid");
      same([await store.load("b"), (await store.list({})).length], [[], 1]);
    },
  },
  {
    title: "refuses events that are not of one attempt in order",
    async run(store) {
      await store.append("a", 0, [started("a")]);
      const one = { ...answered(1), type: "other" } as unknown as AttemptEvent;
      const batches: readonly (readonly [string, number, readonly unknown[]])[] = [
        ["b", 0, [started("a", { learnerId: "b" })]],
        ["b", 0, [answered(0)]],
        ["b", 0, [started("b", { seq: 1 })]],
        ["b", 0, [started("b"), started("b", { seq: 1 })]],
        ["a", 1, [started("a", { seq: 1 })]],
        ["a", 1, [answered(0)]],
        ["a", 1, [answered(2)]],
        ["a", 1, [answered(1), answered(1)]],
        ["a", 1, [one]],
        ["a", 1, [null]],
        ["a", 1, [{ ...answered(1), at: -1 }]],
        ["a", 1, [{ ...answered(1), at: 1.5 }]],
        ["a", 1, [{ ...answered(1), response: undefined }]],
        ["a", 1, [{ ...answered(1), response: [Infinity] }]],
        ["a", 1, [{ ...answered(1), response: new Date(0) }]],
        ["a", -1, [answered(-1)]],
        ["a", 0.5, [answered(0.5)]],
        ["\0", 0, [started("\0")]],
        ["", 0, [started("")]],
        ["\ud800", 0, [started("\ud800")]],
        ["b", 0, [started("b", { learnerId: "\udc00" })]],
        ["b", 0, [started("b", { quizId: "x\ud83d" })]],
        ["x".repeat(129), 0, [started("x".repeat(129))]],
      ];
      for (const [index, [id, version, events]] of batches.entries()) {
        same([index, await codeOf(store.append(id, version, events as AttemptEvent[]))], [index, "events-invalid"]);
      }
      same([await store.load("a"), (await store.list({})).length], [[started("a")], 1]);
    },
  },
  {
    title: "keeps attempts with odd ids apart",
    async run(store) {
      for (const id of oddIds)
        same(await store.append(id, 0, [started(id, { learnerId: id, quizId: id })]), appended(1));
      for (const id of oddIds) same(await store.append(id, 1, [answered(1, id)]), appended(2));
      for (const id of oddIds) {
        same(await store.load(id), [started(id, { learnerId: id, quizId: id }), answered(1, id)]);
        same(
          (await store.list({ learnerId: id, quizId: id })).map(({ attemptId }) => attemptId),
          [id],
        );
      }
      same((await store.list({})).length, oddIds.length);
      // The nearest text that is Unicode must not stand in for one that is none.
      await store.append("\ufffd", 0, [started("\ufffd", { learnerId: "\ufffd" })]);
      same([await store.load("\ud800"), await store.list({ learnerId: "\ud800" })], [[], []]);
      same([await store.load("a\0b"), await store.list({ quizId: "a\0b" })], [[], []]);
    },
  },
  {
    title: "lists what fits, the oldest first, then by id",
    async run(store) {
      const attempts: readonly (readonly [string, string, string, number])[] = [
        ["late", "ada", "q1", 3000],
        ["b", "bob", "q1", 1000],
        ["\uffff", "ada", "q2", 1000],
        ["🦀", "cy", "q2", 1000],
        ["B", "bob", "q2", 1000],
        ["early", "ada", "q3", 0],
      ];
      for (const [id, learnerId, quizId, at] of attempts) {
        await store.append(id, 0, [started(id, { learnerId, quizId, at })]);
      }
      const ids = async (filter: { learnerId?: string | undefined; quizId?: string | undefined }): Promise<string[]> =>
        (await store.list(filter)).map(({ attemptId }) => attemptId);
      // By UTF-16 code units, as JavaScript compares.
      same(await ids({}), ["early", "B", "b", "🦀", "\uffff", "late"]);
      same(await ids({ learnerId: undefined, quizId: undefined }), await ids({}));
      same(await ids({ learnerId: "ada" }), ["early", "\uffff", "late"]);
      same(await ids({ quizId: "q2" }), ["B", "🦀", "\uffff"]);
      same(await ids({ learnerId: "bob", quizId: "q2" }), ["B"]);
      same(await ids({ learnerId: "bob", quizId: "q3" }), []);
      same(await ids({ learnerId: "" }), []);
    },
  },
  {
    title: "lists version and end of an attempt as its log has them",
    async run(store) {
      const first = started("every", { learnerId: "ada", number: 7, at: 5 });
      await store.append("every", 0, [first]);
      const summary: AttemptSummary = {
        attemptId: "every",
        quizId: "quiz",
        learnerId: "ada",
        number: 7,
        startedAt: 5,
        version: 1,
        isFinished: false,
      };
      same(await store.list({}), [summary]);
      const end = everyEvent.findIndex(({ type }) => type === "finished");
      await store.append("every", 1, everyEvent.slice(1, end));
      same(await store.list({}), [{ ...summary, version: end }]);
      await store.append("every", end, everyEvent.slice(end, end + 1));
      same(await store.list({}), [{ ...summary, version: end + 1, isFinished: true }]);
      await store.append("every", end + 1, everyEvent.slice(end + 1));
      same(await store.list({}), [{ ...summary, version: everyEvent.length, isFinished: true }]);
    },
  },
  {
    title: "shares nothing with what it is given and what it gives",
    async run(store) {
      const first = started("a");
      const batch: AttemptEvent[] = [first, answered(1)];
      const appending = store.append("a", 0, batch);
      Object.assign(first, { attemptId: "changed", rules: { shuffle: true } });
      batch.pop();
      same(await appending, appended(2));
      const expected = [started("a"), answered(1)];
      const [loaded, listed] = [await store.load("a"), await store.list({})];
      same(loaded, expected);
      const copy = JSON.stringify(listed);
      Object.assign(loaded[0]?.type === "started" ? loaded[0].rules : {}, { shuffle: true });
      (loaded as AttemptEvent[]).length = 0;
      Object.assign(listed[0] ?? {}, { version: 99, learnerId: "changed" });
      same(await store.load("a"), expected);
      same(JSON.stringify(await store.list({})), copy);
    },
  },
  {
    title: "merges what two programs append to one attempt",
    async run(store) {
      await store.append("a", 0, [started("a")]);
      const one = (name: string): Promise<unknown> =>
        appendWithRetry(store, "a", (log) => [answered(log.length, name)], { maxTries: 20 });
      same(
        new Set(
          (await Promise.all(Array.from({ length: 20 }, (_, n) => one(`${n}`)))).map(
            (r) => (r as { type: string }).type,
          ),
        ).size,
        1,
      );
      const log = await store.load("a");
      const given = log.flatMap((event) => (event.type === "answered" ? [Number(event.response)] : []));
      same(
        given.toSorted((x, y) => x - y),
        Array.from({ length: 20 }, (_, n) => n),
      );
    },
  },
  {
    title: "loads ten thousand events in less than ten seconds",
    async run(store) {
      await store.append("a", 0, [started("a")]);
      for (let from = 1; from < 10_000; from += 2500) {
        const to = Math.min(from + 2500, 10_000);
        same(await store.append("a", from, answers(from, to)), appended(to));
      }
      const begin = performance.now();
      const log = await store.load("a");
      const took = performance.now() - begin;
      same([log.length, log.at(-1)], [10_000, answered(9999)]);
      if (took > 10_000) throw new Error(`took ${took} ms`);
    },
  },
  {
    title: "keeps logs of up to 100,000 events and refuses one more",
    isLarge: true,
    async run(store) {
      await store.append("a", 0, [started("a")]);
      same(await store.append("a", 1, answers(1, 99_999)), appended(99_999));
      same(await codeOf(store.append("a", 99_999, [answered(99_999), answered(100_000)])), "events-invalid");
      same(await store.append("a", 99_999, [answered(99_999)]), appended(100_000));
      same(await codeOf(store.append("a", 100_000, [answered(100_000)])), "events-invalid");
      same((await store.load("a")).length, 100_000);
    },
  },
  {
    title: "finishes what is under way when it is closed, and fails afterwards",
    async run(store) {
      const appending = store.append("a", 0, [started("a")]);
      const loading = store.load("a");
      let isDone = false;
      void appending.then(() => (isDone = true));
      await store.close();
      same([isDone, await appending], [true, appended(1)]);
      await loading;
      same(await codeOf(store.load("a")), "unavailable");
      same(await codeOf(store.append("a", 1, [answered(1)])), "unavailable");
      same(await codeOf(store.list({})), "unavailable");
      await store.close();
    },
  },
];
