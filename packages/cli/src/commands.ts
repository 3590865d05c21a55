import { stripVTControlCharacters } from "node:util";
import { defineCommand, renderUsage, runCommand } from "citty";
import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import { UsageError } from "./io.ts";
import type { Io } from "./io.ts";
import { version } from "./version.ts";

/** A command that holds others. */
export interface CommandGroup {
  /** The words that call it, as `mlops lesson`. */
  name: string;
  description: string;
  commands: ReadonlyMap<string, CommandGroup | LazyCommand>;
}

/** A command that is loaded when it is called. */
export type LazyCommand = (io: Io) => Promise<Command>;

/** A command that does something. */
export interface Command {
  name: string;
  description: string;
  args: ArgsDef;
  /** Whether the last positional argument may be given several times. */
  isVariadic: boolean;
  /** The help text. `parentName` are the words before its own. */
  usage(parentName: string): Promise<string>;
  /** Gives the exit code. */
  run(rawArgs: string[]): Promise<unknown>;
}

/** Makes a command out of what it is called, what it takes and what it does. */
export function defineLeaf<const T extends ArgsDef>(
  name: string,
  description: string,
  args: T,
  run: (args: ParsedArgs<T>, rawArgs: readonly string[]) => Promise<number>,
  { isVariadic = false }: { isVariadic?: boolean } = {},
): Command {
  const definition = defineCommand<T>({
    meta: { name, description },
    args,
    run: (context) => run(context.args, context.rawArgs),
  });
  return {
    name,
    description,
    args,
    isVariadic,
    usage: (parentName) => renderUsage(definition, { meta: { name: parentName } }),
    run: async (rawArgs) => (await runCommand(definition, { rawArgs })).result,
  };
}

/** Every value of an option that may be given several times. */
export function valuesOf(rawArgs: readonly string[], option: string): string[] {
  const end = rawArgs.indexOf("--");
  return (end === -1 ? rawArgs : rawArgs.slice(0, end)).flatMap((word, index) => {
    if (word.startsWith(`${option}=`)) return [word.slice(option.length + 1)];
    const value = rawArgs[index + 1];
    return word === option && value !== undefined ? [value] : [];
  });
}

/** Finds the command that the arguments name, and runs it. */
export async function runGroup(group: CommandGroup, argv: readonly string[], io: Io): Promise<number> {
  const [word, ...rest] = argv;
  const help = `see \`${group.name} --help\``;
  if (word === undefined) throw new UsageError(`a command is missing; ${help}`);
  if (isHelp(word)) {
    io.stdout(plain(await renderUsage(await asCommand(group, io))));
    return 0;
  }
  if (word === "--version" || word === "-v") {
    io.stdout(`${await version()}\n`);
    return 0;
  }
  if (word.startsWith("-")) throw new UsageError(`unknown option ${word}; ${help}`);
  const command = group.commands.get(word);
  if (command === undefined) throw new UsageError(`unknown command ${word}; ${help}`);
  return typeof command === "function" ? runLazy(group, command, rest, io) : runGroup(command, rest, io);
}

async function runLazy(parent: CommandGroup, load: LazyCommand, rawArgs: string[], io: Io): Promise<number> {
  const command = await load(io);
  const options = rawArgs.includes("--") ? rawArgs.slice(0, rawArgs.indexOf("--")) : rawArgs;
  if (options.some(isHelp)) {
    io.stdout(plain(await command.usage(parent.name)));
    return 0;
  }
  const help = `see \`${parent.name} ${command.name} --help\``;
  checkArguments(rawArgs, command, help);
  const result = await command.run(rawArgs).catch((error: unknown) => {
    const isUsage = error instanceof Error && "code" in error && error.code === "EARG";
    throw isUsage ? new UsageError(`${asSentence(error.message)}; ${help}`) : error;
  });
  if (typeof result !== "number") throw new Error("a command gave no exit code");
  return result;
}

/** Refuses what the command does not know; the argument parser would let it pass. */
function checkArguments(rawArgs: readonly string[], { args, isVariadic }: Command, help: string): void {
  const definitions = Object.entries(args);
  const limit = definitions.filter(([, { type }]) => type === "positional").length;
  let positionals = 0;
  let isOptions = true;
  for (let index = 0; index < rawArgs.length; index += 1) {
    const word = rawArgs[index] ?? "";
    if (isOptions && word === "--") {
      isOptions = false;
    } else if (isOptions && word.startsWith("-") && word !== "-") {
      const [flag = "", value] = word.split("=", 2);
      const type = definitions.find(
        ([name, definition]) =>
          (`--${name}` === flag && definition.type !== "positional") ||
          (`--no-${name}` === flag && definition.type === "boolean" && definition.default === true),
      )?.[1].type;
      if (type === undefined) throw new UsageError(`unknown option ${flag}; ${help}`);
      if (type === "boolean" && value !== undefined) throw new UsageError(`${flag} takes no value; ${help}`);
      if (type !== "boolean" && value === undefined) index += 1;
    } else {
      positionals += 1;
      if (positionals > limit && !isVariadic) throw new UsageError(`unexpected argument ${word}; ${help}`);
    }
  }
}

/** The first letter in lower case and no full stop, to stand after `mlops: `. */
function asSentence(message: string): string {
  const text = stripVTControlCharacters(message).replace(/\.$/, "");
  return text.charAt(0).toLowerCase() + text.slice(1);
}

async function asCommand({ name, description, commands }: CommandGroup, io: Io): Promise<CommandDef> {
  const subCommands: Record<string, CommandDef> = {};
  for (const [word, command] of commands) {
    const about = typeof command === "function" ? await command(io) : command;
    subCommands[word] = { meta: { description: about.description } };
  }
  return { meta: { name, description, version: await version() }, subCommands };
}

/** Without colours, without spaces at the ends of lines. */
function plain(usage: string): string {
  return `${stripVTControlCharacters(usage).replaceAll(/ +$/gm, "").trimEnd()}\n`;
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}
