import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { BrotliDecompress, Gunzip, Inflate } from "node:zlib";
import { ServeError } from "../errors/serve-error.ts";

/** The codings that a body may have; one of them, once. */
export type Coding = "gzip" | "deflate" | "br";

const engines: Readonly<Record<Coding, () => Gunzip | Inflate | BrotliDecompress>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Whether a `content-encoding` names one coding that can be undone. */
export function isCoding(encoding: string): encoding is Coding {
  return Object.hasOwn(engines, encoding);
}

/**
 * A compressed body as it was. Inflating stops where the limit is over, so a bomb costs no more than the limit.
 *
 * @param mostBytes - How long the result may be.
 * @throws ServeError `body-too-large`, or `malformed-request` for what is not of the coding, is cut off, or has something
 * behind it.
 */
export function inflateBody(body: Uint8Array, coding: Coding, mostBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const engine = engines[coding]();
    const chunks: Buffer[] = [];
    let length = 0;
    engine.on("data", (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > mostBytes) engine.destroy(tooLarge(mostBytes));
    });
    engine.on("error", (error) => {
      reject(error instanceof ServeError ? error : malformed(error));
    });
    engine.on("end", () => {
      // What stands behind the end has not been read.
      if (engine.bytesWritten === body.length) resolve(Buffer.concat(chunks, length));
      else reject(malformed());
    });
    engine.end(body);
  });
}

function tooLarge(mostBytes: number): ServeError {
  return new ServeError("body-too-large", {
    detail: `A body may have ${mostBytes} bytes once it is inflated.`,
    errors: [{ pointer: "", detail: "Too large", expected: `at most ${mostBytes} bytes`, received: "more" }],
  });
}

function malformed(cause?: unknown): ServeError {
  return new ServeError("malformed-request", { detail: "The body is not compressed as it says.", cause });
}
