import { refTo } from "./json.ts";
import type { Json } from "./json.ts";
import { faultsOf } from "./problems.ts";

const requestId = { "x-request-id": refTo("headers", "x-request-id") };

/** What a `GET` route is described with. */
interface GetRoute {
  readonly id: string;
  readonly summary: string;
  readonly answer: Json;
  readonly faults: readonly number[];
  readonly tag: string;
  readonly security: Json;
  /** Further answers by their status. */
  readonly more?: Json | undefined;
}

function get({ id, summary, answer, faults, tag, security, more }: GetRoute): Json {
  return {
    get: {
      operationId: id,
      summary,
      tags: [tag],
      parameters: [refTo("parameters", "x-request-id"), refTo("parameters", "x-request-timeout-ms")],
      responses: { 200: answer, ...faultsOf([400, ...faults]), ...more },
      ...security,
    },
  };
}

function ok(description: string, type: string, schema: Json): Json {
  return { description, headers: requestId, content: { [type]: { schema } } };
}

/** Free for all, whatever the rest asks for. */
const open: Json = { security: [] };

function probe(id: string, summary: string, schema: Json, faults: readonly number[]): Json {
  const answer = ok("It is so.", "application/json", schema);
  return get({ id, summary, answer, faults, tag: "health", security: open });
}

function statusSchema(status: string, more: Readonly<Record<string, string>> = {}): Json {
  const constants = Object.entries({ ...more, status });
  return {
    type: "object",
    properties: Object.fromEntries(constants.map(([name, value]) => [name, { const: value }])),
    required: constants.map(([name]) => name),
    additionalProperties: false,
  };
}

/** The health routes of the server. */
export function healthPaths(): Record<string, Json> {
  const health = ok("How the server is.", "application/json", refTo("schemas", "Health"));
  const more = { 503: { ...health, description: "A model did not load." } };
  const route = { id: "health", summary: "How the server is", tag: "health", security: open };
  return {
    "/health": get({ ...route, answer: health, faults: [], more }),
    "/livez": probe("livez", "Whether the process answers", statusSchema("alive"), []),
    "/startupz": probe("startupz", "Whether every model has been loaded once", statusSchema("started"), [503]),
    "/ready": probe("ready", "Whether every model can predict", statusSchema("ready"), [503]),
    "/readyz": probe("readyz", "Whether every model can predict", statusSchema("ready"), [503]),
  };
}

/** The readiness of one version of a model under a prefix. */
export function modelHealthPaths(prefix: string, name: string, version: string): Record<string, Json> {
  const schema = statusSchema("ready", { name, version });
  return { [`${prefix}/ready`]: probe(`ready${prefix}`, `Whether ${name} can predict`, schema, [503]) };
}

/** What is said of a model and of each of its versions. */
export function modelInfoPaths(
  name: string,
  versions: readonly string[],
  guarded: readonly number[],
  security: Json,
): Record<string, Json> {
  const route = { tag: name, security, faults: guarded };
  const describe = (path: string, summary: string, schema: string): [string, Json] => [
    path,
    get({
      ...route,
      id: `describe${path}`,
      summary,
      answer: ok(
        "How it is called, how it stands, what it takes and gives.",
        "application/json",
        refTo("schemas", schema),
      ),
    }),
  ];
  return Object.fromEntries([
    describe(`/models/${name}`, `What ${name} is`, "ModelDescription"),
    ...versions.map((version) =>
      describe(`/models/${name}/versions/${version}`, `What version ${version} of ${name} is`, "NamedModelVersion"),
    ),
  ]);
}

/** `GET /metrics`. */
export function metricsPaths(): Record<string, Json> {
  const answer = ok("The text format of Prometheus.", "text/plain", { type: "string" });
  const route = { id: "metrics", summary: "Metrics for a scraper", answer, tag: "metrics", security: open };
  return { "/metrics": get({ ...route, faults: [404, 503] }) };
}

/** `GET /openapi.json`. */
export function documentPaths(guarded: readonly number[], security: Json): Record<string, Json> {
  const answer = ok("This document.", "application/json", {
    type: "object",
    properties: { openapi: { type: "string" } },
    required: ["openapi"],
  });
  const route = { id: "openapi", summary: "This document", answer, tag: "metadata", security };
  return { "/openapi.json": get({ ...route, faults: [...guarded, 503] }) };
}
