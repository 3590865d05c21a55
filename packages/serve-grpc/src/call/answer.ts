import { constants } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import type { Clock } from "@mlops/serve";
import { grpcStatus } from "./status.ts";

/** Headers or trailers. */
export type Fields = Readonly<Record<string, string>>;

const acceptedCodings = "identity,gzip";

/**
 * The answer to a call: headers, messages, and trailers that tell how it ended; a fault without messages is told in the
 * headers alone (grpc/doc/PROTOCOL-HTTP2.md, "Responses"). Does nothing any more when the client has left.
 */
export class Answer {
  readonly #stream: ServerHttp2Stream;
  readonly #clock: Clock;
  readonly #takeMs: number;
  #trailers: Fields = {};

  /** @param takeMs - How long a client may take to receive what is sent, in milliseconds; then the stream is closed. */
  constructor(stream: ServerHttp2Stream, clock: Clock, takeMs: number) {
    this.#stream = stream;
    this.#clock = clock;
    this.#takeMs = takeMs;
  }

  /** Refuses what is no call of gRPC, with a status of HTTP. */
  refuse(status: number, headers: Fields = {}): void {
    this.#respond({ ":status": status, ...headers }, true);
    this.#leave();
  }

  /** Sends a message, and the headers before the first one. Resolves when the next one may be sent. */
  async send(message: Uint8Array, headers: Fields = {}): Promise<void> {
    const stream = this.#stream;
    if (!stream.headersSent) {
      this.#respond({ ":status": 200, ...contentHeaders, ...endToEnd(headers) }, false);
      stream.once("wantTrailers", () => {
        this.#sendTrailers();
      });
    }
    if (stream.destroyed || stream.closed || stream.writableEnded) return;
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.cork();
    stream.write(prefix);
    const isTaken = stream.write(message);
    stream.uncork();
    if (isTaken) return;
    const stopTimer = this.#expectTaken();
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        stopTimer();
        stream.off("drain", settle).off("close", settle);
        resolve();
      };
      stream.on("drain", settle).on("close", settle);
    });
  }

  /** Ends it. @param trailers - Default: all went well. */
  end(trailers: Fields = { "grpc-status": String(grpcStatus.ok) }): void {
    const stream = this.#stream;
    if (stream.headersSent) {
      this.#trailers = trailers;
      if (stream.destroyed) return;
      stream.end();
      stream.once("close", this.#expectTaken());
      return;
    }
    this.#respond({ ":status": 200, ...contentHeaders, ...endToEnd(trailers) }, true);
    this.#leave();
  }

  #sendTrailers(): void {
    if (this.#stream.destroyed) return;
    try {
      this.#stream.sendTrailers(endToEnd(this.#trailers));
      this.#leave();
    } catch {
      // Somebody's header has a name that none can have: the client learns that the call has failed.
      this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  #respond(headers: Readonly<Record<string, string | number>>, endStream: boolean): void {
    if (this.#stream.destroyed || this.#stream.closed) return;
    this.#stream.respond(headers, endStream ? { endStream } : { waitForTrailers: true });
  }

  #expectTaken(): () => void {
    return this.#clock.after(this.#takeMs, () => {
      this.#stream.close(constants.NGHTTP2_CANCEL);
    });
  }

  /** What the client goes on sending is for nobody. */
  #leave(): void {
    setImmediate(() => {
      if (!this.#stream.closed) this.#stream.close(constants.NGHTTP2_NO_ERROR);
    });
  }
}

/** Headers about a connection, which HTTP/2 does not have (RFC 9113, section 8.2.2). */
const hopByHop = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

function endToEnd(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !hopByHop.has(name)));
}

const contentHeaders: Fields = { "content-type": "application/grpc", "grpc-accept-encoding": acceptedCodings };
