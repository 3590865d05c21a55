import type { IncomingMessage } from "node:http";
import { ServeError } from "../errors/serve-error.ts";
import type { HttpExchange } from "./exchange.ts";
import { inflateBody, isCoding } from "./inflate.ts";
import { parseJsonBody } from "../json/parse-json.ts";
import { readJsonText } from "../json/read-json.ts";
import type { JsonRules } from "../json/read-json.ts";

/** How much of an over-long body is still read so that a client which is sending can take its 413; then it is cut off. */
const drainedBytes = 65_536;
/** How many pieces a body may come in: a limit on bytes alone lets each byte cost a chunk. */
const maxChunks = 65_536;

/** What a route takes for a body. */
export interface BodyRules {
  readonly bodyBytes: number;
  /** How long a compressed body may be once it is inflated; 0 refuses all that are compressed. */
  readonly inflatedBytes: number;
  readonly json: JsonRules;
  /**
   * Whether the media type is looked at. The protocols of other servers are spoken by clients that send none, or a wrong
   * one.
   *
   * @default "json"
   */
  readonly mediaType?: "json" | "any" | undefined;
}

/**
 * The JSON body of a request.
 *
 * Where the host app has parsed the body already (`request.body` is there), that is what counts; a body that it left as
 * text or bytes is parsed here.
 *
 * @throws ServeError for a wrong media type, a compressed or over-long body, and whatever is not JSON.
 */
export async function readJson(exchange: HttpExchange, rules: BodyRules): Promise<unknown> {
  const { request } = exchange;
  const parsed = hostBody(request);
  if (parsed !== undefined && typeof parsed !== "string" && !(parsed instanceof Uint8Array)) {
    assertReadable(request, rules);
    return parsed;
  }
  if (typeof parsed === "string") {
    assertReadable(request, rules);
    return readJsonText(parsed, rules.json);
  }
  return parseJsonBody(await readBody(exchange, rules), rules.json);
}

/**
 * The bytes of a request's body.
 *
 * @throws ServeError for a wrong media type, a compressed or over-long body, and a connection that ends before its body.
 */
export async function readBody(exchange: HttpExchange, rules: BodyRules): Promise<Uint8Array> {
  const { request } = exchange;
  assertReadable(request, rules);
  const parsed = hostBody(request);
  if (parsed instanceof Uint8Array) return parsed;
  if (typeof parsed === "string") return Buffer.from(parsed);
  if (parsed !== undefined) return Buffer.from(textOf(parsed));
  const bytes = await readBytes(request, rules.bodyBytes);
  const coding = codingOf(request);
  const body = isCoding(coding) ? await inflateBody(bytes, coding, rules.inflatedBytes) : bytes;
  await exchange.received?.(body);
  return body;
}

/** What the host app made of the body. */
function hostBody(request: IncomingMessage): unknown {
  return "body" in request ? request.body : undefined;
}

/** What the host app has parsed, as text again. */
function textOf(parsed: unknown): string {
  try {
    return JSON.stringify(parsed);
  } catch (error) {
    throw new ServeError("body-too-deep", { detail: "The body is nested too deeply.", cause: error });
  }
}

const jsonType = /^application\/(?:[a-z0-9.+-]+\+)?json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*(?:utf-8|"utf-8")[ \t]*)?$/i;
const maxTypeLength = 128;

function codingOf(request: IncomingMessage): string {
  return (request.headers["content-encoding"] ?? "identity").toLowerCase();
}

function assertReadable(request: IncomingMessage, { mediaType = "json", inflatedBytes }: BodyRules): void {
  const type = request.headers["content-type"] ?? "";
  if (mediaType === "json" && (type.length > maxTypeLength || !jsonType.test(type))) {
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
  const coding = codingOf(request);
  if (coding === "identity" || (inflatedBytes > 0 && isCoding(coding))) return;
  const expected = inflatedBytes > 0 ? "gzip, deflate or br" : "no content-encoding";
  throw new ServeError("unsupported-content-encoding", {
    detail:
      inflatedBytes > 0
        ? "Send the body as it is, or with one of gzip, deflate and br as its `content-encoding`."
        : "Send the body as it is, without `content-encoding`.",
    errors: [
      {
        pointer: "",
        detail: "Compressed",
        expected,
        received: inflatedBytes > 0 ? "another content-encoding" : "a content-encoding",
      },
    ],
  });
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBytes + drainedBytes) return Promise.reject(tooLarge(maxBytes));
  // A stream that has ended before we came never emits `end` again.
  if (request.readableEnded) return Promise.resolve(Buffer.alloc(0));

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let count = 0;
    const settle = (finish: () => void): void => {
      request.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      finish();
    };
    const refuse = (error: ServeError): void => {
      settle(() => {
        request.pause();
        reject(error);
      });
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      count += 1;
      if (count > maxChunks) {
        refuse(new ServeError("too-many-chunks", { detail: `A body may come in ${maxChunks} pieces.` }));
      } else if (length <= maxBytes) chunks.push(chunk);
      else if (length > maxBytes + drainedBytes) refuse(tooLarge(maxBytes));
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
