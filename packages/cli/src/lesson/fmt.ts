import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { readText, writeText } from "../read-text.ts";
import { counted } from "../report/finding.ts";
import { pathsOf, profileArgument } from "./arguments.ts";
import { collectInputs } from "./inputs.ts";

/** `mlops lesson fmt`. */
export function fmtCommand(io: Io): Command {
  return defineLeaf(
    "fmt",
    "Write lessons in their canonical form",
    {
      path: { type: "positional", required: true, description: "Lessons and folders; - reads and writes a pipe" },
      check: { type: "boolean", default: false, description: "Write nothing; exit with 1 if something would change" },
      profile: profileArgument,
    },
    async ({ _: rest, check, profile }) => {
      const { formatLesson } = await import("@mlops/content");
      const { lessons } = await collectInputs(pathsOf(rest), io);
      const changed: string[] = [];
      for (const { path, name } of lessons) {
        const before = await readText(path, io);
        const { text } = formatLesson(before, { profile });
        if (text !== before) changed.push(name);
        if (check) continue;
        if (path === "-") io.stdout(text);
        else if (text !== before) await writeText(path, text, io);
      }
      const listed = changed.filter((name) => check || name !== "<stdin>");
      if (!lessons.some(({ path }) => path === "-") || check) {
        const verb = check ? "would change" : "changed";
        io.stdout(listed.map((name) => `${printable(name)}\n`).join(""));
        io.stdout(`${changed.length} of ${counted(lessons.length, "lesson")} ${verb}\n`);
      }
      return check && changed.length > 0 ? 1 : 0;
    },
    { isVariadic: true },
  );
}
