import { createReadStream, watch } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve as absolute } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Io } from "./io.ts";

interface OutputStream {
  write(text: string): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  once(event: "drain" | "close", listener: () => void): unknown;
  readonly writableNeedDrain?: boolean;
  readonly isTTY?: boolean;
  /** As `tty.WriteStream` has it; without it there are no colours. */
  hasColors?(): boolean;
}

/** The part of Node's `process` that is used. */
export interface ProcessLike {
  stdout: OutputStream;
  stderr: OutputStream;
  stdin: AsyncIterable<Uint8Array | string> & { destroy?(): unknown };
  exit(code: number): unknown;
  on(event: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  pid: number;
}

/**
 * The real world.
 *
 * @param importModule - Imports a module by its URL: Node's own `import()`, which only the program may call.
 * @param env - The environment, which only the program reads.
 *
 * A reader that goes away early, as `head` does, is no error: what is still to be written is dropped.
 */
export function nodeIo(process: ProcessLike, importModule: Io["importModule"], env: Io["env"]): Io {
  const { stdout, stderr, stdin } = process;
  let isRead = true;
  const onError = (error: Error): void => {
    isRead = false;
    if ("code" in error && error.code === "EPIPE") return;
    stderr.write(`mlops: cannot write: ${error.message}\n`);
    process.exit(2);
  };
  stdout.on("error", onError);
  stderr.on("error", () => process.exit(2));
  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    importModule: (path) => importModule(pathToFileURL(absolute(path)).href),
    readFile: (path) => (path === "-" ? readAll(stdin) : readFile(path)),
    openFile(path, signal) {
      if (path !== "-") return createReadStream(path, { signal });
      signal.addEventListener("abort", () => stdin.destroy?.(), { once: true });
      return bytesOf(stdin);
    },
    writeFile: (path, text) => replaceFile(path, text, process.pid),
    listFiles,
    watch: watchPaths,
    toldToStop: () =>
      new Promise((resolve) => {
        let isTold = false;
        for (const signal of ["SIGINT", "SIGTERM"] as const) {
          process.on(signal, () => {
            if (isTold) process.exit(1);
            isTold = true;
            resolve(signal);
          });
        }
      }),
    async drained() {
      if (isRead && stdout.writableNeedDrain === true) {
        await new Promise<void>((resolve) => {
          stdout.once("drain", resolve);
          stdout.once("close", resolve);
        });
      }
      return isRead;
    },
    wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
    env,
    showsProgress: stderr.isTTY === true && stdout.isTTY !== true,
    hasColors: stdout.hasColors?.() ?? false,
  };
}

async function replaceFile(path: string, text: string, pid: number): Promise<void> {
  const temporary = `${path}.${pid}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function listFiles(folder: string): Promise<string[] | undefined> {
  if (!(await stat(folder)).isDirectory()) return undefined;
  const files: string[] = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const path = join(current, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile()) files.push(path);
    }
  }
  return files.toSorted();
}

/** Editors write a file in several steps; this long nothing more may happen before a change counts as one, in ms. */
const settlingTime = 50;

async function* watchPaths(paths: readonly string[]): AsyncGenerator<undefined> {
  let timer: NodeJS.Timeout | undefined;
  let isChanged = false;
  let wake: (() => void) | undefined;
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isChanged = true;
      wake?.();
    }, settlingTime);
  };
  // The folder of a file is watched: many editors replace the file, and a watch on it would end with the old one.
  const folders = new Set<string>();
  for (const path of paths) folders.add((await stat(path)).isDirectory() ? path : dirname(path));
  const watchers = [...folders].map((folder) => watch(folder, { recursive: true }, onChange));
  try {
    for (;;) {
      if (!isChanged) await new Promise<void>((resolve) => (wake = resolve));
      isChanged = false;
      yield undefined;
    }
  } finally {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  }
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOf(stream)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* bytesOf(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield Buffer.from(chunk);
}
