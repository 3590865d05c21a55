import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { main } from "../src/main.ts";

/** What a call of the command did. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A file's content, or the code of the error that reading it gives. */
export type Files = Readonly<Record<string, string | Uint8Array | { error: string }>>;

/** How the world is, beyond its files. */
export interface World {
  /** What changes while the command watches: after each step it looks again; then watching ends. */
  changes?: readonly Files[];
  hasColors?: boolean;
  /** Gets what is written. */
  written?: Map<string, string>;
  /** When the process is told to stop. Default: at once. */
  stop?: Promise<"SIGINT" | "SIGTERM">;
  env?: Readonly<Record<string, string>>;
  showsProgress?: boolean;
  /** Is told how long the command wants to wait; it does not wait. */
  waited?: (ms: number) => void;
  /** How often standard output takes more before its reader goes away. Default: always. */
  reads?: number;
}

/** Runs the command over files in memory; the file `-` is standard input. */
export async function run(argv: readonly string[], given: Files = {}, world: World = {}): Promise<Outcome> {
  const { changes = [], hasColors = false, written = new Map<string, string>() } = world;
  const { stop = Promise.resolve("SIGINT" as const), env = {}, showsProgress = false, waited } = world;
  let files = given;
  let reads = world.reads ?? Infinity;
  let stdout = "";
  let stderr = "";
  const bytesOf = (path: string): Uint8Array => {
    const file = files[path] ?? { error: "ENOENT" };
    if (typeof file === "string") return new TextEncoder().encode(file);
    if (file instanceof Uint8Array) return file;
    throw Object.assign(new Error(`${file.error}: something long, open '${path}'`), { code: file.error });
  };
  const code = await main(argv, {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    hasColors,
    showsProgress,
    env: (name) => env[name],
    drained: async () => {
      reads -= 1;
      return reads >= 0;
    },
    wait: async (ms) => waited?.(ms),
    readFile: async (path) => bytesOf(path),
    async *openFile(path) {
      const bytes = bytesOf(path);
      // In pieces that end in the middle of things.
      for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
    },
    writeFile: async (path, text) => {
      if (path.startsWith("/full/")) throw Object.assign(new Error("ENOSPC: no space"), { code: "ENOSPC" });
      written.set(path, text);
    },
    listFiles: async (path) => {
      const folder = `${path.replace(/\/$/, "")}/`;
      const inside = Object.keys(files).filter((file) => file.startsWith(folder));
      return inside.length > 0 || path.endsWith("/") ? inside.toSorted() : undefined;
    },
    importModule: (path) => import(pathToFileURL(resolve(path)).href),
    toldToStop: () => stop,
    async *watch() {
      for (const change of changes) {
        files = { ...files, ...change };
        yield undefined;
      }
    },
  });
  return { code, stdout, stderr };
}
