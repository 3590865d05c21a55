import type { CommandGroup } from "../commands.ts";

/** The commands about lessons. */
export const lessonCommands: CommandGroup = {
  name: "mlops lesson",
  description: "Read and check lessons",
  commands: new Map([["parse", async (io) => (await import("./parse.ts")).parseCommand(io)]]),
};
