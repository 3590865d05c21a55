/**
 * The command `mlops`.
 *
 * @module
 */
import { lessonCommands } from "./lesson/index.ts";
import type { CommandGroup, LazyCommand } from "./commands.ts";
import { runGroup } from "./commands.ts";
import { UsageError } from "./io.ts";
import type { Io } from "./io.ts";
import { printable } from "./printable.ts";

export type { Io } from "./io.ts";
export { nodeIo } from "./node-io.ts";
export type { ProcessLike } from "./node-io.ts";

const root: CommandGroup = {
  name: "mlops",
  description: "Courses, quizzes and model serving from the command line",
  commands: new Map<string, CommandGroup | LazyCommand>([
    ["lesson", lessonCommands],
    ["serve", async (io) => (await import("./serve/serve.ts")).serveCommand(io)],
    ["conformance", async (io) => (await import("./conformance/conformance.ts")).conformanceCommand(io)],
    ["predict", async (io) => (await import("./predict/predict.ts")).predictCommand(io)],
  ]),
};

/**
 * Runs the command line.
 *
 * @param argv - The arguments after the name of the program.
 * @returns The exit code: 0 when all is well, 1 when a text has errors, 2 for wrong usage and for what cannot be read.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await runGroup(root, argv, io);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    io.stderr(`mlops: ${printable(error instanceof UsageError ? message : `this is a bug: ${message}`)}\n`);
    return 2;
  }
}
