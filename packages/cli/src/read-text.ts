import { UsageError } from "./io.ts";
import type { Io } from "./io.ts";

const reasons: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "there is no such file"],
  ["EISDIR", "it is a directory"],
  ["EACCES", "reading it is not allowed"],
  ["EPERM", "reading it is not allowed"],
]);

/** The text of a file; throws a {@link UsageError} that names the file where there is none. */
export async function readText(path: string, io: Io): Promise<string> {
  const name = path === "-" ? "standard input" : path;
  const bytes = await io.readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new UsageError(`cannot read ${name}: ${reasons.get(code) ?? String(code ?? error)}`, { cause: error });
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UsageError(`cannot read ${name}: it is not UTF-8 text`, { cause: error });
  }
}
