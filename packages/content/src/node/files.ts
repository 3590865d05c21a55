import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

/** Why a file was not read. */
export type FileFault = "missing" | "outside" | "too-large";

/** The bytes of a file in a folder; no link leads out of it. */
export async function readInside(folder: string, file: string, most: number): Promise<Uint8Array | FileFault> {
  const path = join(folder, file);
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(path)]);
    if (!real.startsWith(root + sep)) return "outside";
    const { size } = await stat(real);
    if (size > most) return "too-large";
    return await readFile(real);
  } catch {
    return "missing";
  }
}

/** Whether a file is there, in a folder that no link leads out of. */
export async function isInside(folder: string, file: string): Promise<boolean> {
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, file))]);
    return real.startsWith(root + sep);
  } catch {
    return false;
  }
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
