import { readFile } from "node:fs/promises";
import type { Io } from "./io.ts";

interface OutputStream {
  write(text: string): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** The part of Node's `process` that is used. */
export interface ProcessLike {
  stdout: OutputStream;
  stderr: OutputStream;
  stdin: AsyncIterable<Uint8Array | string>;
  exit(code: number): unknown;
}

/**
 * The real world.
 *
 * A reader that goes away early, as `head` does, is no error: what is still to be written is dropped.
 */
export function nodeIo(process: ProcessLike): Io {
  const { stdout, stderr, stdin } = process;
  const onError = (error: Error): void => {
    if ("code" in error && error.code === "EPIPE") return;
    stderr.write(`mlops: cannot write: ${error.message}\n`);
    process.exit(2);
  };
  stdout.on("error", onError);
  stderr.on("error", () => process.exit(2));
  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    readFile: (path) => (path === "-" ? readAll(stdin) : readFile(path)),
  };
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
