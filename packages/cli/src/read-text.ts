import { UsageError } from "./io.ts";
import type { Io } from "./io.ts";

const reasons: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "there is no such file"],
  ["EISDIR", "it is a directory"],
  ["EACCES", "access is not allowed"],
  ["EPERM", "access is not allowed"],
  ["ENOSPC", "the disk is full"],
  ["EROFS", "the file system cannot be written to"],
]);

function reasonFor(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return reasons.get(code) ?? String(code ?? error);
}

/** The bytes of a file piece by piece; throws a {@link UsageError} that names the file where it cannot be read. */
export async function* readPieces(path: string, io: Io, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* io.openFile(path, signal);
  } catch (error) {
    if (signal.aborted) return;
    const name = path === "-" ? "standard input" : path;
    throw new UsageError(`cannot read ${name}: ${reasonFor(error)}`, { cause: error });
  }
}

/** The bytes of a file; throws a {@link UsageError} that names the file where there is none. */
export async function readBytes(path: string, io: Io): Promise<Uint8Array> {
  const name = path === "-" ? "standard input" : path;
  return io.readFile(path).catch((error: unknown) => {
    throw new UsageError(`cannot read ${name}: ${reasonFor(error)}`, { cause: error });
  });
}

/** The text of a file; throws a {@link UsageError} also where it is not UTF-8: such a file must not be written back. */
export async function readText(path: string, io: Io): Promise<string> {
  const bytes = await readBytes(path, io);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    const name = path === "-" ? "standard input" : path;
    throw new UsageError(`cannot read ${name}: it is not UTF-8 text`, { cause: error });
  }
}

/** Replaces a file; throws a {@link UsageError} that names it where that is not possible. */
export async function writeText(path: string, text: string, io: Io): Promise<void> {
  await io.writeFile(path, text).catch((error: unknown) => {
    throw new UsageError(`cannot write ${path}: ${reasonFor(error)}`, { cause: error });
  });
}
