import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLesson, parseLesson } from "@mlops/content";
import { anyText } from "./arbitrary-text.ts";
import { runs } from "./helpers.ts";
import { plainLesson } from "./plain-lesson.ts";

const anyOptions = fc.record({ profile: fc.constantFrom("auto" as const, "strict" as const, "scraped" as const) });

describe("formatLesson", () => {
  it(
    "gives for every text one that is read as the same lesson, and does not change when it is formatted again",
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(anyText, anyOptions, (text, options) => {
          const { text: formatted } = formatLesson(text, options);
          expect(plainLesson(parseLesson(formatted, options).lesson)).toEqual(
            plainLesson(parseLesson(text, options).lesson),
          );
          expect(formatLesson(formatted, options).text).toBe(formatted);
        }),
        { numRuns: runs(500) },
      );
    },
  );
});
