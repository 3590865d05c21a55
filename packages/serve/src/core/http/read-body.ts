import type { IncomingMessage } from "node:http";
import { ServeError } from "../errors/serve-error.ts";
import { parseJsonBody, parseJsonText } from "../json/parse-json.ts";
import type { Limits } from "../limits.ts";

/** How much of an over-long body is still read so that a client which is sending can take its 413; then it is cut off. */
const drainedBytes = 65_536;

/**
 * The JSON body of a request.
 *
 * Where the host app has parsed the body already (`request.body` is there), that is what counts; a body that it left as
 * text or bytes is parsed here.
 *
 * @throws ServeError for a wrong media type, a compressed or over-long body, and whatever is not JSON.
 */
export async function readJson(request: IncomingMessage, limits: Limits): Promise<unknown> {
  assertJson(request);
  const parsed = "body" in request ? request.body : undefined;
  if (typeof parsed === "string") return parseJsonText(parsed, limits.jsonDepth);
  if (parsed instanceof Uint8Array) return parseJsonBody(parsed, limits.jsonDepth);
  if (parsed !== undefined) return parsed;
  return parseJsonBody(await readBytes(request, limits.bodyBytes), limits.jsonDepth);
}

const jsonType = /^application\/(?:[a-z0-9.+-]+\+)?json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*(?:utf-8|"utf-8")[ \t]*)?$/i;
const maxTypeLength = 128;

function assertJson(request: IncomingMessage): void {
  const type = request.headers["content-type"] ?? "";
  if (type.length > maxTypeLength || !jsonType.test(type)) {
    throw new ServeError("unsupported-media-type", {
      detail: "Send the body with `content-type: application/json`.",
      errors: [
        {
          pointer: "",
          detail: "Not declared as JSON",
          expected: "application/json",
          received: type === "" ? "no content-type" : "another content-type",
        },
      ],
    });
  }
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    throw new ServeError("unsupported-content-encoding", {
      detail: "Send the body as it is, without `content-encoding`.",
      errors: [{ pointer: "", detail: "Compressed", expected: "no content-encoding", received: "a content-encoding" }],
    });
  }
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBytes + drainedBytes) return Promise.reject(tooLarge(maxBytes));
  // A stream that has ended before we came never emits `end` again.
  if (request.readableEnded) return Promise.resolve(Buffer.alloc(0));

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (finish: () => void): void => {
      request.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      finish();
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else if (length > maxBytes + drainedBytes) {
        settle(() => {
          request.pause();
          reject(tooLarge(maxBytes));
        });
      }
    };
    const onEnd = (): void => {
      settle(() => {
        if (length > maxBytes) reject(tooLarge(maxBytes));
        else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length));
      });
    };
    const onGone = (): void => {
      settle(() => {
        reject(new ServeError("body-empty", { detail: "The connection closed before the body was complete." }));
      });
    };
    request.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
  });
}

function tooLarge(maxBytes: number): ServeError {
  return new ServeError("body-too-large", {
    detail: `A body may have ${maxBytes} bytes.`,
    errors: [{ pointer: "", detail: "Too large", expected: `at most ${maxBytes} bytes`, received: "more" }],
  });
}
