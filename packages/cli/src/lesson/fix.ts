import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import type { Io } from "../io.ts";
import { readText, writeText } from "../read-text.ts";
import { printable } from "../printable.ts";
import { counted, countFindings } from "../report/finding.ts";
import type { Report } from "../report/finding.ts";
import { painter, prettyReport } from "../report/pretty.ts";
import { pathsOf, profileArgument } from "./arguments.ts";
import { collectInputs } from "./inputs.ts";

/** `mlops lesson fix`. */
export function fixCommand(io: Io): Command {
  return defineLeaf(
    "fix",
    "Mend what can be mended for certain: missing ids, fields run together, lost code fences",
    {
      path: { type: "positional", required: true, description: "Lessons and folders; - reads and writes a pipe" },
      "dry-run": { type: "boolean", default: false, description: "Write nothing; say what would be mended" },
      profile: profileArgument,
    },
    async ({ _: rest, "dry-run": isDry, profile }) => {
      const { fixLesson } = await import("@mlops/content");
      const { lessons } = await collectInputs(pathsOf(rest), io);
      const left: Report[] = [];
      const lines: string[] = [];
      for (const { path, name } of lessons) {
        const before = await readText(path, io);
        const { text, fixed, remaining } = fixLesson(before, { profile });
        if (remaining.some(({ severity }) => severity === "error")) {
          left.push({ file: name, text, diagnostics: remaining.filter(({ severity }) => severity === "error") });
        }
        for (const { code, position, fix } of fixed) {
          const { line, column } = position.start;
          lines.push(`${printable(name)}:${line}:${column} ${code} ${printable(fix?.title ?? "mended")}`);
        }
        if (text !== before && fixed.length === 0) lines.push(`${printable(name)} written in its canonical form`);
        if (path === "-" && !isDry) io.stdout(text);
        else if (text !== before && !isDry) await writeText(path, text, io);
      }
      const isPiped = lessons.some(({ path }) => path === "-") && !isDry;
      const say = (text: string): void => (isPiped ? io.stderr(text) : io.stdout(text));
      for (const line of lines) say(`${line}\n`);
      say(`${counted(lines.length, "change")} ${isDry ? "to make" : "made"} in ${counted(lessons.length, "lesson")}\n`);
      if (left.length > 0) say(`\nLeft for you:\n${prettyReport(left, painter(io.hasColors))}`);
      return countFindings(left).error > 0 ? 1 : 0;
    },
    { isVariadic: true },
  );
}
