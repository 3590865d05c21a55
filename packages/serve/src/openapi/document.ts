import type { AnyModel } from "../core/contract/model.ts";
import type { Dialect } from "../core/http/dialect.ts";
import type { Authentication } from "../core/http/guard.ts";
import { resolveLimits } from "../core/limits.ts";
import type { LimitOptions } from "../core/limits.ts";
import type { Json } from "./json.ts";
import { modelPaths } from "./model-paths.ts";
import { modelInfoSchemas } from "./model-info-schemas.ts";
import { documentPaths, healthPaths, metricsPaths, modelHealthPaths, modelInfoPaths } from "./other-paths.ts";
import { headers, parameters, schemas } from "./parts.ts";
import { problemResponses, problemSchemas } from "./problems.ts";

/** What people are told about the server. */
export interface OpenApiInfo {
  /** @default "Model server" */
  readonly title?: string | undefined;
  /**
   * The version of the API as a whole; models have their own.
   *
   * @default "1"
   */
  readonly version?: string | undefined;
  /** Markdown. Default: none. */
  readonly description?: string | undefined;
  /**
   * Where the paths begin. Relative URLs start at the document's own.
   *
   * @default [{ url: "." }]
   */
  readonly servers?: readonly { readonly url: string; readonly description?: string | undefined }[] | undefined;
}

/** What is served, and how. */
export interface OpenApiDocumentOptions extends OpenApiInfo {
  /** The model of the paths that name none. Default: the only one; with several, none. */
  readonly defaultModel?: string | undefined;
  /** Who may ask. Default: everybody. */
  readonly auth?: Pick<Authentication, "securitySchemes"> | undefined;
  /**
   * Whether requests may be answered 429.
   *
   * @default false
   */
  readonly rateLimit?: boolean | undefined;
  /**
   * Whether there is `GET /metrics`.
   *
   * @default false
   */
  readonly metrics?: boolean | undefined;
  /**
   * Whether predictions are kept.
   *
   * @default false
   */
  readonly cache?: boolean | undefined;
  /** Default: see `Limits`. */
  readonly limits?: LimitOptions | undefined;
  /** The protocols that are spoken beside the kit's own routes. Default: none. */
  readonly dialects?: readonly Pick<Dialect, "name" | "openApi">[] | undefined;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers: readonly Json[];
  readonly tags: readonly Json[];
  readonly paths: Readonly<Record<string, Json>>;
  readonly components: Readonly<Record<string, Json>>;
}

/**
 * The OpenAPI 3.1 document of a server, from nothing but the contracts of its models: every path with its schemas, headers
 * and faults. What a contract says and JSON Schema cannot is marked as `x-unrepresentable`; nothing in a contract makes
 * this fail.
 *
 * Examples are those in the schemas' metadata (`.meta({ examples })`), as far as the contract takes them; its checks are
 * run for that.
 *
 * @param models - All versions that are served; paths without a version are those of the greatest.
 */
export async function openApiDocument(
  models: readonly AnyModel[],
  options: OpenApiDocumentOptions = {},
): Promise<OpenApiDocument> {
  const { title = "Model server", version = "1", description, servers = [{ url: "." }], auth, dialects = [] } = options;
  const schemes = auth === undefined ? undefined : (auth.securitySchemes ?? bearer);
  const guarded = [...(schemes === undefined ? [] : [401, 403]), ...(options.rateLimit === true ? [429] : [])];
  const security = (access: string): Json =>
    schemes === undefined ? {} : { security: Object.keys(schemes).map((scheme) => ({ [scheme]: [access] })) };
  const { rows } = resolveLimits(options.limits);
  const { cache = false } = options;

  const names = [...new Set(models.map(({ name }) => name))];
  const defaultModel = options.defaultModel ?? (names.length === 1 ? names[0] : undefined);
  const described = await Promise.all(
    models.map(async (model) => ({ model, own: await modelPaths(model, { rows, guarded, cache, security }) })),
  );
  const paths: Record<string, Json> = {};
  for (const name of names) {
    const versions = described.filter(({ model }) => model.name === name).toSorted(newestFirst);
    const [newest] = versions;
    if (newest === undefined) continue;
    if (name === defaultModel) Object.assign(paths, newest.own.under(""));
    const info = modelInfoPaths(
      name,
      versions.map(({ model }) => model.version),
      guarded,
      security("metadata"),
    );
    Object.assign(paths, info);
    const prefixed = [
      { prefix: `/models/${name}`, one: newest },
      ...versions.map((one) => ({ prefix: `/models/${name}/versions/${one.model.version}`, one })),
    ];
    for (const { prefix, one } of prefixed) {
      Object.assign(paths, one.own.under(prefix), modelHealthPaths(prefix, name, one.model.version));
    }
  }
  const spoken = dialects.flatMap((dialect) => dialect.openApi?.() ?? []);
  return {
    openapi: "3.1.0",
    info: { title, version, ...(description !== undefined && { description }) },
    servers: servers.map((server) => ({ ...server })),
    tags: [...new Set([...names, "health", ...(options.metrics === true ? ["metrics"] : []), "metadata"])].map(
      (name) => ({
        name,
      }),
    ),
    paths: {
      ...paths,
      ...healthPaths(),
      ...(options.metrics === true && metricsPaths()),
      ...documentPaths(guarded, security("metadata")),
      ...Object.assign({}, ...spoken.map((one) => one.paths)),
    },
    components: {
      schemas: {
        ...Object.assign({}, ...described.map(({ own }) => own.schemas)),
        ...schemas,
        ...modelInfoSchemas,
        ...problemSchemas(),
        ...Object.assign({}, ...spoken.map((one) => one.schemas)),
      },
      responses: problemResponses(),
      headers,
      parameters,
      ...(schemes !== undefined && { securitySchemes: schemes }),
    },
  };
}

const bearer: Readonly<Record<string, Json>> = { bearer: { type: "http", scheme: "bearer" } };

interface Described {
  readonly model: AnyModel;
}

function newestFirst({ model: one }: Described, { model: other }: Described): number {
  return BigInt(one.version) > BigInt(other.version) ? -1 : 1;
}
