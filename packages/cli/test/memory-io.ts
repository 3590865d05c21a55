import { main } from "../src/main.ts";

/** What a call of the command did. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A file's content, or the code of the error that reading it gives. */
export type Files = Readonly<Record<string, string | Uint8Array | { error: string }>>;

/** Runs the command over files in memory; the file `-` is standard input. */
export async function run(argv: readonly string[], files: Files = {}): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const code = await main(argv, {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    readFile: async (path) => {
      const file = files[path] ?? { error: "ENOENT" };
      if (typeof file === "string") return new TextEncoder().encode(file);
      if (file instanceof Uint8Array) return file;
      throw Object.assign(new Error(`${file.error}: something long, open '${path}'`), { code: file.error });
    },
  });
  return { code, stdout, stderr };
}
