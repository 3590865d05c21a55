import { studyDay, studyDayBounds } from "@mlops/quiz/review";
import type { StudyZone } from "@mlops/quiz/review";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 200) };
const hour = 3_600_000;
const day = 24 * hour;

const hoursOf = (name: string, zone: StudyZone): number => {
  const { from, to } = studyDayBounds(name, zone);
  return (to - from) / hour;
};
const at = (text: string): number => Date.parse(text);

/** What a clock shows, read another way than by the code: as Swedish text, which is written like ISO 8601. */
const shownAt = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(time);

describe("a study day", () => {
  it("begins at four in the morning unless told otherwise", () => {
    const zone = { timeZone: "Europe/Berlin" };
    expect(studyDay(at("2026-01-10T03:59:59.999+01:00"), zone)).toBe("2026-01-09");
    expect(studyDay(at("2026-01-10T04:00:00.000+01:00"), zone)).toBe("2026-01-10");
    expect(studyDay(at("2026-01-10T00:00:00.000+01:00"), { ...zone, dayStartsAt: 0 })).toBe("2026-01-10");
    expect(studyDay(at("2026-01-10T22:59:59.999+01:00"), { ...zone, dayStartsAt: 23 })).toBe("2026-01-09");
    expect(studyDayBounds("2026-01-10", zone)).toEqual({
      from: at("2026-01-10T04:00+01:00"),
      to: at("2026-01-11T04:00+01:00"),
    });
  });

  it.each<[string, StudyZone, number]>([
    ["2026-03-29", { timeZone: "Europe/Berlin", dayStartsAt: 0 }, 23],
    ["2026-10-25", { timeZone: "Europe/Berlin", dayStartsAt: 0 }, 25],
    // The night of the change belongs to the day before.
    ["2026-03-28", { timeZone: "Europe/Berlin" }, 23],
    ["2026-03-29", { timeZone: "Europe/Berlin" }, 24],
    ["2026-10-24", { timeZone: "Europe/Berlin" }, 25],
    ["2026-10-25", { timeZone: "Europe/Berlin" }, 24],
    ["2026-03-07", { timeZone: "America/New_York" }, 23],
    ["2026-10-31", { timeZone: "America/New_York" }, 25],
    ["2026-03-08", { timeZone: "America/New_York", dayStartsAt: 0 }, 23],
    ["2026-11-01", { timeZone: "America/New_York", dayStartsAt: 0 }, 25],
    ["2026-03-29", { timeZone: "Asia/Kolkata" }, 24],
    ["2026-04-04", { timeZone: "Australia/Lord_Howe" }, 24.5],
    ["2026-10-03", { timeZone: "Australia/Lord_Howe" }, 23.5],
    ["2026-03-29", { timeZone: "UTC" }, 24],
    // Midnight itself is left out there, and the day begins at one.
    ["2026-04-24", { timeZone: "Africa/Cairo", dayStartsAt: 0 }, 23],
    ["2026-04-23", { timeZone: "Africa/Cairo", dayStartsAt: 0 }, 24],
  ])("%s in %o has %d hours", (name, zone, hours) => {
    expect(hoursOf(name, zone)).toBe(hours);
  });

  it("begins at three where two o'clock is left out", () => {
    const zone = { timeZone: "Europe/Berlin", dayStartsAt: 2 };
    expect(studyDayBounds("2026-03-29", zone).from).toBe(at("2026-03-29T03:00+02:00"));
    expect(hoursOf("2026-03-28", zone)).toBe(24);
    expect(hoursOf("2026-03-29", zone)).toBe(23);
    expect(studyDay(at("2026-03-29T01:59:59.999+01:00"), zone)).toBe("2026-03-28");
    expect(studyDay(at("2026-03-29T03:00+02:00"), zone)).toBe("2026-03-29");
  });

  it("begins once where two o'clock comes twice", () => {
    const zone = { timeZone: "Europe/Berlin", dayStartsAt: 2 };
    expect(studyDayBounds("2026-10-25", zone).from).toBe(at("2026-10-25T02:00+02:00"));
    expect(studyDay(at("2026-10-25T02:30+02:00"), zone)).toBe("2026-10-25");
    expect(studyDay(at("2026-10-25T02:30+01:00"), zone)).toBe("2026-10-25");
    expect(hoursOf("2026-10-25", zone)).toBe(25);
  });

  it("does not begin at the moment at which clocks go back from its hour", () => {
    // What would have been three o'clock is two again; three is shown an hour later.
    const zone = { timeZone: "Europe/Berlin", dayStartsAt: 3 };
    expect(studyDayBounds("2026-10-25", zone).from).toBe(at("2026-10-25T03:00+01:00"));
    expect(studyDay(at("2026-10-25T02:00+01:00"), zone)).toBe("2026-10-24");
  });

  it("does not end again where clocks go back over its beginning", () => {
    // At two in the night of 2010-03-05, clocks at Casey went back to eleven in the evening.
    const zone = { timeZone: "Antarctica/Casey", dayStartsAt: 0 };
    expect(shownAt(at("2010-03-04T15:30Z"), "Antarctica/Casey")).toBe("2010-03-04 23:30:00");
    expect(studyDay(at("2010-03-04T12:59Z"), zone)).toBe("2010-03-04");
    expect(studyDay(at("2010-03-04T13:00Z"), zone)).toBe("2010-03-05");
    expect(studyDay(at("2010-03-04T15:30Z"), zone)).toBe("2010-03-05");
    expect(hoursOf("2010-03-05", zone)).toBe(27);
  });

  it("is never one that the zone has left out", () => {
    for (const dayStartsAt of [0, 4, 23]) {
      const zone = { timeZone: "Pacific/Apia", dayStartsAt };
      const before = studyDayBounds("2011-12-29", zone);
      expect(before.to - before.from).toBe(day);
      expect(studyDay(before.to - 1, zone)).toBe("2011-12-29");
      expect(studyDay(before.to, zone)).toBe("2011-12-31");
      expect(studyDayBounds("2011-12-30", zone)).toEqual({ from: before.to, to: before.to });
      expect(hoursOf("2011-12-31", zone)).toBe(24);
    }
  });

  it.each(["Europe/Berlin", "Pacific/Apia", "Asia/Kolkata", "America/New_York"])(
    "has the same name whatever the language of the runtime, in %s",
    (timeZone) => {
      const time = at("2026-06-01T12:00Z");
      expect(studyDay(time, { timeZone, dayStartsAt: 0 })).toBe(shownAt(time, timeZone).slice(0, 10));
    },
  );
});

describe("study days", () => {
  const zones = [
    "Africa/Casablanca",
    "Africa/Monrovia",
    "America/Havana",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
    "UTC",
  ];
  const times = fc.integer({ min: day * 2, max: Date.UTC(2037, 11, 31) });
  const studyZones = fc.record({ timeZone: fc.constantFrom(...zones), dayStartsAt: fc.integer({ min: 0, max: 23 }) });

  it("follow each other without gaps, and each time is in its own", () => {
    fc.assert(
      fc.property(studyZones, times, (zone, time) => {
        const name = studyDay(time, zone);
        const { from, to } = studyDayBounds(name, zone);
        expect(from).toBeLessThanOrEqual(time);
        expect(time).toBeLessThan(to);
        expect(studyDay(from, zone)).toBe(name);
        expect(studyDay(from - 1, zone) < name).toBe(true);
        expect(studyDay(to - 1, zone)).toBe(name);
        expect(studyDay(to, zone) > name).toBe(true);
        expect(studyDayBounds(studyDay(to, zone), zone).from).toBe(to);
      }),
      runs,
    );
  });

  it("are the days on the wall, less the hours before they begin", () => {
    fc.assert(
      fc.property(fc.constantFrom("Europe/Berlin", "Asia/Kathmandu", "America/New_York"), times, (timeZone, time) => {
        const shown = shownAt(time, timeZone);
        const isNight = Number(shown.slice(11, 13)) < 4;
        const date = new Date(Date.parse(`${shown.slice(0, 10)}T00:00Z`) - (isNight ? day : 0));
        expect(studyDay(time, { timeZone })).toBe(date.toISOString().slice(0, 10));
      }),
      runs,
    );
  });
});

describe("what cannot be used", () => {
  const berlin = { timeZone: "Europe/Berlin" };

  it.each(["Europe/Atlantis", "", "four"])("is refused: the time zone %j", (timeZone) => {
    expect(() => studyDay(0, { timeZone })).toThrow(
      expect.objectContaining({ name: "ReviewError", code: "time-zone-unknown", place: "timeZone" }),
    );
  });

  it.each([-1, 24, 3.5, Number.NaN])("is refused: a day that begins at %d", (dayStartsAt) => {
    expect(() => studyDay(0, { ...berlin, dayStartsAt })).toThrow(
      expect.objectContaining({ code: "options-invalid", place: "dayStartsAt" }),
    );
  });

  it.each([-1, 0.5, Number.NaN, Infinity, Date.UTC(9900, 0, 1)])("is refused: the time %d", (time) => {
    expect(() => studyDay(time, berlin)).toThrow(expect.objectContaining({ code: "time-invalid" }));
  });

  it("is not the first and the last time", () => {
    expect(studyDay(0, { timeZone: "UTC" })).toBe("1969-12-31");
    expect(studyDay(Date.UTC(9900, 0, 1) - 1, { timeZone: "UTC" })).toBe("9899-12-31");
  });

  it.each(["2026-02-30", "2026-3-1", "29 March", "", "+012026-01-01"])("is refused: the day %j", (name) => {
    expect(() => studyDayBounds(name, berlin)).toThrow(
      expect.objectContaining({ code: "options-invalid", place: "day" }),
    );
  });
});
