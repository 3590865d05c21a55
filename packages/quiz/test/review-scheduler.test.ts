import {
  cardOf,
  createDeck,
  defaultReviewParameters,
  foldReviews,
  retrievability,
  reviewCard,
} from "@mlops/quiz/review";
import type { Rating, ReviewCard, ReviewDeck, ReviewParameterOptions } from "@mlops/quiz/review";
import fc from "fast-check";
import { createEmptyCard, fsrs, Rating as FsrsRating, StrategyMode } from "ts-fsrs";
import { afterEach, describe, expect, it, vi } from "vitest";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };
const hour = 3_600_000;
const day = 24 * hour;
const utc = { timeZone: "UTC", dayStartsAt: 0 };
const start = Date.UTC(2022, 11, 29, 12, 30);
const ratings: readonly Rating[] = ["again", "hard", "good", "easy"];

/** A deck of the card `q`. */
const deckOf = (parameters: ReviewParameterOptions = {}): ReviewDeck =>
  createDeck({ questions: [{ id: "q" }], parameters });
const cardIn = (deck: ReviewDeck): ReviewCard => cardOf(deck, "q");

/** The days between reviews when each is on the day that it is due. */
function intervals(parameters: ReviewParameterOptions, sequence: readonly Rating[]): number[] {
  let deck = deckOf(parameters);
  let at = start;
  return sequence.map((rating) => {
    deck = reviewCard(deck, { cardId: "q", rating, at, ...utc }).deck;
    const card = cardIn(deck);
    if (card.state === "new") throw new Error("a reviewed card is new");
    at = card.due;
    return card.state === "review" ? card.scheduledDays : 0;
  });
}

/** FSRS-6 as it is published, with 8 decimals after each formula: S and D after each review, and R before it. */
function formula(w: readonly number[], reviews: readonly { grade: number; days: number }[]) {
  const round = (value: number): number => Math.round(value * 1e8) / 1e8;
  const at = (index: number): number => w[index] ?? Number.NaN;
  const inS = (value: number): number => Math.min(36500, Math.max(0.001, value));
  const factor = round(0.9 ** (-1 / at(20)) - 1);
  const firstD = (grade: number): number => round(at(4) - Math.exp(at(5) * (grade - 1)) + 1);
  const inD = (value: number): number => Math.min(10, Math.max(1, value));
  let s = Number.NaN;
  let d = Number.NaN;
  return reviews.map(({ grade, days }, index) => {
    if (index === 0) {
      s = Math.max(0.1, at(grade - 1));
      d = inD(firstD(grade));
      return { s, d };
    }
    const r = round((1 + (factor * days) / s) ** -at(20));
    if (days === 0) {
      const gain = Math.exp(at(17) * (grade - 3 + at(18))) * s ** -at(19);
      s = round(inS(s * (grade > 1 ? Math.max(1, gain) : gain)));
    } else if (grade === 1) {
      const forgotten = at(11) * d ** -at(12) * ((s + 1) ** at(13) - 1) * Math.exp(at(14) * (1 - r));
      s = Math.min(round(inS(forgotten)), Math.max(0.001, round(s / Math.exp(at(17) * at(18)))));
    } else {
      const bonus = grade === 2 ? at(15) : grade === 4 ? at(16) : 1;
      const growth = Math.exp(at(8)) * (11 - d) * s ** -at(9) * (Math.exp(at(10) * (1 - r)) - 1) * bonus;
      s = round(inS(s * (1 + growth)));
    }
    const damped = d + round((-at(6) * (grade - 3) * (10 - d)) / 9);
    d = inD(round(at(7) * firstD(4) + (1 - at(7)) * damped));
    return { s, d };
  });
}

/** Reviews of one card: ratings, and the time since the one before. */
const histories = fc.array(
  fc.record({
    rating: fc.constantFrom(...ratings),
    gap: fc.oneof(
      fc.integer({ min: 0, max: 6 * hour }),
      fc.integer({ min: 0, max: 40 * day }),
      fc.integer({ min: 0, max: 2000 * day }),
    ),
  }),
  { minLength: 1, maxLength: 25 },
);

/** Weights around the default ones. */
const someWeights = fc
  .array(fc.double({ min: 0.8, max: 1.2, noNaN: true }), { minLength: 21, maxLength: 21 })
  .map((factors) =>
    defaultReviewParameters.weights.map((weight, index) => Math.max(0.001, weight * (factors[index] ?? 1))),
  );

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the scheduler", () => {
  it("gives the published intervals of ts-fsrs 5.4.2 for repeated good reviews", () => {
    const good = Array.from({ length: 8 }, () => "good" as const);
    const published = [0, 2, 11, 46, 163, 498, 1348, 3299];
    expect(intervals({}, good)).toEqual(published);
    // The second is given after ten minutes; from then on each comes when the one before says.
    const reviews = good.map((_, index) => ({ grade: 3, days: published[index - 1] ?? 0 }));
    const stabilities = formula(defaultReviewParameters.weights, reviews).map(({ s }) => Math.round(s));
    expect(stabilities.slice(1)).toEqual(published.slice(1));
  });

  it("gives the published sequence of 5.4.2 with the weights of FSRS-5", () => {
    const fsrs5 = [
      0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192, 1.01925, 1.9395, 0.11,
      0.29605, 2.2698, 0.2315, 2.9898, 0.51655, 0.6621, 0.01, 0.5,
    ];
    const sequence: Rating[] = [
      ...Array.from({ length: 6 }, () => "good" as const),
      "again",
      "again",
      ...Array.from({ length: 5 }, () => "good" as const),
    ];
    expect(intervals({ weights: fsrs5 }, sequence)).toEqual([0, 4, 14, 44, 125, 328, 0, 0, 6, 14, 31, 65, 130]);
    expect(intervals({}, sequence)).toEqual([0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]);
  });

  it("keeps stability and difficulty as the formulas of FSRS-6 have them, for any weights", () => {
    fc.assert(
      fc.property(histories, someWeights, (history, weights) => {
        let deck = deckOf({ weights });
        let at = start;
        const reviews: { grade: number; days: number }[] = [];
        const states = history.map(({ rating, gap }) => {
          const last = Math.floor(at / day);
          at += gap;
          reviews.push({ grade: ratings.indexOf(rating) + 1, days: Math.floor(at / day) - last });
          deck = reviewCard(deck, { cardId: "q", rating, at, ...utc }).deck;
          return cardIn(deck);
        });
        const expected = formula(weights, reviews);
        states.forEach((card, index) => {
          if (card.state === "new") throw new Error("a reviewed card is new");
          const { s, d } = expected[index] ?? { s: Number.NaN, d: Number.NaN };
          expect(Math.abs(card.stability - s) / Math.max(1, s)).toBeLessThan(1e-6);
          expect(Math.abs(card.difficulty - d)).toBeLessThan(1e-6);
        });
      }),
      runs,
    );
  });

  it("is ts-fsrs itself where days are those of UTC", () => {
    const grades = {
      again: FsrsRating.Again,
      hard: FsrsRating.Hard,
      good: FsrsRating.Good,
      easy: FsrsRating.Easy,
    } as const;
    const steps = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 4 });
    const retentions = fc.double({ min: 0.7, max: 0.99, noNaN: true });
    const asText = (minutes: number): `${number}m` => `${minutes}m`;
    fc.assert(
      fc.property(histories, steps, steps, retentions, (history, learning, relearning, retention) => {
        const engine = fsrs({
          request_retention: retention,
          learning_steps: learning.map(asText),
          relearning_steps: relearning.map(asText),
        });
        let deck = deckOf({
          desiredRetention: retention,
          learningStepsMinutes: learning,
          relearningStepsMinutes: relearning,
        });
        let theirs = createEmptyCard(new Date(start));
        let at = start;
        for (const { rating, gap } of history) {
          at += gap;
          deck = reviewCard(deck, { cardId: "q", rating, at, ...utc }).deck;
          theirs = engine.next(theirs, new Date(at), grades[rating]).card;
          const ours = cardIn(deck);
          expect(ours).toMatchObject({
            state: ["new", "learning", "review", "relearning"][theirs.state],
            stability: theirs.stability,
            difficulty: theirs.difficulty,
            reps: theirs.reps,
            lapses: theirs.lapses,
          });
          // It may go one or two days beyond the longest interval.
          if (theirs.scheduled_days <= 36500) expect(ours).toMatchObject({ due: theirs.due.getTime() });
          const later = at + gap;
          expect(retrievability(ours, later)).toBe(engine.get_retrievability(theirs, new Date(later), false));
        }
      }),
      runs,
    );
  });

  it("counts study days, not days of UTC", () => {
    const evening = { timeZone: "America/New_York", cardId: "q", rating: "good" } as const;
    // 18:55 and 19:05 in New York, on both sides of midnight in UTC.
    const first = reviewCard(deckOf({ learningStepsMinutes: [] }), {
      ...evening,
      at: Date.UTC(2026, 0, 10, 23, 55),
    }).deck;
    const second = reviewCard(first, { ...evening, at: Date.UTC(2026, 0, 11, 0, 5) }).deck;
    expect(second.reviews[1]).toMatchObject({ day: "2026-01-10", elapsedDays: 0 });
    const night = reviewCard(first, { ...evening, at: Date.UTC(2026, 0, 11, 8, 59) }).deck;
    expect(night.reviews[1]).toMatchObject({ day: "2026-01-10", elapsedDays: 0 });
    const morning = reviewCard(first, { ...evening, at: Date.UTC(2026, 0, 11, 9, 0) }).deck;
    expect(morning.reviews[1]).toMatchObject({ day: "2026-01-11", elapsedDays: 1 });
  });

  it("counts no negative days for who travels back over the date line", () => {
    const review = { cardId: "q", rating: "good" } as const;
    const auckland = reviewCard(deckOf({ learningStepsMinutes: [] }), {
      ...review,
      at: Date.UTC(2026, 0, 10, 20),
      timeZone: "Pacific/Auckland",
    }).deck;
    const honolulu = reviewCard(auckland, {
      ...review,
      at: Date.UTC(2026, 0, 11, 6),
      timeZone: "Pacific/Honolulu",
    }).deck;
    expect(honolulu.reviews.map(({ day: on, elapsedDays }) => [on, elapsedDays])).toEqual([
      ["2026-01-11", 0],
      ["2026-01-10", 0],
    ]);
  });

  it("goes through the steps by the minute", () => {
    let deck = deckOf({ learningStepsMinutes: [1, 10, 60], relearningStepsMinutes: [15] });
    const waits = (["good", "good", "again", "hard", "good", "good", "good", "again", "good"] as const).map(
      (rating) => {
        const before = cardIn(deck);
        const at = before.state === "new" ? start : before.due;
        deck = reviewCard(deck, { cardId: "q", rating, at, ...utc }).deck;
        const card = cardIn(deck);
        if (card.state === "new") throw new Error("a reviewed card is new");
        return [card.state, card.state === "review" ? `${card.scheduledDays}d` : `${(card.due - at) / 60_000}m`];
      },
    );
    expect(waits).toEqual([
      ["learning", "10m"],
      ["learning", "60m"],
      ["learning", "1m"],
      ["learning", "6m"],
      ["learning", "10m"],
      ["learning", "60m"],
      ["review", "1d"],
      ["relearning", "15m"],
      ["review", "1d"],
    ]);
    expect(cardIn(deck)).toMatchObject({ reps: 9, lapses: 1 });
  });

  it("makes a review on the next day of a step that hard would stretch to a day or more", () => {
    const after = (minutes: number): ReviewCard =>
      cardIn(
        reviewCard(deckOf({ learningStepsMinutes: [minutes] }), { cardId: "q", rating: "hard", at: start, ...utc })
          .deck,
      );
    expect(after(959)).toMatchObject({ state: "learning", due: start + 1439 * 60_000 });
    expect(after(960)).toMatchObject({ state: "review", scheduledDays: 1, dueDay: "2022-12-30" });
  });

  it("never waits longer than the longest interval, not by a day", () => {
    for (const maximumIntervalDays of [1, 2, 30]) {
      for (const rating of ratings.slice(1)) {
        const days = intervals(
          { maximumIntervalDays, learningStepsMinutes: [] },
          Array.from({ length: 9 }, () => rating),
        );
        expect(Math.max(...days)).toBe(maximumIntervalDays);
      }
    }
  });

  it("waits longer where less has to be remembered", () => {
    const last = (desiredRetention: number): number =>
      intervals({ desiredRetention }, ["good", "good", "good", "good"]).at(-1) ?? 0;
    expect([0.97, 0.9, 0.8, 0.7].map(last)).toEqual([...[0.97, 0.9, 0.8, 0.7].map(last)].toSorted((a, b) => a - b));
    expect(last(0.97)).toBeLessThan(last(0.7));
  });

  it("needs no clock, no chance and no console", () => {
    const now = vi.spyOn(Date, "now");
    const random = vi.spyOn(Math, "random");
    const consoles = (["log", "debug", "info", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
    intervals({ fuzz: true }, ["good", "easy", "good", "again", "hard", "good"]);
    for (const spy of [now, random, ...consoles]) expect(spy).not.toHaveBeenCalled();
  });
});

describe("fuzz", () => {
  const long: readonly Rating[] = ["good", "good", "good", "good", "good"];
  /** The intervals of a card by its id, with a given time of the first review. */
  const fuzzed = (cardId: string, at = start, fuzz = true): number[] => {
    let deck = createDeck({ questions: [{ id: cardId }], parameters: { fuzz } });
    let when = at;
    return long.map((rating) => {
      deck = reviewCard(deck, { cardId, rating, at: when, ...utc }).deck;
      const card = cardOf(deck, cardId);
      if (card.state === "new") throw new Error("a reviewed card is new");
      when = card.due;
      return card.state === "review" ? card.scheduledDays : 0;
    });
  };

  it("is off unless asked for", () => {
    expect(fuzzed("q1", start, false)).toEqual(fuzzed("q2", start, false));
  });

  it("depends on the card and the number of the review, not on the time", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 20 * hour }), (cardId, later) => {
        const midnight = Date.UTC(2026, 0, 1);
        expect(fuzzed(cardId, midnight + later)).toEqual(fuzzed(cardId, midnight));
      }),
      runs,
    );
  });

  it("is the same when a review is undone and done again", () => {
    let deck = createDeck({ questions: [{ id: "q" }], parameters: { fuzz: true, learningStepsMinutes: [] } });
    const easy = { cardId: "q", rating: "easy", ...utc } as const;
    deck = reviewCard(deck, { ...easy, at: start }).deck;
    const first = cardIn(deck);
    deck = foldReviews(deck, [
      { seq: 1, at: start + hour, type: "undone", undoes: 0 },
      { seq: 2, at: start + hour, type: "reviewed", cardId: "q", rating: "easy", day: "2022-12-29" },
    ]);
    expect(cardIn(deck)).toMatchObject({ dueDay: first.state === "review" ? first.dueDay : "" });
  });

  it("spreads cards over days, around the interval without it", () => {
    const second = Array.from({ length: 300 }, (_, index) => fuzzed(`card-${index}`)[2] ?? 0);
    const plain = fuzzed("card-0", start, false)[2] ?? 0;
    expect(new Set(second).size).toBeGreaterThanOrEqual(4);
    for (const days of second) expect(Math.abs(days - plain)).toBeLessThanOrEqual(3);
    const mean = second.reduce((sum, days) => sum + days, 0) / second.length;
    expect(Math.abs(mean - plain)).toBeLessThan(0.5);
  });

  it("has the card and the number of the review for its seed, in JSON", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (cardId) => {
        let number = 0;
        const engine = fsrs({ enable_fuzz: true }).useStrategy(StrategyMode.SEED, () =>
          JSON.stringify([cardId, number]),
        );
        let theirs = createEmptyCard(new Date(start));
        const days = long.map(() => {
          number += 1;
          theirs = engine.next(theirs, theirs.due, FsrsRating.Good).card;
          return theirs.scheduled_days;
        });
        expect(fuzzed(cardId)).toEqual(days);
      }),
      runs,
    );
  });
});

describe("retrievability", () => {
  it("is 0.9 after as many days as the stability says, 1 at once, and 0 for a new card", () => {
    let deck = deckOf({ learningStepsMinutes: [] });
    expect(retrievability(cardIn(deck), start)).toBe(0);
    deck = reviewCard(deck, { cardId: "q", rating: "good", at: start, ...utc }).deck;
    const card = cardIn(deck);
    if (card.state !== "review") throw new Error("expected a learnt card");
    expect(retrievability(card, start)).toBe(1);
    expect(retrievability(card, start - day)).toBe(1);
    const stable = { ...card, stability: 10 };
    expect(retrievability(stable, start + 10 * day - 1)).toBeGreaterThan(0.9);
    expect(retrievability(stable, start + 10 * day)).toBeCloseTo(0.9, 7);
    const weights = defaultReviewParameters.weights.with(20, 0.5);
    expect(retrievability(stable, start + 20 * day, { weights })).toBeCloseTo((1 + (19 / 81) * 2) ** -0.5, 7);
  });

  it.each([Number.NaN, Infinity, -1, 0.5, Date.UTC(9900, 0, 1)])("refuses %d as a time", (now) => {
    expect(() => retrievability(cardIn(deckOf()), now)).toThrow(expect.objectContaining({ code: "time-invalid" }));
  });
});
