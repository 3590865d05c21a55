import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseLesson } from "@mlops/content";
import { lessonToHtml } from "@mlops/content/html";
import { corpus } from "./corpora.ts";

const naughtyStrings = corpus("corpora", "naughty-strings.json");

describe.skipIf(naughtyStrings.missing)("hostile strings in a lesson", () => {
  const strings = naughtyStrings.missing === undefined ? z.array(z.string()).min(500).parse(naughtyStrings.json()) : [];

  it("are read without an exception, and their HTML holds no element, attribute or address that could run", () => {
    for (const text of strings) {
      const inQuiz = `---QUIZ---\nQ: ${text}\nID: q\nA: ${text}\nA: b\nCORRECT: 1\n---END-QUIZ---`;
      for (const lesson of [text, `# ${text}\n\n- ${text}\n\n[a](${text})\n`, inQuiz]) {
        for (const { html } of lessonToHtml(parseLesson(lesson).lesson).pages) {
          const tags = [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/g)];
          for (const [, name = "", attributes = ""] of tags) {
            expect(name, text).not.toMatch(
              /^(?:script|style|iframe|object|embed|svg|math|form|base|link|meta|template)$/,
            );
            expect(attributes, text).not.toMatch(/\s(?:on[a-z]+|style|srcdoc)=/);
            expect(attributes, text).not.toMatch(/(?:href|src)="\s*(?:javascript|vbscript|data):/i);
          }
        }
      }
    }
  });
});
