import type { IncomingMessage } from "node:http";
import type { Priority } from "../runtime/lanes.ts";

/** Who asks, once that is known. */
export interface Principal {
  /** Tells callers apart in limits and logs; never a secret. */
  readonly id: string;
  /** What the caller may do. */
  readonly scopes: ReadonlySet<string>;
}

/** What is known of a request before its body: over HTTP/1, or over HTTP/2 as gRPC has it. */
export type RequestHead = Pick<IncomingMessage, "method" | "url" | "headers" | "rawHeaders" | "socket">;

/** One request on its way to its answer. */
export interface Exchange {
  readonly request: RequestHead;
  readonly requestId: string;
  /** The values in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query, decoded. */
  readonly query: URLSearchParams;
  /** Aborts when nobody waits for the answer any more: the client has left or the deadline is over. */
  readonly signal: AbortSignal;
  /** When the request arrived, on the handler's clock, in milliseconds. */
  readonly arrivedAt: number;
  /**
   * Brings the deadline forward to so many milliseconds after the arrival; a later one than there is changes nothing.
   * The signal then aborts with `deadline-exceeded`.
   */
  limitTime(milliseconds: number): void;
  /** Milliseconds until the deadline. */
  timeLeft(): number;
  /** Headers that the answer carries whether it is good or not, in lower case; guards add to them. */
  readonly replyHeaders: Record<string, string>;
  /** The lane that it waits in. */
  readonly priority: Priority;
  /** Asks for a lane; it gets the high one only where the caller may have it. */
  askPriority(priority: Priority): void;
  /** Set where answers are kept: is told of the body before it is parsed; throws `KeptReply` with the answer to it. */
  received: ((body: Uint8Array) => Promise<void>) | undefined;
  /** Set where the answer may be kept: is told of it. */
  keep: ((reply: Reply) => void) | undefined;
  /** Set by the guard that authenticates. */
  principal: Principal | undefined;
  /** Set by the guard that limits rates: takes so many more units of the caller's budget, or throws `rate-limited`. */
  charge: ((units: number) => void | Promise<void>) | undefined;
}

/** A request whose body can be read. */
export interface HttpExchange extends Exchange {
  readonly request: IncomingMessage;
}

/** A body: a value that is written as JSON, or a text or bytes as they are. */
export type ReplyBody =
  | { readonly json: unknown; readonly contentType?: "application/problem+json" | undefined }
  | { readonly text: string; readonly contentType: string }
  | { readonly bytes: Uint8Array; readonly contentType: string };

/** What a route answers. */
export interface Reply {
  readonly status: number;
  /** Default: none. */
  readonly body?: ReplyBody | undefined;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
