import {
  createDeck,
  dueCards,
  foldReviews,
  forecast,
  maxForecastDays,
  resetCard,
  retrievability,
  reviewCard,
  studyDay,
  studyDayBounds,
  suspendCard,
  undoReview,
} from "@mlops/quiz/review";
import type { DueOptions, Rating, ReviewDeck } from "@mlops/quiz/review";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const berlin = { timeZone: "Europe/Berlin" };
const at = (text: string): number => Date.parse(text);

const questionsOf = (...ids: readonly string[]) => ids.map((id) => ({ id }));
const ids = (deck: ReviewDeck, options: DueOptions): string[] =>
  dueCards(deck, options).cards.map(({ cardId }) => cardId);

/** Reviews one after another, in Berlin. */
function reviews(
  deck: ReviewDeck,
  list: readonly (readonly [cardId: string, rating: Rating, time: string])[],
): ReviewDeck {
  return list.reduce(
    (sum, [cardId, rating, time]) => reviewCard(sum, { cardId, rating, at: at(time), ...berlin }).deck,
    deck,
  );
}

describe("the queue", () => {
  it("has all new cards in the order of the questions at first", () => {
    const deck = createDeck({ questions: questionsOf("b", "c", "a") });
    expect(dueCards(deck, { now: at("2026-01-10T12:00Z"), ...berlin })).toEqual({
      day: "2026-01-10",
      cards: deck.cards,
      held: { reviews: 0, new: 0 },
    });
  });

  it("gives cards on a step to the millisecond", () => {
    const deck = reviews(createDeck({ questions: questionsOf("a") }), [["a", "good", "2026-01-10T12:00Z"]]);
    const due = at("2026-01-10T12:10Z");
    expect(dueCards(deck, { now: due - 1, ...berlin })).toMatchObject({ cards: [], nextStepAt: due });
    expect(ids(deck, { now: due, ...berlin })).toEqual(["a"]);
    expect(dueCards(deck, { now: due, ...berlin })).not.toHaveProperty("nextStepAt");
  });

  it("gives learnt cards from the beginning of the day on which they are due", () => {
    // Eight days after the evening of 1 March, with the change of clocks of New York in between.
    const zone = { timeZone: "America/New_York" };
    const empty = createDeck({ questions: questionsOf("a") });
    const deck = reviewCard(empty, { cardId: "a", rating: "easy", at: at("2026-03-01T23:00-05:00"), ...zone }).deck;
    expect(deck.cards[0]).toMatchObject({ dueDay: "2026-03-09", scheduledDays: 8 });
    const { from } = studyDayBounds("2026-03-09", zone);
    expect(from).toBe(at("2026-03-09T04:00-04:00"));
    expect(ids(deck, { now: from - 1, ...zone })).toEqual([]);
    expect(ids(deck, { now: from, ...zone })).toEqual(["a"]);
  });

  it("loses and repeats no day when clocks change", () => {
    const everyDay = createDeck({
      questions: questionsOf("a"),
      parameters: { maximumIntervalDays: 1, learningStepsMinutes: [] },
    });
    for (const [timeZone, first] of [
      ["Europe/Berlin", "2026-03-27T02:30Z"],
      ["Europe/Berlin", "2026-10-23T02:10Z"],
      ["America/New_York", "2026-03-06T09:01Z"],
      ["Australia/Lord_Howe", "2026-04-02T17:10Z"],
      ["Asia/Kolkata", "2026-03-27T02:30Z"],
    ] as const) {
      let deck = everyDay;
      const days: string[] = [];
      // Twice a day for a week, always at the same hours of UTC.
      for (let now = at(first); now < at(first) + 7 * day; now += 12 * hour) {
        if (!ids(deck, { now, timeZone }).includes("a")) continue;
        deck = reviewCard(deck, { cardId: "a", rating: "good", at: now, timeZone }).deck;
        days.push(studyDay(now, { timeZone }));
      }
      const firstDay = at(`${studyDay(at(first), { timeZone })}T00:00Z`);
      expect(days, timeZone).toEqual(
        Array.from({ length: days.length }, (_, index) => new Date(firstDay + index * day).toISOString().slice(0, 10)),
      );
      expect(days.length, timeZone).toBeGreaterThanOrEqual(7);
    }
  });

  it("gives a card that is due on a day that Apia left out on the next", () => {
    const zone = { timeZone: "Pacific/Apia" };
    const empty = createDeck({
      questions: questionsOf("a"),
      parameters: { maximumIntervalDays: 1, learningStepsMinutes: [] },
    });
    const deck = reviewCard(empty, { cardId: "a", rating: "good", at: at("2011-12-29T12:00-10:00"), ...zone }).deck;
    expect(deck.cards[0]).toMatchObject({ dueDay: "2011-12-30" });
    const { to } = studyDayBounds("2011-12-29", zone);
    expect(ids(deck, { now: to - 1, ...zone })).toEqual([]);
    expect(ids(deck, { now: to, ...zone })).toEqual(["a"]);
    expect(forecast(deck, { now: to - 1, days: 3, ...zone })).toEqual([
      { day: "2011-12-29", due: 0 },
      { day: "2011-12-31", due: 1 },
      { day: "2012-01-01", due: 0 },
    ]);
  });

  it("orders steps by time, learnt cards by day and by what is remembered least, and ties by id", () => {
    const empty = createDeck({ questions: questionsOf("n2", "n1", "r", "s", "t", "e", "d", "c", "b", "a") });
    const deck = reviews(empty, [
      ["a", "easy", "2026-01-01T10:00Z"],
      // Twice easy on one day is more stable, and due on a later one.
      ["c", "hard", "2026-01-01T10:00Z"],
      ["c", "easy", "2026-01-01T10:06Z"],
      ["e", "easy", "2026-01-01T11:00Z"],
      ["d", "easy", "2026-01-01T11:00Z"],
      ["b", "easy", "2026-01-02T10:00Z"],
      ["t", "again", "2026-01-20T10:00Z"],
      ["s", "again", "2026-01-20T10:00Z"],
      ["r", "again", "2026-01-20T10:01Z"],
    ]);
    const now = at("2026-01-20T12:00Z");
    const queue = dueCards(deck, { now, ...berlin }).cards;
    expect(queue.map(({ cardId }) => cardId)).toEqual(["s", "t", "r", "c", "a", "d", "e", "b", "n2", "n1"]);
    const days = queue.flatMap((card) => (card.state === "review" ? [card.dueDay] : []));
    expect(days).toEqual(["2026-01-03", "2026-01-09", "2026-01-09", "2026-01-09", "2026-01-10"]);
  });

  it("puts the less remembered first on one day", () => {
    const empty = createDeck({ questions: questionsOf("slow", "fast"), parameters: { maximumIntervalDays: 5 } });
    const deck = reviews(empty, [
      ["fast", "easy", "2026-01-01T10:00Z"],
      ["slow", "easy", "2026-01-01T10:00Z"],
      ["slow", "easy", "2026-01-01T10:00Z"],
      ["slow", "easy", "2026-01-01T10:00Z"],
    ]);
    expect(deck.cards.map((card) => (card.state === "review" ? card.dueDay : ""))).toEqual([
      "2026-01-06",
      "2026-01-06",
    ]);
    const now = at("2026-01-06T12:00Z");
    const queue = dueCards(deck, { now, ...berlin }).cards;
    expect(queue.map(({ cardId }) => cardId)).toEqual(["fast", "slow"]);
    const [least = 0, most = 0] = queue.map((card) => retrievability(card, now));
    expect(least).toBeLessThan(most);
  });

  it("leaves out suspended and unlisted cards", () => {
    const whole = reviews(createDeck({ questions: questionsOf("a", "b", "c") }), [
      ["a", "easy", "2026-01-01T10:00Z"],
      ["b", "easy", "2026-01-01T10:00Z"],
    ]);
    const deck = suspendCard(whole, { cardId: "a", at: at("2026-01-02T10:00Z") });
    const now = at("2026-02-01T10:00Z");
    expect(ids(deck.deck, { now, ...berlin })).toEqual(["b", "c"]);
    const reviewed = { type: "reviewed", at: at("2026-01-01T10:00Z"), rating: "easy", day: "2026-01-01" };
    const log = ["a", "b"].map((cardId, seq) => ({ ...reviewed, seq, cardId }));
    const smaller = foldReviews(createDeck({ questions: questionsOf("b") }), log);
    expect(ids(smaller, { now, ...berlin })).toEqual(["b"]);
    expect(forecast(smaller, { now, days: 1, ...berlin })).toEqual([{ day: "2026-02-01", due: 1 }]);
  });
});

describe("daily limits", () => {
  const now = at("2026-01-20T12:00Z");
  const names = ["a", "b", "c", "d"];
  const learnt = reviews(
    createDeck({ questions: questionsOf(...names, "n1", "n2", "n3") }),
    names.map((id) => [id, "easy", "2026-01-01T10:00Z"]),
  );
  const limits = (reviewsPerDay: number, newPerDay: number) => ({
    now,
    limits: { reviewsPerDay, newPerDay },
    ...berlin,
  });

  it("cut off learnt and new cards, each at its own", () => {
    expect(dueCards(learnt, limits(2, 1))).toMatchObject({ held: { reviews: 2, new: 2 } });
    expect(ids(learnt, limits(2, 1))).toEqual(["a", "b", "n1"]);
    expect(ids(learnt, limits(0, 0))).toEqual([]);
    expect(ids(learnt, limits(4, 3))).toHaveLength(7);
    expect(ids(learnt, limits(5, 4))).toHaveLength(7);
  });

  it("count what was done today, and only the first review of each", () => {
    const deck = reviews(learnt, [
      ["a", "again", "2026-01-20T11:00Z"],
      ["a", "good", "2026-01-20T11:10Z"],
      ["n1", "good", "2026-01-20T11:20Z"],
      ["n1", "good", "2026-01-20T11:30Z"],
    ]);
    expect(ids(deck, limits(3, 2))).toEqual(["b", "c", "n2"]);
    expect(dueCards(deck, limits(3, 2)).held).toEqual({ reviews: 1, new: 1 });
    expect(ids(deck, limits(1, 1))).toEqual([]);
    const next = dueCards(deck, { ...limits(3, 2), now: now + day });
    expect(next.cards.map(({ cardId }) => cardId)).toEqual(["b", "c", "d", "n2", "n3"]);
  });

  it("are of the study day: what is done at night counts with the evening", () => {
    const evening = reviews(learnt, [["a", "good", "2026-01-20T23:30+01:00"]]);
    const night = at("2026-01-21T03:59+01:00");
    expect(ids(evening, { ...limits(1, 0), now: night })).toEqual([]);
    expect(ids(evening, { ...limits(1, 0), now: night + minute })).toEqual(["b"]);
  });

  it("give back what was undone, and not what was reset", () => {
    const deck = reviews(learnt, [["n1", "good", "2026-01-20T11:55Z"]]);
    expect(ids(deck, limits(0, 1))).toEqual([]);
    expect(ids(undoReview(deck, { at: now }).deck, limits(0, 1))).toEqual(["n1"]);
    expect(ids(resetCard(deck, { cardId: "n1", at: now }).deck, limits(0, 1))).toEqual([]);
  });

  it("do not hold back cards on a step", () => {
    const deck = reviews(learnt, [["a", "again", "2026-01-20T11:00Z"]]);
    expect(ids(deck, limits(0, 0))).toEqual(["a"]);
  });

  it.each([-1, 0.5, Number.NaN, Infinity])("are refused where they are %d", (limit) => {
    expect(() => dueCards(learnt, limits(limit, 1))).toThrow(
      expect.objectContaining({ code: "options-invalid", place: "limits.reviewsPerDay" }),
    );
    expect(() => dueCards(learnt, limits(1, limit))).toThrow(
      expect.objectContaining({ code: "options-invalid", place: "limits.newPerDay" }),
    );
    expect(() => dueCards(learnt, { ...limits(1, 1), now: limit })).toThrow(
      expect.objectContaining({ code: "time-invalid", place: "now" }),
    );
  });
});

describe("the forecast", () => {
  it("counts what is overdue and what is on a step today, and the rest on its day", () => {
    const deck = reviews(createDeck({ questions: questionsOf("a", "b", "c", "d", "n") }), [
      ["a", "easy", "2026-03-01T10:00Z"],
      ["b", "easy", "2026-03-20T10:00Z"],
      ["c", "easy", "2026-03-21T10:00Z"],
      ["d", "good", "2026-03-27T10:00Z"],
    ]);
    expect(forecast(deck, { now: at("2026-03-27T12:00Z"), days: 4, ...berlin })).toEqual([
      { day: "2026-03-27", due: 2 },
      { day: "2026-03-28", due: 1 },
      { day: "2026-03-29", due: 1 },
      { day: "2026-03-30", due: 0 },
    ]);
  });

  it("counts a step after the end of the day tomorrow", () => {
    const deck = reviews(createDeck({ questions: questionsOf("a") }), [["a", "good", "2026-01-11T03:55+01:00"]]);
    expect(forecast(deck, { now: at("2026-01-11T03:56+01:00"), days: 2, ...berlin })).toEqual([
      { day: "2026-01-10", due: 0 },
      { day: "2026-01-11", due: 1 },
    ]);
  });

  it("agrees with the queue of each day", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const empty = createDeck({ questions: questionsOf(...names) });
    const steps = fc.array(
      fc.tuple(fc.constantFrom(...names), fc.constantFrom<Rating>("again", "hard", "good", "easy"), fc.nat(4 * day)),
      { maxLength: 20 },
    );
    const zones = fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia");
    fc.assert(
      fc.property(steps, zones, fc.constantFrom("2011-12-20T00:00Z", "2026-03-01T00:00Z"), (list, timeZone, first) => {
        let now = at(first);
        let deck = empty;
        for (const [cardId, rating, gap] of list) {
          now += gap;
          deck = reviewCard(deck, { cardId, rating, at: now, timeZone }).deck;
        }
        let sum = 0;
        for (const { day: name, due } of forecast(deck, { now, days: 12, timeZone })) {
          sum += due;
          const last = studyDayBounds(name, { timeZone }).to - 1;
          const queue = dueCards(deck, { now: last, timeZone, limits: { newPerDay: 0 } });
          expect(queue.day).toBe(name);
          expect(queue.cards).toHaveLength(sum);
        }
      }),
      runs,
    );
  });

  it.each([0, maxForecastDays + 1, 1.5, Number.NaN])("is refused for %d days", (days) => {
    expect(() => forecast(createDeck({ questions: [] }), { now: 0, days, ...berlin })).toThrow(
      expect.objectContaining({ code: "options-invalid", place: "days" }),
    );
  });

  it("reaches ten years", () => {
    const days = forecast(createDeck({ questions: [] }), { now: 0, days: maxForecastDays, ...berlin });
    expect(days).toHaveLength(maxForecastDays);
    expect(new Set(days.map(({ day: name }) => name)).size).toBe(maxForecastDays);
  });
});
