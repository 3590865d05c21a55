import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Finding, Reporter } from "../diagnostics/reporter.ts";
import type { Source } from "./source.ts";

/** So many findings of a kind are told one by one; the last one says how many more there are. */
const mostTold = 20;

/** A character that is probably not meant, and what to say about it. */
interface Suspicion {
  code: DiagnosticCode;
  pattern: RegExp;
  finding: (character: string) => Finding;
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

const suspicions: readonly Suspicion[] = [
  {
    code: "control-character",
    // oxlint-disable-next-line no-control-regex
    pattern: /[\u0000-\u0008\u000E-\u001F\u007F]/g,
    finding: (character) => ({
      message: "A control character stands in the text; it is probably left over from another program.",
      received: codePoint(character),
      hint: "Take it away.",
    }),
  },
  {
    code: "text-lone-surrogate",
    pattern: /\p{Surrogate}/gu,
    finding: (character) => ({
      message: "Half a character stands in the text; it cannot be written to a file.",
      received: codePoint(character),
      hint: "Take it away.",
    }),
  },
  {
    code: "line-end-unusual",
    pattern: /[\u0085\u2028\u2029\v](?=[ \t]*(?:-{3}(?:PAGE|QUIZ|END-QUIZ)-{3}|[A-Z]{1,9}:))/g,
    finding: (character) => ({
      message: "This character ends no line in Markdown, so what follows it is not at the start of one.",
      expected: "a line feed",
      received: codePoint(character),
    }),
  },
];

/** Reports characters that are probably not meant, and those that stand for bytes that are no UTF-8. */
export function reportCharacters(source: Source, invalid: readonly number[], reporter: Reporter): void {
  report("text-invalid-utf8", invalid, source, reporter, () => ({
    message: "The bytes here are no UTF-8; they were read as U+FFFD.",
    expected: "UTF-8",
    hint: "Save the file as UTF-8.",
  }));
  for (const { code, pattern, finding } of suspicions) {
    const places = [...source.text.matchAll(pattern)].map(({ index }) => index);
    report(code, places, source, reporter, finding);
  }
}

function report(
  code: DiagnosticCode,
  places: readonly number[],
  source: Source,
  reporter: Reporter,
  finding: Suspicion["finding"],
): void {
  for (const [index, place] of places.slice(0, mostTold).entries()) {
    const said = finding(source.text.charAt(place));
    const left = places.length - mostTold;
    const message = index === mostTold - 1 && left > 0 ? `${said.message} There are ${left} more.` : said.message;
    reporter.report(code, source.position(place, place + 1), { ...said, message });
  }
}
