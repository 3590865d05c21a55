import { describe, expect, it } from "vitest";
import { analyse, englishFlagPhrases, flagMessage } from "@mlops/quiz/analysis";
import type { AnalysisAttempt, AnalysisInput, AnalysisSettings, ItemFlag } from "@mlops/quiz/analysis";

const options = (key: string, ...distractors: readonly string[]) => [
  { id: key, isKey: true },
  ...distractors.map((id) => ({ id, isKey: false })),
];

/** A choice item with the key `k`, and another whose points are the rest: `[chosen, rest, how many]`. */
function choiceOf(
  ...groups: readonly (readonly [chosen: string | null, rest: number, count?: number])[]
): AnalysisInput {
  const attempts = groups.flatMap(([chosen, rest, count = 1]) => {
    const own = chosen === null ? null : Number(chosen === "k");
    return Array.from({ length: count }, (): AnalysisAttempt => ({ scores: [own, rest], choices: [chosen, null] }));
  });
  const items = [
    { id: "choice", max: 1, options: options("k", "a", "b") },
    { id: "rest", max: 10 },
  ];
  return { items, attempts };
}

const flagsOf = (input: AnalysisInput, settings?: AnalysisSettings): readonly ItemFlag[] =>
  analyse(input, settings).items[0]?.flags ?? [];
const codesOf = (input: AnalysisInput, settings?: AnalysisSettings): string[] =>
  flagsOf(input, settings).map(({ code }) => code);

describe("the table of options", () => {
  // Rest 4 3 1 2 0: mean 2, deviations 2 1 −1 0 −2, squares 10.
  const input = choiceOf(["k", 4], ["k", 3], ["a", 1], ["b", 2], [null, 0]);

  it("counts who chose each option, and says which share of those who answered that is", () => {
    const table = analyse(input).items[0]?.options;
    expect(table).toMatchObject([
      { id: "k", isKey: true, count: 2, share: 0.5 },
      { id: "a", isKey: false, count: 1, share: 0.25 },
      { id: "b", isKey: false, count: 1, share: 0.25 },
    ]);
  });

  it("gives the mean total of who chose it", () => {
    expect(analyse(input).items[0]?.options?.map(({ meanTotal }) => meanTotal)).toEqual([4.5, 1, 2]);
  });

  it("correlates choosing it with the rest, over all attempts", () => {
    const correlations = analyse(input).items[0]?.options?.map(({ restCorrelation }) => restCorrelation) ?? [];
    // The deviations of who chose it, by √(pqn · 10): 3 by √(2 · 3/5 · 10), −1 by √(1 · 4/5 · 10), 0.
    expect(correlations[0]).toBeCloseTo(3 / Math.sqrt(12), 12);
    expect(correlations[1]).toBeCloseTo(-1 / Math.sqrt(8), 12);
    expect(correlations[2]).toBe(0);
  });

  it("has for the key of a choice item the correlation of the item", () => {
    const [item] = analyse(input).items;
    expect(item?.options?.[0]?.restCorrelation).toBeCloseTo(item?.restCorrelation ?? Number.NaN, 12);
  });

  it("is over those who answered when the others are left out", () => {
    const [item] = analyse(input, { unanswered: "omit" }).items;
    // Rest 4 3 1 2: mean 2.5, deviations 1.5 0.5 −1.5 −0.5, squares 5.
    expect(item?.options?.[0]?.restCorrelation).toBeCloseTo(2 / Math.sqrt(5), 12);
    expect(item?.options?.map(({ share }) => share)).toEqual([0.5, 0.25, 0.25]);
  });

  it("leaves out attempts that do not say what was chosen", () => {
    const silent = { scores: [1, 10] };
    const [item] = analyse({ ...input, attempts: [silent, ...input.attempts, silent] }).items;
    expect(item?.options).toEqual(analyse(input).items[0]?.options);
    expect(item?.attempts).toBe(7);
  });

  it("has no shares and no correlations when no attempt says what was chosen", () => {
    const attempts = input.attempts.map(({ scores }) => ({ scores }));
    const empty = { count: 0, share: null, meanTotal: null, restCorrelation: null };
    expect(analyse({ ...input, attempts }).items[0]?.options).toMatchObject([empty, empty, empty]);
  });

  it("takes several options of one attempt", () => {
    const items = [{ id: "multi", max: 1, options: options("k", "a") }];
    const attempts = [["k", "a"], ["k"], [], null].map((chosen) => ({ scores: [chosen && 1], choices: [chosen] }));
    const [item] = analyse({ items, attempts }).items;
    expect(item?.options).toMatchObject([
      { count: 2, share: 2 / 3 },
      { count: 1, share: 1 / 3 },
    ]);
  });

  it("is not there for an item without options", () => {
    expect(analyse(input).items[1]).not.toHaveProperty("options");
  });
});

describe("the flags of an item", () => {
  it("has none for an item that does well", () => {
    expect(flagsOf(choiceOf(["k", 9, 10], ["k", 5, 5], ["a", 5, 5], ["b", 1, 10], ["a", 1, 5]))).toEqual([]);
  });

  it("finds a distractor that beats the key, with both correlations", () => {
    // Rest 8 and 2 for ten each: choosing a is 1 with the one and 0 with the other.
    expect(flagsOf(choiceOf(["a", 8, 10], ["k", 2, 10]))).toMatchObject([
      { code: "negative-correlation", correlation: -1 },
      { code: "distractor-beats-key", optionId: "a", correlation: 1, keyCorrelation: -1 },
      { code: "dead-distractor", optionId: "b", share: 0 },
    ]);
  });

  it("finds a distractor that good learners choose when nobody chooses the key", () => {
    expect(flagsOf(choiceOf(["a", 8, 10], ["b", 2, 10]))).toMatchObject([
      { code: "no-variance" },
      { code: "too-hard", facility: 0 },
      { code: "distractor-beats-key", optionId: "a", correlation: 1, keyCorrelation: null },
    ]);
  });

  it("finds a distractor with a positive correlation below the key's, once", () => {
    const input = choiceOf(["k", 9, 10], ["a", 8, 5], ["b", 1, 10]);
    expect(flagsOf(input)).toMatchObject([{ code: "distractor-positive", optionId: "a", limit: 0 }]);
    expect(flagsOf(input, { limits: { distractorCorrelation: 0.9 } })).toEqual([]);
  });

  it("takes no notice of a distractor whose correlation is nothing but rounding", () => {
    // Rest 0.1 and 0.3 for those who chose a, as for all others.
    const input = choiceOf(["k", 0.3, 7], ["a", 0.1], ["a", 0.3], ["b", 0.1, 7]);
    expect(analyse(input).items[0]?.options?.[1]?.restCorrelation).toBe(0);
    expect(codesOf(input)).toEqual([]);
  });

  it("finds a right option of several that draws the weaker learners", () => {
    const item = { id: "multi", max: 1, options: [...options("k", "a"), { id: "l", isKey: true }] };
    const attempts = [8, 8, 2, 2].map((rest, index) => ({
      scores: [index % 2, rest],
      choices: [rest === 8 ? ["k"] : ["l", "a"], null],
    }));
    const flags = flagsOf({ items: [item, { id: "rest", max: 10 }], attempts });
    expect(flags).toContainEqual({ code: "key-negative", optionId: "l", correlation: -1 });
    expect(flags.map(({ code }) => code)).not.toContain("distractor-beats-key");
  });

  it("compares a wrong option with the best of several right ones", () => {
    const item = { id: "multi", max: 1, options: [...options("k", "a"), { id: "l", isKey: true }] };
    const attempts = [8, 6, 4, 2].map((rest) => ({
      scores: [rest / 8, rest],
      choices: [rest === 8 ? ["k", "a"] : rest === 6 ? ["k", "l"] : rest === 4 ? ["l", "a"] : [], null],
    }));
    const { options: table, flags } = analyse({ items: [item, { id: "rest", max: 10 }], attempts }).items[0] ?? {};
    const [k, a, l] = table?.map(({ restCorrelation }) => restCorrelation ?? 0) ?? [];
    expect(l).toBeLessThan(a ?? 0);
    expect(a).toBeLessThan(k ?? 0);
    expect(flags?.map(({ code }) => code)).toEqual(["distractor-positive"]);
  });

  it("says nothing of keys where no option is one", () => {
    const item = {
      id: "poll",
      max: 1,
      options: [
        { id: "a", isKey: false },
        { id: "b", isKey: false },
      ],
    };
    const attempts = [8, 8, 2, 2].map((rest) => ({ scores: [0, rest], choices: [rest === 8 ? "a" : "b", null] }));
    const codes = codesOf({ items: [item, { id: "rest", max: 10 }], attempts });
    expect(codes).toEqual(["no-variance", "too-hard", "distractor-positive"]);
  });

  it("does not speak of a few answers where there are few attempts, which has a warning", () => {
    expect(codesOf(choiceOf(["k", 9, 10], [null, 5, 19]))).not.toContain("few-answers");
    expect(codesOf(choiceOf(["k", 9, 10], [null, 5, 20]))).toContain("few-answers");
    expect(codesOf(choiceOf(["k", 9, 10], [null, 5, 20]), { unanswered: "omit" })).toContain("few-answers");
  });

  it.each<[code: ItemFlag["code"], at: AnalysisInput, beyond: AnalysisInput]>([
    // 9 of 10, and 10 of 11
    ["too-easy", choiceOf(["k", 9, 9], ["a", 1]), choiceOf(["k", 9, 10], ["a", 1])],
    // 3 of 10, and 3 of 11
    ["too-hard", choiceOf(["k", 9, 3], ["a", 1, 7]), choiceOf(["k", 9, 3], ["a", 1, 8])],
    // 1 of 20, and 1 of 21
    ["dead-distractor", choiceOf(["k", 9, 10], ["a", 1, 9], ["b", 1]), choiceOf(["k", 9, 10], ["a", 1, 10], ["b", 1])],
    // 30 answers, and 29
    [
      "few-answers",
      choiceOf(["k", 9, 20], ["a", 1, 10], [null, 0, 5]),
      choiceOf(["k", 9, 20], ["a", 1, 9], [null, 0, 5]),
    ],
    // Rest 6 and 4 of ten each; 6 of 10 and 4 of 10 are right: (0.6 − 0.4)/2 · 1/0.25 = 0.2. One more wrong: less.
    [
      "weak-correlation",
      choiceOf(["k", 6, 6], ["a", 6, 4], ["k", 4, 4], ["b", 4, 6]),
      choiceOf(["k", 6, 6], ["a", 6, 4], ["k", 4, 5], ["b", 4, 5]),
    ],
    [
      "negative-correlation",
      choiceOf(["k", 6], ["k", 4], ["a", 6], ["a", 4]),
      choiceOf(["k", 6], ["k", 4, 2], ["a", 6]),
    ],
  ])("%s begins just beyond its limit", (code, at, beyond) => {
    expect(codesOf(at)).not.toContain(code);
    expect(codesOf(beyond)).toContain(code);
  });

  it("is not weak as well when it is negative", () => {
    const codes = codesOf(choiceOf(["k", 1, 10], ["a", 9, 10]));
    expect(codes).toContain("negative-correlation");
    expect(codes).not.toContain("weak-correlation");
  });

  it("takes other limits", () => {
    const input = choiceOf(["k", 9, 10], ["k", 1, 2], ["a", 9], ["b", 1, 7]);
    const limits = { fewAttempts: 21, weakCorrelation: 0.99, easy: 0.5, hard: 0.7, deadShare: 0.1 };
    // 12 of 20 are right, and 1 of 20 chose a.
    expect(codesOf(input)).toEqual(["distractor-positive"]);
    const codes = ["too-easy", "too-hard", "weak-correlation", "distractor-positive", "dead-distractor"];
    expect(codesOf(input, { limits })).toEqual(codes);
    expect(analyse(input, { limits }).warnings).toMatchObject([{ code: "few-attempts", attempts: 20, limit: 21 }]);
  });
});

describe("the warning of few attempts", () => {
  it.each([
    [29, ["few-attempts"]],
    [30, []],
  ])("with %i attempts is %j", (count, codes) => {
    const { warnings } = analyse(choiceOf(["k", 9, count - 10], ["a", 1, 10]));
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });

  it("counts only complete attempts when the others are left out", () => {
    const { warnings } = analyse(choiceOf(["k", 9, 29], ["a", 1], [null, 1, 9]), { unanswered: "omit" });
    expect(warnings).toEqual([]);
    const fewer = analyse(choiceOf(["k", 9, 28], ["a", 1], [null, 1, 9]), { unanswered: "omit" });
    expect(fewer.warnings).toMatchObject([{ code: "few-attempts", attempts: 29 }]);
  });
});

describe("flagMessage", () => {
  it.each<[flag: ItemFlag, words: string]>([
    [{ code: "no-variance" }, "Everyone earned the same, so the item tells nobody apart."],
    [{ code: "few-answers", answered: 12, limit: 30 }, "Only 12 answered, fewer than 30: its numbers may be chance."],
    [{ code: "too-easy", facility: 0.9554, limit: 0.9 }, "Too easy: 95.5 % of the points were earned, more than 90 %."],
    [{ code: "too-hard", facility: 0.2, limit: 0.3 }, "Too hard: 20 % of the points were earned, less than 30 %."],
    [
      { code: "negative-correlation", correlation: -0.123 },
      "Who does well in the rest does badly here (correlation -0.12): the key is likely wrong, or the question misleads.",
    ],
    [
      { code: "weak-correlation", correlation: 0.1, limit: 0.2 },
      "It says little about who does well in the rest: the correlation is 0.10, less than 0.20.",
    ],
    [
      { code: "distractor-beats-key", optionId: "a", correlation: 0.5, keyCorrelation: 0.1 },
      "The wrong option a draws those who do well in the rest (correlation 0.50) more than the key (0.10): it is likely right.",
    ],
    [
      { code: "distractor-beats-key", optionId: "a", correlation: 0.5, keyCorrelation: null },
      "The wrong option a draws those who do well in the rest (correlation 0.50) more than the key (none): it is likely right.",
    ],
    [
      { code: "key-negative", optionId: "k", correlation: -0.3 },
      "The right option k is chosen by those who do badly in the rest (correlation -0.30): it is likely wrong.",
    ],
    [
      { code: "distractor-positive", optionId: "a", correlation: 0.25, limit: 0 },
      "The wrong option a draws those who do well in the rest (correlation 0.25): it may be ambiguous.",
    ],
    [
      { code: "dead-distractor", optionId: "b", share: 0.01, limit: 0.05 },
      "Hardly anybody chooses the wrong option b: 1 %, less than 5 %.",
    ],
  ])("says %j in words", (flag, words) => {
    expect(flagMessage(flag)).toBe(words);
  });

  it("says it in other words when given some", () => {
    const phrases = { ...englishFlagPhrases, "no-variance": () => "Alle gleich." };
    expect(flagMessage({ code: "no-variance" }, phrases)).toBe("Alle gleich.");
  });
});
