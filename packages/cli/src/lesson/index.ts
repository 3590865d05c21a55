import type { CommandGroup } from "../commands.ts";

/** The commands about lessons. */
export const lessonCommands: CommandGroup = {
  name: "mlops lesson",
  description: "Read, check, mend and convert lessons",
  commands: new Map([
    ["parse", async (io) => (await import("./parse.ts")).parseCommand(io)],
    ["check", async (io) => (await import("./check.ts")).checkCommand(io)],
    ["fmt", async (io) => (await import("./fmt.ts")).fmtCommand(io)],
    ["fix", async (io) => (await import("./fix.ts")).fixCommand(io)],
    ["stats", async (io) => (await import("./stats.ts")).statsCommand(io)],
    ["convert", async (io) => (await import("./convert.ts")).convertCommand(io)],
  ]),
};
