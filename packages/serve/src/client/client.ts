import type { Clock } from "../core/clock.ts";
import type { AnyModel } from "../core/contract/model.ts";
import { ServeClientError } from "./error.ts";
import { readAnswer } from "./read-answer.ts";
import type { Answer } from "./read-answer.ts";
import type { InputOf, ModelInput, ModelName, ModelOutput, OutputOf, Served } from "./rows.ts";
import { writeJson } from "./write-json.ts";

/** How a client asks. */
export interface ClientOptions {
  /** Where the handler is mounted: `https://models.example/ml`. */
  readonly url: string | URL;
  /** @default the platform's */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Headers of every request. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A bearer token, or what gives one for each try. Default: none. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /**
   * How often a call is tried again: without an answer, and after 429 and 503.
   *
   * @default 2
   */
  readonly retries?: number | undefined;
  /**
   * How long a call may take with all its tries, in milliseconds. The server is told what is left.
   *
   * @default 30_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * The longest wait before another try, in milliseconds. A server that asks for a longer one is not asked again.
   *
   * @default 10_000
   */
  readonly maxDelayMs?: number | undefined;
  /**
   * Reads the JSON of answers. The default rounds integers beyond 2^53, as JavaScript's numbers do: whoever needs all
   * digits of `INT64` and `UINT64` gives a parser that makes big integers of them.
   *
   * @default JSON.parse
   */
  readonly parse?: ((text: string) => unknown) | undefined;
  /** The time, for tests. Default: the platform's. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 to 1, for tests. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** How one call is made. */
export interface CallOptions {
  /** Gives the call up; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** In place of the client's. */
  readonly timeoutMs?: number | undefined;
  /** An id for the logs: 1 to 128 letters, digits, dots, dashes and underscores. Default: the server makes one. */
  readonly requestId?: string | undefined;
}

/** How a call to a model that is named is made. */
export interface NamedCallOptions extends CallOptions {
  /** Default: the greatest. */
  readonly version?: string | undefined;
}

/** Why a row of a batch has no prediction. */
export interface RowError {
  /** The place of the row. */
  readonly index: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The answer to a batch. */
export interface BatchAnswer<Output> {
  /** In the order of the rows; `null` in the place of one that failed. */
  readonly predictions: readonly (Output | null)[];
  readonly count: number;
  readonly errors: readonly RowError[];
}

/** How a server says that it is. */
export interface ServerHealth {
  readonly status: "healthy" | "starting" | "draining" | "unhealthy";
  readonly model_loaded: boolean;
  readonly version: string | null;
}

interface NamedClient<Api extends Served> {
  /**
   * Predicts for one row.
   *
   * @throws ServeClientError
   */
  predict<Name extends ModelName<Api>>(
    model: Name,
    row: InputOf<Api, Name>,
    options?: NamedCallOptions,
  ): Promise<OutputOf<Api, Name>>;
  /**
   * Predicts for many rows; each may fail for itself.
   *
   * @throws ServeClientError where the batch fails as a whole.
   */
  predictBatch<Name extends ModelName<Api>>(
    model: Name,
    rows: readonly InputOf<Api, Name>[],
    options?: NamedCallOptions,
  ): Promise<BatchAnswer<OutputOf<Api, Name>>>;
  /** Whether the server can predict. Asks once. */
  ready(options?: CallOptions): Promise<boolean>;
  /** How the server is. Asks once. */
  health(options?: CallOptions): Promise<ServerHealth>;
}

/** A row that may be a text could be taken for a name, so no options follow it. */
type OptionsAfter<Row> = unknown extends Row
  ? []
  : [Extract<Row, string>] extends [never]
    ? [options?: CallOptions]
    : [];

interface DefaultClient<Model> {
  /** Predicts for one row of the only model. */
  predict(row: ModelInput<Model>, ...options: OptionsAfter<ModelInput<Model>>): Promise<ModelOutput<Model>>;
  /** Predicts for many rows of the only model. */
  predictBatch(rows: readonly ModelInput<Model>[], options?: CallOptions): Promise<BatchAnswer<ModelOutput<Model>>>;
}

/** A client of the models that `Api` serves. With one model, calls need not name it. */
export type Client<Api extends Served> = (Api["models"] extends readonly [infer Only extends AnyModel]
  ? DefaultClient<Only>
  : unknown) &
  NamedClient<Api>;

const platformClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The longest that timers take, and the header of the server. */
const longestMs = 999_999_999;
const firstDelayMs = 100;

type NamedArguments = readonly [model: string, value: unknown, call?: NamedCallOptions];
type OwnArguments = readonly [value: unknown, call?: NamedCallOptions];
type Arguments = NamedArguments | OwnArguments;

/** One text alone is a row. */
function isNamed(args: Arguments): args is NamedArguments {
  return args.length > 1 && typeof args[0] === "string";
}

/**
 * A client for browsers and servers, with the types of the models and none of their code:
 *
 * @example
 * import type { api } from "./server.ts"; // export const api = serve([iris]);
 *
 * const client = createClient<typeof api>({ url: "https://models.example" });
 * const { species } = await client.predict("iris", { petalLength: 1.4 });
 */
export function createClient<Api extends Served>(options: ClientOptions): Client<Api> {
  const { fetch = globalThis.fetch, token, retries = 2, maxDelayMs = 10_000 } = options;
  const { parse = JSON.parse, clock = platformClock, random = Math.random } = options;
  const base = String(options.url).replace(/\/+$/, "");

  const ask = async (path: string, call: CallOptions, body?: string, tries = 0): Promise<Answer> => {
    const { signal, requestId } = call;
    signal?.throwIfAborted();
    const method = body === undefined ? "GET" : "POST";
    const what = `${method} ${path}`;
    const limit = Math.min(call.timeoutMs ?? options.timeoutMs ?? 30_000, longestMs);
    const end = clock.now() + limit;
    const abort = new AbortController();
    const given = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener("abort", () => {
        reject(abort.signal.reason);
      });
    });
    const onAbort = (): void => {
      abort.abort(signal?.reason);
    };
    let stopWaiting = (): void => {};
    const stopTimer = clock.after(limit, () => {
      abort.abort(new ServeClientError("timeout", `${what}: no answer within ${limit} ms`, { requestId }));
    });
    signal?.addEventListener("abort", onAbort);

    const once = async (): Promise<Answer> => {
      const headers = new Headers(options.headers);
      headers.set("accept", "application/json");
      headers.set("x-request-timeout-ms", String(Math.max(1, Math.floor(end - clock.now()))));
      if (body !== undefined) headers.set("content-type", "application/json");
      if (requestId !== undefined) headers.set("x-request-id", requestId);
      if (token !== undefined) {
        headers.set("authorization", `Bearer ${typeof token === "string" ? token : await token()}`);
      }
      let response: Response;
      try {
        response = await fetch(base + path, { method, headers, body: body ?? null, signal: abort.signal });
      } catch (cause) {
        const error = new ServeClientError("network", `${what}: no answer`, { requestId, cause });
        return { body: undefined, error };
      }
      return readAnswer(response, what, requestId, parse);
    };

    const run = async (): Promise<Answer> => {
      for (let tried = 0; ; tried += 1) {
        const answer = await once();
        const { error } = answer;
        if (abort.signal.aborted) return answer;
        const isWorthIt =
          error !== undefined && (error.code === "network" || error.status === 429 || error.status === 503);
        if (!isWorthIt || tried >= tries) return answer;
        const asked = (error.retryAfter ?? 0) * 1000;
        // Full jitter, on top of what the server asks for: else all who were refused would come back at once.
        const delay = asked + random() * Math.min(maxDelayMs - asked, firstDelayMs * 2 ** tried);
        if (asked > maxDelayMs || clock.now() + delay >= end) return answer;
        await new Promise<void>((resolve) => {
          stopWaiting = clock.after(delay, resolve);
        });
      }
    };

    try {
      return await Promise.race([given, run()]);
    } finally {
      stopTimer();
      stopWaiting();
      signal?.removeEventListener("abort", onAbort);
    }
  };

  const predict = async (route: string, args: Arguments): Promise<unknown> => {
    const [model, value, call = {}] = isNamed(args) ? args : ([undefined, ...args] as const);
    const { version } = call;
    const named = model === undefined ? "" : `/models/${encodeURIComponent(model)}`;
    const path = named + (version === undefined ? "" : `/versions/${encodeURIComponent(version)}`) + route;
    const { body, error } = await ask(path, call, writeJson(value), retries);
    if (error !== undefined) throw error;
    return body;
  };

  const client = {
    predict: (...args: Arguments) => predict("/predict", args),
    async predictBatch(...args: Arguments) {
      const body = await predict("/predict/batch", args);
      if (typeof body === "object" && body !== null && "predictions" in body && Array.isArray(body.predictions))
        return { errors: [], ...body };
      throw new ServeClientError("http-error", "The answer to a batch has no predictions");
    },
    async ready(call: CallOptions = {}) {
      const { error } = await ask("/ready", call);
      if (error !== undefined && error.status !== 503) throw error;
      return error === undefined;
    },
    async health(call: CallOptions = {}) {
      const { body, error } = await ask("/health", call);
      // A server that is not well says how it is with 503.
      if (typeof body === "object" && body !== null && "model_loaded" in body) return body;
      throw error ?? new ServeClientError("http-error", "The answer is not about health");
    },
  };
  // Sound as far as the server's models are those of `Api`: it checks every row and every answer against their contracts.
  return client as Client<Api>;
}
