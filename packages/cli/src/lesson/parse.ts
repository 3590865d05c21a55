import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import type { Io } from "../io.ts";
import { readText } from "../read-text.ts";
import { summary } from "./summary.ts";

/** `mlops lesson parse`. */
export function parseCommand(io: Io): Command {
  return defineLeaf(
    "parse",
    "Show what a lesson holds and what is wrong with it",
    {
      file: { type: "positional", required: true, description: "The lesson; - reads standard input" },
      json: { type: "boolean", default: false, description: "Print { lesson, diagnostics } as JSON and nothing else" },
      profile: {
        type: "enum",
        options: ["auto", "strict", "scraped"],
        default: "auto",
        description: "How quizzes are written: one field per line, or fields run together",
      },
    },
    async ({ file, json, profile }) => {
      const text = await readText(file, io);
      const { parseLesson } = await import("@mlops/content");
      const { lesson, diagnostics } = parseLesson(text, { profile });
      const name = file === "-" ? "<stdin>" : file;
      io.stdout(
        json ? `${JSON.stringify({ lesson, diagnostics }, null, 2)}\n` : summary({ lesson, diagnostics }, name),
      );
      return diagnostics.some(({ severity }) => severity === "error") ? 1 : 0;
    },
  );
}
