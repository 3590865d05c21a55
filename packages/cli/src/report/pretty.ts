import { styleText } from "node:util";
import type { Diagnostic, Severity } from "@mlops/schema";
import { printable } from "../printable.ts";
import { counted, countFindings } from "./finding.ts";
import type { Report } from "./finding.ts";

type Format = Parameters<typeof styleText>[0];

/** Puts colours into a text, or leaves it alone. */
export type Paint = (format: Format, text: string) => string;

export function painter(hasColors: boolean): Paint {
  return hasColors ? (format, text) => styleText(format, text, { validateStream: false }) : (_format, text) => text;
}

const colours: Readonly<Record<Severity, Format>> = { error: "red", warning: "yellow", info: "blue" };

/** Findings as a compiler prints them, and their sum. */
export function prettyReport(reports: readonly Report[], paint: Paint): string {
  const findings = reports.flatMap((report) => prettyFindings(report, paint));
  return [...findings, `${totals(reports, paint)}\n`].join("\n");
}

/** Each finding about a file as a compiler prints it: the place, the line of the source with carets, and what to do. */
export function prettyFindings({ file, text, diagnostics }: Report, paint: Paint): string[] {
  const lines = diagnostics.length === 0 ? [] : text.replace(/^\uFEFF+/, "").split(/\r\n|[\r\n]/);
  return diagnostics.map((diagnostic) => finding(file, lines, diagnostic, paint));
}

function finding(file: string, lines: readonly string[], diagnostic: Diagnostic, paint: Paint): string {
  const { code, severity, message, position, expected, received, hint, fix } = diagnostic;
  const { start, end } = position;
  const place = `${printable(file)}:${start.line}:${start.column}-${end.line}:${end.column}`;
  const notes = Object.entries({ expected, received, hint }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${printable(value)}`],
  );
  if (fix !== undefined) notes.push(`fix: ${printable(fix.title)} (\`mlops lesson fix\`)`);
  notes.push(`see docs/diagnostics/${code}.md`);
  const number = String(start.line);
  const gutter = " ".repeat(number.length);
  const bar = paint("dim", "|");
  const { shown, carets } = excerpt(lines[start.line - 1] ?? "", diagnostic);
  return [
    `${paint("bold", place)} ${paint(colours[severity], severity)} ${code}`,
    `  ${printable(message)}`,
    `  ${gutter} ${bar}`,
    `  ${paint("dim", number)} ${bar} ${shown}`,
    `  ${gutter} ${bar} ${paint(colours[severity], carets)}`,
    ...notes.map((note) => `  ${gutter} ${paint("dim", "=")} ${note}`),
    "",
  ].join("\n");
}

/** How much of a line is shown, in characters; of a longer one, the part around the place. */
const longestLine = 120;
const before = 40;

function excerpt(line: string, { position: { start, end } }: Diagnostic): { shown: string; carets: string } {
  const from = line.length > longestLine ? Math.max(0, start.column - 1 - before) : 0;
  const to = Math.min(line.length, from + longestLine);
  const last = end.line === start.line ? end.column - 1 : line.length;
  const cutStart = from > 0 ? "…" : "";
  const cutEnd = to < line.length ? "…" : "";
  const lead = printable(line.slice(from, start.column - 1).replaceAll("\t", " "));
  const marked = printable(line.slice(start.column - 1, Math.min(last, to)).replaceAll("\t", " "));
  const rest = printable(line.slice(Math.max(start.column - 1, Math.min(last, to)), to).replaceAll("\t", " "));
  const width = Math.max(1, columns(marked));
  return {
    shown: `${cutStart}${lead}${marked}${rest}${cutEnd}`,
    carets: " ".repeat(cutStart.length + columns(lead)) + "^".repeat(width),
  };
}

const wide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u;

/** How many columns of a terminal a text takes: combining marks none, East Asian characters and emoji two. */
function columns(text: string): number {
  let count = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    count += wide.test(segment) ? 2 : 1;
  }
  return count;
}

function totals(reports: readonly Report[], paint: Paint): string {
  const { error, warning, info } = countFindings(reports);
  const counts = [counted(error, "error"), counted(warning, "warning"), counted(info, "note")].join(", ");
  const fixable = reports.flatMap(({ diagnostics }) => diagnostics).filter(({ fix }) => fix !== undefined).length;
  const summary = `${counts} in ${counted(reports.length, "lesson")}`;
  const colour: Format = error > 0 ? "red" : warning > 0 ? "yellow" : "green";
  return paint(colour, summary) + (fixable === 0 ? "" : `; ${fixable} can be fixed by \`mlops lesson fix\``);
}
