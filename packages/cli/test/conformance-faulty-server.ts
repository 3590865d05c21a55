import { isUtf8 } from "node:buffer";
import { request as httpRequest } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { TestServer } from "./model-server.ts";

/** A request as the wrapper has read it. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** An answer of the correct server, perhaps changed. */
interface Given {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

type Forward = (asked: Asked) => Promise<Given>;

/** A fault: how a request is answered, with the correct server at hand. */
export type Plant = () => (asked: Asked, forward: Forward) => Promise<Given> | Given | "die";

const isPrediction = ({ path, method }: Asked): boolean =>
  method === "POST" && /(?:predict|infer|invocations|predictions)(?:\/batch)?$/.test(path);
const isRefusal = ({ status }: Given): boolean => status >= 400 && status < 500;

/** The answer with another text. */
function rewritten(given: Given, rewrite: (text: string) => string): Given {
  if (!/json/.test(String(given.headers["content-type"]))) return given;
  const body = Buffer.from(rewrite(given.body.toString("utf8")));
  const { "content-length": _, ...headers } = given.headers;
  return { ...given, headers, body };
}

const jsonGiven = (status: number, value: unknown): Given => ({
  status,
  headers: { "content-type": "application/json" },
  body: Buffer.from(JSON.stringify(value)),
});

/** Changes the answers that a test is for. */
const answers =
  (rewrite: (given: Given, asked: Asked) => Given): Plant =>
  () =>
  async (asked, forward) => {
    return rewrite(await forward(asked), asked);
  };

/** Changes requests before the correct server sees them. */
const requests =
  (rewrite: (asked: Asked) => Asked): Plant =>
  () =>
  (asked, forward) =>
    forward(rewrite(asked));

/** The request with another text; bytes are left alone. */
const withText = (asked: Asked, rewrite: (text: string) => string): Asked =>
  isUtf8(asked.body) && asked.headers["inference-header-content-length"] === undefined
    ? { ...asked, body: Buffer.from(rewrite(asked.body.toString("utf8"))) }
    : asked;

/** Faults that a server may have, by what it does. */
export const plants = {
  "crosses the answers of requests that come at once": () => {
    let waiting: { given: Given; resolve: (given: Given) => void } | undefined;
    let underWay = 0;
    return async (asked: Asked, forward: Forward): Promise<Given> => {
      if (!isPrediction(asked)) return forward(asked);
      underWay += 1;
      try {
        const given = await forward(asked);
        if (waiting !== undefined) {
          const other = waiting;
          waiting = undefined;
          other.resolve(given);
          return other.given;
        }
        if (underWay < 2) return given;
        return await new Promise<Given>((resolve) => (waiting = { given, resolve }));
      } finally {
        underWay -= 1;
        if (underWay === 1 && waiting !== undefined) {
          waiting.resolve(waiting.given);
          waiting = undefined;
        }
      }
    };
  },
  "answers errors with 200": answers((given) => (isRefusal(given) ? { ...given, status: 200 } : given)),
  "shows a stack trace in errors": answers((given) =>
    isRefusal(given)
      ? rewritten(given, (text) =>
          text.replace(/"(error|detail)":"/, '"$1":"TypeError: x\\n    at predict (/app/server.js:12:3) '),
        )
      : given,
  ),
  "says another datatype": answers((given, asked) =>
    isPrediction(asked) ? rewritten(given, (text) => text.replaceAll('"FP32"', '"FP64"')) : given,
  ),
  "says a shape that its data do not have": answers((given, asked) =>
    isPrediction(asked) ? rewritten(given, (text) => text.replaceAll('"shape":[1,', '"shape":[2,')) : given,
  ),
  "keeps ids to itself": answers((given) => rewritten(given, (text) => text.replace(/"id":"[^"]*",/, ""))),
  "answers for models that there are not": () => async (asked, forward) => {
    const given = await forward(asked);
    if (given.status !== 404 || !isPrediction(asked)) return given;
    return forward({ ...asked, path: asked.path.replace(/models\/[^/:]*/, "models/doubler") });
  },
  "rounds whole numbers of 64 bits": requests((asked) =>
    withText(asked, (text) => text.replaceAll(/-?\b[0-9]{16,}\b/g, (digits) => String(BigInt(Number(digits))))),
  ),
  "turns the order of a batch round": answers((given, asked) => {
    if (!isPrediction(asked) || given.status !== 200) return given;
    return rewritten(given, (text) => {
      const value = JSON.parse(text);
      if (Array.isArray(value.predictions)) value.predictions.reverse();
      return JSON.stringify(value);
    });
  }),
  "gives all outputs whichever are asked for": requests((asked) =>
    withText(asked, (text) => text.replace(/,"outputs":\[\{"name":"(?:y|length|text|sum|species|n)"\}\]/, "")),
  ),
  "is ready and then takes no prediction": () => {
    let isNext = false;
    return async (asked, forward) => {
      if (asked.path === "/v2/models/doubler/ready") isNext = true;
      else if (isPrediction(asked) && isNext) {
        isNext = false;
        return jsonGiven(503, { error: "The model is loading." });
      }
      return forward(asked);
    };
  },
  "waits for ever for a body that will not come": () => (asked, forward) => forward(asked),
  "dies of deep nesting": () => (asked, forward) => (asked.body.includes("[".repeat(1_000)) ? "die" : forward(asked)),
  "takes a form for JSON": requests((asked) => ({
    ...asked,
    headers: { ...asked.headers, "content-type": "application/json" },
  })),
  "takes no request without a content type": () => (asked, forward) =>
    isPrediction(asked) && asked.headers["content-type"] === undefined
      ? jsonGiven(415, { error: "Unsupported media type." })
      : forward(asked),
  "tells errors as another protocol does": answers((given) =>
    isRefusal(given) ? jsonGiven(given.status, { detail: "Something is wrong." }) : given,
  ),
  "answers 500 for what is no JSON": answers((given, { body }) =>
    given.status === 400 && !/^\s*\{/.test(body.toString("utf8")) ? { ...given, status: 500 } : given,
  ),
  "shows errors as pages": answers((given) =>
    given.status === 404
      ? { status: 404, headers: { "content-type": "text/html" }, body: Buffer.from("<h1>404</h1>") }
      : given,
  ),
  "takes NaN for 0": requests((asked) =>
    withText(asked, (text) => text.replaceAll(/(?<=[[,:])-?(?:NaN|Infinity)(?=[\],}])/g, "0")),
  ),
  "takes the last of two names": requests((asked) => withText(asked, (text) => text.replace(/^\{"[a-z]+":null,/, "{"))),
  "is another after __proto__": () => {
    let isPolluted = false;
    return async (asked, forward) => {
      const given = await forward(asked);
      isPolluted ||= asked.body.includes("__proto__");
      return isPolluted && given.status === 200 && isPrediction(asked)
        ? rewritten(given, (text) => text.replaceAll("1", "2"))
        : given;
    };
  },
  "makes something of bytes that are no text": requests((asked) => ({
    ...asked,
    body: Buffer.from(asked.body.toString("utf8")),
  })),
  "sends TRACE back": () => (asked, forward) =>
    asked.method === "TRACE"
      ? { status: 200, headers: { "content-type": "message/http" }, body: Buffer.from(JSON.stringify(asked.headers)) }
      : forward(asked),
  "takes texts for numbers": requests((asked) =>
    withText(asked, (text) => text.replaceAll(/(?<=[[,:])"([0-9]+)"/g, "$1")),
  ),
  "answers with a field that its document does not have": answers((given, asked) =>
    given.status === 200 && asked.path.endsWith("/predict")
      ? rewritten(given, (text) => text.replace("{", '{"debug":true,'))
      : given,
  ),
  "is in two minds": () => {
    let count = 0;
    return async (asked, forward) => {
      const given = await forward(asked);
      count += 1;
      return isPrediction(asked) && given.status === 200
        ? rewritten(given, (text) => text.replace(/[0-9]+(?=[,\]}])/, String(count)))
        : given;
    };
  },
} satisfies Record<string, Plant>;

export type PlantName = keyof typeof plants;

/** A server that is right but for one fault. */
export async function faultyServer(rightUrl: string, name: PlantName): Promise<TestServer> {
  const plant: Plant = plants[name];
  const answer = plant();
  const server: Server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const { method = "GET", url = "/", headers } = request;
    const given = await answer({ method, path: url, headers, body }, (asked) => passOn(rightUrl, asked));
    if (given === "die") {
      server.close();
      server.closeAllConnections();
      return;
    }
    response.writeHead(given.status, given.headers);
    response.end(method === "HEAD" ? undefined : given.body);
  };
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const isCut = error.code === "HPE_INVALID_EOF_STATE";
    // Node would close the connection.
    if (!isCut || name !== "waits for ever for a body that will not come") socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passOn(rightUrl: string, { method, path, headers, body }: Asked): Promise<Given> {
  return new Promise((resolve, reject) => {
    const { "content-length": _, "transfer-encoding": __, connection: ___, ...kept } = headers;
    const outgoing = httpRequest(rightUrl, {
      method,
      path,
      headers: { ...kept, ...(body.length > 0 && { "content-length": body.length }) },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      bodyOf(response).then(
        (answer) => {
          const { "transfer-encoding": ____, connection: _____, ...rest } = response.headers;
          resolve({ status: response.statusCode ?? 0, headers: rest, body: answer });
        },
        (error: unknown) => {
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
    outgoing.end(body);
  });
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
