import type { Diagnostic, Position } from "@mlops/schema";
import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { readText, writeText } from "../read-text.ts";
import { counted } from "../report/finding.ts";
import { painter, prettyFindings } from "../report/pretty.ts";

/** One thing that the other format, or ours, cannot hold. */
interface Loss {
  code: string;
  field: string;
  message: string;
  question?: string | undefined;
  position?: Position | undefined;
}

/** A file in another format and what was lost on the way. */
interface Converted {
  text: string;
  losses: readonly Loss[];
  /** What is wrong with the text that was read. */
  findings: Diagnostic[];
}

interface Format {
  read(text: string): Promise<Converted>;
  write(text: string): Promise<Converted>;
}

/** Every format, one entry each. */
const formats: Readonly<Record<"gift", Format>> = {
  gift: {
    async read(text) {
      const { importGift } = await import("@mlops/content/import/gift");
      const { text: lesson, losses, diagnostics } = importGift(text);
      return { text: lesson, losses, findings: diagnostics };
    },
    async write(text) {
      const { parseLesson } = await import("@mlops/content");
      const { exportGift } = await import("@mlops/content/export/gift");
      const { lesson, diagnostics } = parseLesson(text);
      const { value, losses } = exportGift(lesson);
      return { text: value, losses, findings: diagnostics.filter(({ severity }) => severity === "error") };
    },
  },
};

/** `mlops lesson convert`. */
export function convertCommand(io: Io): Command {
  return defineLeaf(
    "convert",
    "Turn quizzes of another program into a lesson, or a lesson into those",
    {
      file: { type: "positional", required: true, description: "The file to read; - reads standard input" },
      from: { type: "enum", options: ["gift"], description: "The format of the file; without it, a lesson is read" },
      to: { type: "enum", options: ["gift"], description: "The format to write; without it, a lesson is written" },
      out: { type: "string", description: "The file to write; without it, standard output" },
      strict: { type: "boolean", default: false, description: "Exit with 1, and write nothing, if anything is lost" },
    },
    async ({ file, from, to, out, strict }) => {
      if ((from === undefined) === (to === undefined)) {
        throw new UsageError("say --from FORMAT or --to FORMAT; see `mlops lesson convert --help`");
      }
      const text = await readText(file, io);
      const converted = from === undefined ? await formats[to ?? "gift"].write(text) : await formats[from].read(text);
      const { losses, findings } = converted;
      const name = file === "-" ? "<stdin>" : file;
      const plain = painter(false);
      for (const one of prettyFindings({ file: name, text, diagnostics: findings }, plain)) io.stderr(`${one}\n`);
      for (const loss of losses) io.stderr(`${lossLine(loss, name)}\n`);
      if (losses.length > 0) io.stderr(`${counted(losses.length, "loss", "losses")}\n`);
      const hasErrors = findings.some(({ severity }) => severity === "error");
      if (hasErrors) io.stderr("what could not be read was kept as it is\n");
      if (strict && losses.length > 0) return 1;
      if (out === undefined) io.stdout(converted.text);
      else await writeText(out, converted.text, io);
      return hasErrors ? 1 : 0;
    },
  );
}

function lossLine({ code, field, message, question, position }: Loss, file: string): string {
  const place = position === undefined ? "" : `:${position.start.line}:${position.start.column}`;
  const where = question === undefined ? field : `${question}: ${field}`;
  return `${printable(file)}${place} lost ${printable(where)} (${code}): ${printable(message)}`;
}
