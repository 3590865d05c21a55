import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { nearest } from "../lint/nearest.ts";

/** Why a file was not read. */
export type FileFault = "missing" | "outside" | "too-large";

/** A folder whose files are read; no link leads out of it. */
export interface Folder {
  /** The bytes of a file of at most so many bytes. Pipes and devices count as missing. */
  read: (file: string, most: number) => Promise<Uint8Array | FileFault>;
  /** Whether there is such a file. */
  has: (file: string) => Promise<boolean>;
  /** The name of a file beside the one that is missing, if one is close. */
  suggest: (file: string) => Promise<string | undefined>;
}

/** The folder at a path; nothing is in it where there is none. */
export async function openFolder(path: string): Promise<Folder> {
  const root = await realpath(path).catch(() => undefined);
  /** Where a file really is; `undefined` where that is not in the folder. */
  const locate = async (file: string): Promise<string | undefined> => {
    if (root === undefined) throw new Error("The folder is missing");
    if (/^\.\.(?:\/|$)/.test(file)) return undefined;
    const real = await realpath(join(root, file));
    return real.startsWith(root.endsWith(sep) ? root : root + sep) ? real : undefined;
  };
  return {
    read: async (file, most) => {
      try {
        const real = await locate(file);
        return real === undefined ? "outside" : await readRegular(real, most);
      } catch {
        return "missing";
      }
    },
    has: async (file) => {
      try {
        const real = await locate(file);
        return real !== undefined && (await stat(real)).isFile();
      } catch {
        return false;
      }
    },
    suggest: async (file) => {
      try {
        const names = file.split("/");
        const name = names.pop() ?? "";
        const real = names.length === 0 ? root : await locate(names.join("/"));
        const found = real === undefined ? [] : await readdir(real);
        const meant = nearest(name, found);
        return meant === undefined ? undefined : [...names, meant].join("/");
      } catch {
        return undefined;
      }
    },
  };
}

/** Opens without waiting, as the other end of a pipe may never come. */
async function readRegular(path: string, most: number): Promise<Uint8Array | FileFault> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const information = await file.stat();
    if (!information.isFile()) return "missing";
    if (information.size > most) return "too-large";
    const bytes = await file.readFile();
    return bytes.length > most ? "too-large" : bytes;
  } finally {
    await file.close();
  }
}

/** Calls a function for each item, at most so many at a time; what it gives comes in the order of the items. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}

let written = 0;

/** Replaces a file as a whole: a reader sees the old content or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  written += 1;
  const temporary = `${path}.${process.pid}-${written}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** SHA-256 over the parts, in hexadecimal. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
