import {
  cardOf,
  createDeck,
  foldReviews,
  resetCard,
  resumeCard,
  reviewCard,
  ReviewError,
  suspendCard,
  undoReview,
} from "@mlops/quiz/review";
import type { Rating, ReviewDeck, ReviewEvent } from "@mlops/quiz/review";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };
const hour = 3_600_000;
const start = Date.UTC(2026, 2, 27, 18);
const zone = { timeZone: "Europe/Berlin" };
const questions = ["a", "b", "c"].map((id) => ({ id }));
const empty = createDeck({ questions });
const json = (value: unknown): string => JSON.stringify(value);

/** What a learner may do; each is tried on a deck, and left out where it is impossible. */
const actions = fc.array(
  fc.record({
    what: fc.constantFrom("review", "review", "review", "undo", "suspend", "resume", "reset"),
    cardId: fc.constantFrom("a", "b", "c", "gone"),
    rating: fc.constantFrom<Rating>("again", "hard", "good", "easy"),
    gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 * 24 * hour })),
  }),
  { maxLength: 30 },
);

type Action = typeof actions extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

/** The log of what was possible, and the decks on the way. */
function act(list: readonly Action[]): { log: ReviewEvent[]; decks: ReviewDeck[] } {
  const log: ReviewEvent[] = [];
  const decks = [createDeck({ questions: [...questions, { id: "gone" }] })];
  let at = start;
  for (const { what, cardId, rating, gap } of list) {
    const deck = decks.at(-1) ?? empty;
    at += gap;
    try {
      const step =
        what === "review"
          ? reviewCard(deck, { cardId, rating, at, ...zone })
          : what === "undo"
            ? undoReview(deck, { at, cardId })
            : { suspend: suspendCard, resume: resumeCard, reset: resetCard }[what](deck, { cardId, at });
      log.push(step.event);
      decks.push(step.deck);
    } catch (error) {
      if (!(error instanceof ReviewError) || error.code !== "event-impossible") throw error;
    }
  }
  return { log, decks };
}

describe("a deck", () => {
  it("begins with new cards in the order of the questions", () => {
    expect(empty.cards).toEqual(questions.map(({ id }) => ({ cardId: id, state: "new" })));
    expect(empty).toMatchObject({ version: 0, reviews: [] });
    expect("lastAt" in empty).toBe(false);
  });

  it.each<[string, readonly { id: string }[], string]>([
    ["without an id", [{ id: "" }], "questions[0].id"],
    ["that are there twice", [{ id: "a" }, { id: "b" }, { id: "a" }], "questions[2].id"],
  ])("is not made of questions %s", (_, list, place) => {
    expect(() => createDeck({ questions: list })).toThrow(
      expect.objectContaining({ name: "ReviewError", code: "questions-invalid", place }),
    );
  });

  it("takes ids that are words of the language", () => {
    const ids = ["__proto__", "constructor", "toString"];
    let deck = createDeck({ questions: ids.map((id) => ({ id })) });
    for (const cardId of ids) deck = reviewCard(deck, { cardId, rating: "good", at: start, ...zone }).deck;
    expect(deck.cards.map(({ cardId, state }) => [cardId, state])).toEqual(ids.map((id) => [id, "learning"]));
  });

  it("says which version of a question was last reviewed", () => {
    const { deck, event } = reviewCard(empty, {
      cardId: "a",
      rating: "easy",
      questionVersion: "v7",
      at: start,
      ...zone,
    });
    expect(event).toEqual({
      seq: 0,
      at: start,
      type: "reviewed",
      cardId: "a",
      questionVersion: "v7",
      rating: "easy",
      day: "2026-03-27",
    });
    expect(cardOf(deck, "a")).toMatchObject({ questionVersion: "v7", state: "review", lastDay: "2026-03-27" });
    const later = reviewCard(deck, { cardId: "a", rating: "good", at: start, ...zone }).deck;
    expect(cardOf(later, "a")).not.toHaveProperty("questionVersion");
  });

  it("keeps the cards of questions that are gone, and knows them again", () => {
    const { log } = act([{ what: "review", cardId: "gone", rating: "easy", gap: 0 }]);
    const without = foldReviews(empty, log);
    expect(without.cards.map(({ cardId }) => cardId)).toEqual(["a", "b", "c", "gone"]);
    expect(cardOf(without, "gone")).toMatchObject({ unlisted: true, state: "review" });
    const again = foldReviews(createDeck({ questions: [{ id: "gone" }, ...questions] }), log);
    expect(again.cards[0]).toMatchObject({ cardId: "gone", state: "review" });
    expect(again.cards[0]).not.toHaveProperty("unlisted");
  });

  it("is not changed by what is done with it", () => {
    const deck = reviewCard(empty, { cardId: "a", rating: "good", at: start, ...zone }).deck;
    const before = json(deck);
    reviewCard(deck, { cardId: "b", rating: "good", at: start, ...zone });
    undoReview(deck, { at: start });
    suspendCard(deck, { cardId: "a", at: start });
    expect(json(deck)).toBe(before);
  });
});

describe("folding", () => {
  it("gives the same bytes from the whole log, from its parts and from JSON", () => {
    fc.assert(
      fc.property(actions, fc.nat(), (list, cut) => {
        const { log, decks } = act(list);
        const [first = empty] = decks;
        const whole = json(foldReviews(first, log));
        expect(json(decks.at(-1))).toBe(whole);
        const middle = log.length === 0 ? 0 : cut % log.length;
        const half = foldReviews(first, log.slice(0, middle));
        const stored: ReviewDeck = JSON.parse(json(half));
        expect(json(foldReviews(stored, JSON.parse(json(log.slice(middle)))))).toBe(whole);
        expect(whole).not.toContain("null");
      }),
      runs,
    );
  });

  it("gives finite numbers and real days only", () => {
    fc.assert(
      fc.property(actions, (list) => {
        for (const card of act(list).decks.at(-1)?.cards ?? []) {
          if (card.state === "new") continue;
          for (const value of [card.stability, card.difficulty, card.due, card.reps, card.lapses]) {
            expect(Number.isFinite(value)).toBe(true);
          }
          expect(card.difficulty).toBeGreaterThanOrEqual(1);
          expect(card.difficulty).toBeLessThanOrEqual(10);
          if (card.state === "review") expect(card.dueDay > card.lastDay).toBe(true);
          else expect(card.due).toBeGreaterThan(card.lastReview);
        }
      }),
      runs,
    );
  });

  it("stays as it was when other hours and zones are used later, as days are in the log", () => {
    const first = reviewCard(empty, { cardId: "a", rating: "easy", at: start, ...zone });
    const elsewhere = { timeZone: "Pacific/Kiritimati", dayStartsAt: 0 };
    const second = reviewCard(first.deck, { cardId: "a", rating: "good", at: start + 42 * hour, ...elsewhere });
    expect([first.event.day, second.event.day]).toEqual(["2026-03-27", "2026-03-30"]);
    expect(json(foldReviews(empty, [first.event, second.event]))).toBe(json(second.deck));
  });
});

describe("undoing", () => {
  it("restores the cards and the reviews byte for byte, wherever in a log", () => {
    fc.assert(
      fc.property(
        actions,
        fc.constantFrom("a", "b", "c", "gone"),
        fc.constantFrom<Rating>("again", "good", "easy"),
        (list, cardId, rating) => {
          // As in a course that has lost one question.
          const deck = foldReviews(empty, act(list).log);
          const event = { at: deck.lastAt ?? start, type: "reviewed", cardId, rating, day: "2026-03-27" };
          const day = new Date(event.at).toISOString().slice(0, 10);
          if (deck.cards.some((card) => card.cardId === cardId && card.suspended === true)) return;
          const reviewed = foldReviews(deck, [{ ...event, seq: deck.version, day }]);
          const undone = undoReview(reviewed, { at: event.at }).deck;
          expect(json(undone.cards)).toBe(json(deck.cards));
          expect(json(undone.reviews)).toBe(json(deck.reviews));
          expect(undone.version).toBe(deck.version + 2);
        },
      ),
      runs,
    );
  });

  it("goes back review by review, to the new cards", () => {
    const { decks } = act(
      (["good", "again", "easy", "hard"] as const).map((rating, index) => ({
        what: "review" as const,
        cardId: index % 2 === 0 ? "a" : "b",
        rating,
        gap: hour,
      })),
    );
    let deck = decks.at(-1) ?? empty;
    for (const expected of decks.slice(0, -1).toReversed()) {
      deck = undoReview(deck, { at: start + 9 * hour }).deck;
      expect(json(deck.cards)).toBe(json(expected.cards));
    }
    expect(() => undoReview(deck, { at: start + 9 * hour })).toThrow(
      expect.objectContaining({ code: "event-impossible", place: "deck.reviews" }),
    );
  });

  it("of one card leaves the others", () => {
    const first = reviewCard(empty, { cardId: "a", rating: "easy", at: start, ...zone }).deck;
    const both = reviewCard(first, { cardId: "b", rating: "easy", at: start, ...zone }).deck;
    const undone = undoReview(both, { cardId: "a", at: start }).deck;
    expect(undone.cards.map(({ state }) => state)).toEqual(["new", "review", "new"]);
    expect(undone.reviews.map(({ cardId }) => cardId)).toEqual(["b"]);
  });

  it("leaves a suspension as it is", () => {
    const reviewed = reviewCard(empty, { cardId: "a", rating: "easy", at: start, ...zone }).deck;
    const suspended = suspendCard(reviewed, { cardId: "a", at: start }).deck;
    expect(cardOf(undoReview(suspended, { at: start }).deck, "a")).toEqual({
      cardId: "a",
      suspended: true,
      state: "new",
    });
  });
});

describe("suspending and resetting", () => {
  it("keep and forget the schedule", () => {
    const reviewed = reviewCard(empty, { cardId: "a", rating: "easy", at: start, ...zone }).deck;
    const suspended = suspendCard(reviewed, { cardId: "a", at: start }).deck;
    expect(cardOf(suspended, "a")).toEqual({ ...cardOf(reviewed, "a"), suspended: true });
    const resumed = resumeCard(suspended, { cardId: "a", at: start }).deck;
    expect(json(resumed.cards)).toBe(json(reviewed.cards));
    const reset = resetCard(resumed, { cardId: "a", at: start }).deck;
    expect(cardOf(reset, "a")).toEqual({ cardId: "a", state: "new" });
    expect(reset.reviews).toEqual(reviewed.reviews);
    expect(cardOf(resetCard(suspended, { cardId: "a", at: start }).deck, "a")).toEqual({
      cardId: "a",
      suspended: true,
      state: "new",
    });
  });
});

describe("a log that cannot be", () => {
  const reviewed = { seq: 0, at: start, type: "reviewed", cardId: "a", rating: "good", day: "2026-03-27" };

  it.each<[string, unknown, string]>([
    ["an event that is none", null, "events[1]"],
    ["a list for an event", [], "events[1]"],
    ["a seq that is no number", { ...reviewed, seq: "1" }, "events[1].seq"],
    ["a time that is no number", { ...reviewed, seq: 1, at: Number.NaN }, "events[1].at"],
    ["a time as text", { ...reviewed, seq: 1, at: "2026-03-27" }, "events[1].at"],
    ["a time with a fraction", { ...reviewed, seq: 1, at: start + 0.5 }, "events[1].at"],
    ["a time after the year 9899", { ...reviewed, seq: 1, at: Date.UTC(9900, 0, 1) }, "events[1].at"],
    ["an unknown type", { ...reviewed, seq: 1, type: "buried" }, "events[1].type"],
    ["no card", { ...reviewed, seq: 1, cardId: "" }, "events[1].cardId"],
    ["an unknown rating", { ...reviewed, seq: 1, rating: "manual" }, "events[1].rating"],
    ["a rating as a number", { ...reviewed, seq: 1, rating: 3 }, "events[1].rating"],
    ["a version that is no text", { ...reviewed, seq: 1, questionVersion: 2 }, "events[1].questionVersion"],
    ["no day", { ...reviewed, seq: 1, day: undefined }, "events[1].day"],
    ["a day that is none", { ...reviewed, seq: 1, day: "2026-02-30" }, "events[1].day"],
    ["a day two after that of UTC", { ...reviewed, seq: 1, day: "2026-03-29" }, "events[1].day"],
    ["a day three before that of UTC", { ...reviewed, seq: 1, day: "2026-03-24" }, "events[1].day"],
    ["an undoing of nothing", { seq: 1, at: start, type: "undone" }, "events[1].undoes"],
  ])("is refused with the place: %s", (_, event, place) => {
    expect(() => foldReviews(empty, [reviewed, event])).toThrow(ReviewError);
    expect(() => foldReviews(empty, [reviewed, event])).toThrow(
      expect.objectContaining({ code: "event-invalid", place }),
    );
  });

  it("is none where the day is that of the far west or the far east", () => {
    for (const day of ["2026-03-25", "2026-03-28"]) {
      expect(foldReviews(empty, [{ ...reviewed, day }]).reviews).toMatchObject([{ day }]);
    }
  });

  it.each<[string, unknown, string]>([
    ["a gap", { ...reviewed, seq: 2 }, "events[1].seq"],
    ["an event that is there twice", reviewed, "events[1].seq"],
    ["a time that goes back", { ...reviewed, seq: 1, at: start - 1 }, "events[1].at"],
  ])("is refused for its order: %s", (_, event, place) => {
    expect(() => foldReviews(empty, [reviewed, event])).toThrow(
      expect.objectContaining({ code: "event-order", place }),
    );
  });

  const later = { at: start, cardId: "a" };
  it.each<[string, readonly unknown[], string]>([
    [
      "a review of a suspended card",
      [
        { ...later, seq: 1, type: "suspended" },
        { ...reviewed, seq: 2 },
      ],
      "events[2].cardId",
    ],
    [
      "a second suspension",
      [
        { ...later, seq: 1, type: "suspended" },
        { ...later, seq: 2, type: "suspended" },
      ],
      "events[2].cardId",
    ],
    ["a resumption without a suspension", [{ ...later, seq: 1, type: "resumed" }], "events[1].cardId"],
    ["a reset of a new card", [{ ...later, seq: 1, type: "reset", cardId: "b" }], "events[1].cardId"],
    ["an undoing of what is no review", [{ seq: 1, at: start, type: "undone", undoes: 1 }], "events[1].undoes"],
    [
      "an undoing of a review before another",
      [
        { ...reviewed, seq: 1 },
        { seq: 2, at: start, type: "undone", undoes: 0 },
      ],
      "events[2].undoes",
    ],
    [
      "an undoing twice",
      [
        { seq: 1, at: start, type: "undone", undoes: 0 },
        { seq: 2, at: start, type: "undone", undoes: 0 },
      ],
      "events[2].undoes",
    ],
    [
      "an undoing of a review before a reset",
      [
        { ...later, seq: 1, type: "reset" },
        { seq: 2, at: start, type: "undone", undoes: 0 },
      ],
      "events[2].undoes",
    ],
  ])("is refused for what cannot happen: %s", (_, events, place) => {
    expect(() => foldReviews(empty, [reviewed, ...events])).toThrow(
      expect.objectContaining({ code: "event-impossible", place }),
    );
  });

  it("is refused with a ReviewError and nothing else, whatever it holds", () => {
    const fields = ["seq", "at", "type", "cardId", "rating", "day", "undoes", "questionVersion"] as const;
    fc.assert(
      fc.property(actions, fc.nat(), fc.constantFrom(...fields), fc.jsonValue(), (list, where, field, value) => {
        const { log, decks } = act(list);
        if (log.length === 0) return;
        const place = where % log.length;
        const broken = log.map((event, index) => (index === place ? { ...event, [field]: value } : event));
        try {
          const deck = foldReviews(decks[0] ?? empty, broken);
          expect(json(deck)).not.toContain("null");
        } catch (error) {
          expect(error).toBeInstanceOf(ReviewError);
          expect(error).toMatchObject({ place: expect.stringMatching(/^events\[\d+\]/) });
        }
      }),
      runs,
    );
  });
});

describe("a step", () => {
  it.each([
    ["reviewed", () => reviewCard(empty, { cardId: "z", rating: "good", at: start, ...zone })],
    ["suspended", () => suspendCard(empty, { cardId: "z", at: start })],
    ["resumed", () => resumeCard(empty, { cardId: "z", at: start })],
    ["reset", () => resetCard(empty, { cardId: "z", at: start })],
  ])("is refused where no such card can be %s", (_, step) => {
    expect(step).toThrow(expect.objectContaining({ code: "card-unknown", place: "cardId" }));
  });

  it("is refused before the deck's last event and at no time at all", () => {
    const deck = suspendCard(empty, { cardId: "a", at: start }).deck;
    expect(() => resumeCard(deck, { cardId: "a", at: start - 1 })).toThrow(
      expect.objectContaining({ code: "event-order", place: "event.at" }),
    );
    expect(() => resumeCard(deck, { cardId: "a", at: Number.NaN })).toThrow(
      expect.objectContaining({ code: "event-invalid", place: "event.at" }),
    );
    expect(() => reviewCard(deck, { cardId: "b", rating: "good", at: Number.NaN, ...zone })).toThrow(
      expect.objectContaining({ code: "time-invalid" }),
    );
  });
});
