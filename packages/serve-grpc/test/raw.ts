import { connect } from "node:http2";
import type { ClientHttp2Session, ClientSessionOptions, IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";

/** What came of a stream. */
export interface RawAnswer {
  readonly headers: IncomingHttpHeaders;
  /** Those in the headers where there are no others. */
  readonly trailers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The code that the stream was reset with; 0 for none. */
  readonly resetCode: number;
}

/** A connection that sends what it is told to, right or wrong; closed at the end of the block. */
export class RawClient implements Disposable {
  readonly session: ClientHttp2Session;

  constructor(target: string, options: ClientSessionOptions = {}) {
    this.session = connect(`http://${target}`, options);
    this.session.on("error", () => {});
  }

  /**
   * Sends one call.
   *
   * @param body - Nothing more is sent after it; `undefined` sends nothing and leaves the stream open.
   */
  call(path: string, body: Uint8Array | undefined, headers: OutgoingHttpHeaders = {}): Promise<RawAnswer> {
    const stream = this.session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    });
    return new Promise((resolve) => {
      let answer: RawAnswer = { headers: {}, trailers: {}, body: Buffer.alloc(0), resetCode: 0 };
      const chunks: Buffer[] = [];
      stream.on("response", (received) => {
        answer = { ...answer, headers: received, trailers: received };
      });
      stream.on("trailers", (trailers) => {
        answer = { ...answer, trailers };
      });
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", () => {});
      stream.on("close", () => {
        resolve({ ...answer, body: Buffer.concat(chunks), resetCode: stream.rstCode ?? 0 });
      });
      if (body !== undefined) stream.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.session.destroy();
  }
}

export const inference = (name: string): string => `/inference.GRPCInferenceService/${name}`;

/** A message as it stands in a call: whether it is compressed, its length, its bytes. */
export function framed(message: Uint8Array, flag = 0, length: number = message.length): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

/** A field of a message whose value has a length. */
export function field(number: number, value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}
