import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";
import type { TemporaryFolder } from "./temporary-folder.ts";
import { root } from "./workspace.ts";

/** How a program ended and what it said. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A workspace of the given JSON files with the project's own scripts in it. */
export async function workspaceOf(files: Record<string, unknown>): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  for (const name of ["scripts", ".ci"]) await cp(join(root, name), join(folder.path, name), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), JSON.stringify(content));
  }
  return folder;
}

/** Runs a program to its end. */
export function runToEnd(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === "number" ? code : 127, stdout, stderr });
    });
  });
}
