import { toProblem } from "../errors/problem.ts";
import type { ServeError } from "../errors/serve-error.ts";
import type { PredictionObserver } from "../observer.ts";
import type { Reply } from "./exchange.ts";
import { createRouter } from "./route.ts";
import type { Match, Route } from "./route.ts";

/** What a protocol adds to the OpenAPI document. */
export interface DialectOpenApi {
  /** Path items of OpenAPI 3.1 by their path, which begins with a slash: `{ "/v2/health/live": { get: { … } } }`. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Schemas that the paths refer to as `#/components/schemas/{name}`; names begin with the dialect's own and a dot. */
  readonly schemas?: Readonly<Record<string, unknown>> | undefined;
}

/** A protocol: its paths, and how it tells a fault. */
export interface Dialect {
  readonly name: string;
  /** Whether a path is this protocol's, known or not: then nobody else answers it. */
  owns(path: string): boolean;
  find(path: string): Match | undefined;
  /** Is told of every prediction and run, of all protocols. Default: nobody. */
  readonly observer?: Partial<PredictionObserver> | undefined;
  /** The answer for a fault, also of unknown paths and wrong methods. */
  renderError(error: ServeError, requestId: string): Reply;
  /** What the OpenAPI document says of the protocol's routes. Default: nothing. */
  openApi?(): DialectOpenApi;
}

/** The kit's own routes. Unknown paths are nobody's; faults are problem details (RFC 9457). */
export function nativeDialect(routes: readonly Route[]): Dialect {
  return {
    name: "native",
    owns: () => false,
    find: createRouter(routes),
    renderError: (error, requestId) => ({
      status: error.status,
      body: { json: toProblem(error, requestId), contentType: "application/problem+json" },
      headers: error.headers,
    }),
  };
}
