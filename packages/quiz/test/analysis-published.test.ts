import { describe, expect, it } from "vitest";
import { analyse } from "@mlops/quiz/analysis";
import type { AnalysisInput, ItemStatistics } from "@mlops/quiz/analysis";
import { near } from "./analysis-near.ts";
import { lsat6, moodleQuiz00, moodleStates } from "./analysis-tables.ts";

/** A number of every item, in order. */
function column(input: AnalysisInput, read: (item: ItemStatistics) => number | null): (number | null)[] {
  return analyse(input).items.map(read);
}

describe("analyse of section 6 of the LSAT", () => {
  it("gives the KR-20 with the variance of a population, not the 0.29595 of one with n − 1", () => {
    const { test, items } = analyse(lsat6());
    expect(test.kr20).toBeCloseTo(0.295, 5);
    const sumOfPq = items.reduce((sum, { facility }) => sum + (facility ?? 0) * (1 - (facility ?? 0)), 0);
    const wrong = (5 / 4) * (1 - sumOfPq / (test.sd ?? 0) ** 2);
    expect(wrong).toBeCloseTo(0.29595, 5);
    expect(test.kr20).not.toBeCloseTo(wrong, 4);
  });

  it("gives the facilities of the five items", () => {
    const { test, items } = analyse(lsat6());
    const facilities = [0.924, 0.709, 0.553, 0.763, 0.87];
    expect(
      near(
        items.map(({ facility }) => facility),
        facilities,
      ),
    ).toEqual(facilities);
    expect(test).toMatchObject({ attempts: 1000, items: 5, max: 5, median: 4 });
  });

  it("keeps an item out of what it is compared with: 0.113 where the inflated correlation is 0.362", () => {
    const { items } = analyse(lsat6());
    expect(items[0]?.restCorrelation).toBeCloseTo(0.113, 3);
    expect(items[0]?.inflatedTotalCorrelation).toBeCloseTo(0.362, 3);
  });

  it("gives the alphas without each item that the R package ltm prints", () => {
    const { test, items } = analyse(lsat6());
    expect(test.alpha).toBeCloseTo(0.295, 3);
    const rounded = items.map(({ alphaIfDeleted }) => alphaIfDeleted?.toFixed(2));
    expect(rounded).toEqual(["0.28", "0.24", "0.22", "0.25", "0.27"]);
  });

  it("has no warning with so many attempts", () => {
    const { warnings } = analyse(lsat6());
    expect(warnings).toEqual([]);
  });
});

// The numbers that Moodle's own tests expect, calculated in a spreadsheet by its authors; their tolerance is a share of
// 1e-5 of each, because the marks are kept to 7 decimals.
describe("analyse of the attempts in Moodle's statistics test 00", () => {
  it("gives Moodle's numbers of the quiz, with an alpha of -0.872", () => {
    const { test } = analyse(moodleQuiz00);
    const { mean, sd, skewness, kurtosis, cic, errorRatio, sem } = test;
    const expected = {
      ...{ mean: 4.617333332, sd: 0.8117265554, skewness: -0.092502502, kurtosis: -0.7073968557 },
      ...{ cic: -87.2230935542, errorRatio: 136.8294900795, sem: 1.1106813066 },
    };
    expect(near({ mean, sd, skewness, kurtosis, cic, errorRatio, sem }, expected, 1e-5, 0)).toEqual(expected);
    expect(test.median).toBe(4.5);
    expect(test.alpha).toBeCloseTo(-0.872, 3);
  });

  it.each<[name: string, read: (item: ItemStatistics) => number | null, expected: number[]]>([
    ["facility", (item) => item.facility, [0.704, 0.48, 0.973333332, 0.68, 0.52, 0.64, 0.62]],
    [
      "standard deviation",
      (item) => item.sd,
      [0.4513682901, 0.5099019514, 0.13333334, 0.4760952286, 0.3055050463, 0.4898979486, 0.331662479],
    ],
    [
      "effective weight",
      (item) => item.effectiveWeight,
      [21.2922742344, 18.8979800309, 4.443012573, 18.9347251357, 11.1450138688, 9.8081339177, 15.4788602394],
    ],
    [
      "discrimination index",
      (item) => item.discriminationIndex,
      [-7.0650767526, -28.8982125772, -9.1230674268, -22.6306444113, -17.6997047674, -45.3785178421, -5.6543166602],
    ],
    [
      "discriminative efficiency",
      (item) => item.discriminativeEfficiency,
      [-9.4550536967, -36.7834118938, -21.6545012165, -31.4411395613, -21.1794802584, -56.9365974439, -6.5043742058],
    ],
  ])("gives Moodle's %s of each question", (_name, read, expected) => {
    expect(near(column(moodleQuiz00, read), expected, 1e-5, 0)).toEqual(expected);
  });
});

describe("analyse of the attempts in Moodle's test of question statistics", () => {
  const none = [null, null, null];
  const [zeros, nones] = [
    [0, 0, 0, 0],
    [null, ...none],
  ];

  it.each<[name: string, read: (item: ItemStatistics) => number | null, expected: (number | null)[]]>([
    [
      "facility in percent, none where there is nothing to earn",
      ({ facility }) => (facility === null ? null : 100 * facility),
      [
        ...[...zeros, ...none, 41.19318182, 81.36363636, 71.36363636, 65.45454545, 65.90909091, 36.36363636],
        ...[59.09090909, 50, 59.09090909, 63.63636364, 45.45454545, 27.27272727, 50],
      ],
    ],
    [
      "standard deviation in thousandths of a point",
      ({ sd }) => (sd === null ? null : 1000 * sd),
      [
        ...[...zeros, 0, 0, 0, 1912.733589, 251.2738111, 322.6312277, 333.4199022, 337.5811591, 492.3659639],
        ...[503.2362797, 511.7663157, 503.2362797, 492.3659639, 509.6471914, 455.8423058, 511.7663157],
      ],
    ],
    [
      "effective weight, nothing for items that are the same for all",
      ({ effectiveWeight }) => effectiveWeight,
      [
        ...[...zeros, 0, 0, 0, 26.58464457, 3.368456046, 3.253955259, 7.584083694, 3.79658376, 3.183278505],
        ...[4.532356904, 7.78856243, 10.08351572, 8.381139345, 8.727645713, 7.946277111, 4.769500946],
      ],
    ],
    [
      "discrimination index, none for items that are the same for all",
      ({ discriminationIndex }) => discriminationIndex,
      [
        ...[...nones, ...none, 25.88327077, 1.170256965, -4.207816809, 28.16930644, -2.513606859, -12.99017581],
        ...[-8.900638238, 8.670004606, 29.63337745, 15.18945843, 16.21079629, 15.52451404, -8.396734802],
      ],
    ],
    [
      "discriminative efficiency, none for items that are the same for all",
      ({ discriminativeEfficiency }) => discriminativeEfficiency,
      [
        ...[...nones, ...none, 27.23492723, 1.382386552, -4.691171307, 31.12404354, -2.877487579, -17.5074184],
        ...[-10.27568922, 10.86956522, 34.58997279, 17.4790556, 20.14359793, 22.06477733, -10],
      ],
    ],
  ])("gives Moodle's %s", (_name, read, expected) => {
    expect(near(column(moodleStates, read), expected, 1e-9, 0)).toEqual(expected);
  });
});
