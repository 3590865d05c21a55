import { gunzip } from "node:zlib";
import { ServeError } from "@mlops/serve";
import { malformed } from "@mlops/serve/protocols/openinference/parts";

/** The codings that a message may have. */
export type Coding = "identity" | "gzip";

/** A stream of bytes that can be read and left again. */
interface ByteStream {
  iterator(options: { destroyOnReturn: boolean }): AsyncIterator<unknown>;
}

/** In how many pieces a message may come: a limit on bytes alone lets each byte cost a piece. */
const mostPieces = 65_536;
/** A byte that tells whether the message is compressed, then four with its length. */
const prefixLength = 5;

/**
 * Reads the messages of a call one after the other, and no byte of it before it is asked to
 * (grpc/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
 */
export class MessageReader {
  readonly #pieces: AsyncIterator<unknown>;
  readonly #coding: Coding;
  #buffered: Buffer[] = [];
  #length = 0;
  #isOver = false;

  constructor(stream: ByteStream, coding: Coding) {
    this.#pieces = stream.iterator({ destroyOnReturn: false });
    this.#coding = coding;
  }

  /**
   * The next message; `undefined` after the last one.
   *
   * @param mostBytes - How long it may be, as it comes and once it is inflated.
   * @throws ServeError `body-too-large` before more than that is read, `too-many-chunks`, `malformed-request`; or the
   * reason of the signal when it aborts.
   */
  async next(mostBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const prefix = await this.#take(prefixLength, signal);
    if (prefix === undefined) return undefined;
    const flag = prefix.readUInt8(0);
    const length = prefix.readUInt32BE(1);
    if (flag > 1) throw malformed("A message of the call begins with a byte that is neither 0 nor 1.");
    if (flag === 1 && this.#coding === "identity") {
      throw malformed("A message is compressed, and the header grpc-encoding does not say how.");
    }
    if (length > mostBytes) throw tooLarge(mostBytes);
    const message = await this.#take(length, signal);
    if (message === undefined) throw cutOff();
    return flag === 1 ? inflate(message, mostBytes) : message;
  }

  /**
   * The one message of a call.
   *
   * @throws ServeError what {@link next} throws, and `malformed-request` for none and for several.
   */
  async single(mostBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    const message = await this.next(mostBytes, signal);
    if (message === undefined) throw new ServeError("body-empty", { detail: "The call has no message." });
    const more = await this.#take(1, signal);
    if (more === undefined) return message;
    throw malformed("The call has more than one message.");
  }

  /** A stream that breaks off is the client's doing. */
  async #piece(): Promise<IteratorResult<unknown>> {
    try {
      return await this.#pieces.next();
    } catch {
      throw cutOff();
    }
  }

  /** So many bytes; `undefined` where the stream has ended before the first of them. */
  async #take(length: number, signal: AbortSignal): Promise<Buffer | undefined> {
    let pieces = 0;
    while (this.#length < length && !this.#isOver) {
      const { done, value } = await orAbort(this.#piece(), signal);
      if (done === true) this.#isOver = true;
      else if (value instanceof Buffer) {
        this.#buffered.push(value);
        this.#length += value.length;
      }
      pieces += 1;
      if (pieces > mostPieces) {
        throw new ServeError("too-many-chunks", { detail: `A message may come in ${mostPieces} pieces.` });
      }
    }
    if (this.#length < length) {
      if (this.#length === 0) return undefined;
      throw cutOff();
    }
    const [first] = this.#buffered;
    const isWhole = first !== undefined && first.length >= length;
    const all = isWhole && this.#buffered.length === 1 ? first : Buffer.concat(this.#buffered, this.#length);
    this.#buffered = [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }
}

/** @throws ServeError `body-too-large` as soon as the limit is over, or `malformed-request`. */
function inflate(bytes: Buffer, mostBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options = { maxOutputLength: Math.max(mostBytes, 1), info: true };
    gunzip(bytes, options, (error: NodeJS.ErrnoException | null, result: unknown) => {
      if (error?.code === "ERR_BUFFER_TOO_LARGE") reject(tooLarge(mostBytes));
      else if (error !== null || !isInflated(result) || result.engine.bytesWritten !== bytes.length) {
        reject(malformed("A message is not compressed as it says."));
      } else resolve(result.buffer);
    });
  });
}

/** What zlib gives where it is asked for `info`; what stands behind the end has not been read. */
function isInflated(value: unknown): value is { buffer: Buffer; engine: { bytesWritten: number } } {
  return typeof value === "object" && value !== null && "buffer" in value && "engine" in value;
}

function cutOff(): ServeError {
  return new ServeError("body-empty", { detail: "The call ended before its message was complete." });
}

function tooLarge(mostBytes: number): ServeError {
  return new ServeError("body-too-large", {
    detail: `A message may have ${mostBytes} bytes.`,
    errors: [{ pointer: "", detail: "Too large", expected: `at most ${mostBytes} bytes`, received: "more" }],
  });
}

/** What is read, or the reason of the signal where that aborts first. */
function orAbort<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      const { reason } = signal;
      reject(reason instanceof Error ? reason : new Error("The call was given up"));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}
