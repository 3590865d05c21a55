import { ServeError } from "../core/errors/serve-error.ts";
import type { Dialect } from "../core/http/dialect.ts";
import type { Exchange, Reply } from "../core/http/exchange.ts";
import type { Authentication } from "../core/http/guard.ts";
import { isLoopback } from "../core/http/loopback.ts";
import type { Route } from "../core/http/route.ts";
import type { Limits } from "../core/limits.ts";
import type { ModelSet } from "../core/runtime/model-set.ts";
import { assetReply, readAssets } from "./assets.ts";
import type { Assets } from "./assets.ts";
import type { Contracts } from "./browser/contracts.ts";
import { credentialKinds } from "./credential-kinds.ts";
import { describeModels } from "./described-models.ts";
import type { DescribedModel, DescribedServer } from "./described-models.ts";
import type { DocsExposure, ResolvedDocs } from "./options.ts";
import { pageHtml } from "./page-html.ts";
import type { DescribedProtocol } from "./page-html.ts";

/** What the page is made from. */
export interface DocsParts {
  readonly models: ModelSet;
  /** The OpenAPI document of what is served now. */
  readonly document: () => Promise<DescribedServer>;
  readonly protocols: () => readonly Dialect[];
  readonly limits: Limits;
  readonly isDraining: () => boolean;
  /** Who may ask; `undefined` for everybody. */
  readonly auth: Pick<Authentication, "securitySchemes"> | undefined;
  /** Whether there is `GET /openapi.json`. */
  readonly hasDocument: boolean;
  /** Who may read `GET /metrics`. */
  readonly exposeMetrics: DocsExposure;
}

/** A page that runs nothing but its own programs, asks nobody but its own server, and stands in no other page. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Whether an exposure lets a request in. */
export function isExposed(exposure: DocsExposure, { request }: Pick<Exchange, "request">): boolean {
  return exposure === "always" || (exposure === "loopback" && isLoopback(request.socket));
}

/** `GET /docs`, its files under `/docs/`, and `GET /docs/contracts.json`, from which the forms are made. */
export function docsRoutes(parts: DocsParts, { exposure, requireAuth }: ResolvedDocs): Route[] {
  if (exposure === "never") return [];
  let assets: Promise<Assets> | undefined;
  const readOnce = (): Promise<Assets> => {
    assets ??= readAssets().catch((error: unknown) => {
      assets = undefined;
      throw error;
    });
    return assets;
  };
  const described = remembered(parts);
  const access = requireAuth ? "metadata" : "probe";
  const get = (path: string, own: Route["access"], handle: (exchange: Exchange) => Reply | Promise<Reply>): Route => ({
    method: "GET",
    path,
    access: own,
    handle(exchange) {
      if (!isExposed(exposure, exchange)) throw notFound();
      return handle(exchange);
    },
  });
  return [
    get("/docs", access, async (exchange) => {
      const models = await described();
      const hasMetrics = isExposed(parts.exposeMetrics, exchange);
      const text = models.page(hasMetrics, scriptsIn(await readOnce()));
      return {
        status: 200,
        body: { text, contentType: "text/html; charset=utf-8" },
        headers: { "content-security-policy": contentSecurityPolicy },
      };
    }),
    // The page's own URLs are relative to the path without the slash.
    get("/docs/", "probe", () => ({ status: 308, headers: { location: "../docs" } })),
    get("/docs/contracts.json", access, async () => {
      const { contracts } = await described();
      return { status: 200, body: { text: contracts, contentType: "application/json" } };
    }),
    get("/docs/{file}", "probe", async ({ request, params }) => {
      const asset = (await readOnce()).get(params["file"] ?? "");
      if (asset === undefined) throw notFound();
      return assetReply(asset, request.headers);
    }),
  ];
}

/** The models of one moment in the two forms that they are told in. */
interface Described {
  /** What the forms are made from, as JSON. */
  readonly contracts: string;
  /** The page as it is now; the text is kept until something on it has changed. */
  page(hasMetrics: boolean, scripts: readonly string[]): string;
}

/** Describes the models when they are first asked for, and again when one has come or gone. */
function remembered(parts: DocsParts): () => Promise<Described> {
  const { models, document } = parts;
  let last: { readonly generation: number; readonly made: Promise<Described> } | undefined;
  return () => {
    const { generation } = models;
    if (last?.generation !== generation) {
      last = { generation, made: document().then((server) => describe(parts, server)) };
    }
    return last.made;
  };
}

function describe(parts: DocsParts, server: DescribedServer): Described {
  const models = describeModels(parts.models, server);
  const contracts: Contracts = { models: models.flat().map(contractOf), credentials: credentialKinds(parts.auth) };
  const { labels, defaultModel } = parts.models;
  const protocols = parts.protocols().map(describeProtocol);
  let last: { readonly key: string; readonly text: string } | undefined;
  return {
    contracts: JSON.stringify(contracts),
    page(hasMetrics, scripts) {
      const isDraining = parts.isDraining();
      const key = [hasMetrics, isDraining, ...models.flat().map((model) => model.state())].join();
      if (last?.key === key) return last.text;
      const links = [
        ...(parts.hasDocument ? [["openapi.json", "OpenAPI"] as const] : []),
        ["health", "Health"] as const,
        ...(hasMetrics ? [["metrics", "Metrics"] as const] : []),
      ];
      const { limits } = parts;
      const { info } = server;
      const text = pageHtml({ info, models, defaultModel, labels, protocols, limits, isDraining, links, scripts });
      last = { key, text };
      return text;
    },
  };
}

function scriptsIn(assets: Assets): string[] {
  return [...assets.keys()].filter((name) => name.endsWith(".js"));
}

function contractOf({ name, version, path, input, examples }: DescribedModel): Contracts["models"][number] {
  return { name, version, path, input, examples };
}

function describeProtocol(dialect: Dialect): DescribedProtocol {
  const paths = Object.entries(dialect.openApi?.().paths ?? {});
  const routes = paths.flatMap(([path, item]) =>
    ["get", "post", "delete"].flatMap((method): [string, string][] =>
      method in item ? [[method.toUpperCase(), path]] : [],
    ),
  );
  return { name: dialect.name, routes };
}

function notFound(): ServeError {
  return new ServeError("not-found", { detail: "No route of this server has this path." });
}
