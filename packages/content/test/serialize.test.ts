import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLesson, serializeLesson } from "@mlops/content";
import { anyLesson } from "./arbitrary-lesson.ts";
import { draftOf } from "./draft-of.ts";
import { faults, runs } from "./helpers.ts";

describe("serializeLesson", () => {
  it("writes a text that is read as the same lesson, without a fault in any profile", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyLesson, (lesson) => {
        const text = serializeLesson(lesson);
        expect(faults(text)).toEqual([]);
        expect(draftOf(parseLesson(text).lesson)).toEqual(draftOf(lesson));
        expect(draftOf(parseLesson(text, { profile: "scraped", recover: false }).lesson)).toEqual(draftOf(lesson));
      }),
      { numRuns: runs(500) },
    );
  });
});
