import type { Dialect } from "./core/http/dialect.ts";
import type { Authentication } from "./core/http/guard.ts";
import type { Route } from "./core/http/route.ts";
import type { Limits } from "./core/limits.ts";
import type { PredictionWatch } from "./core/prediction-watch.ts";
import type { ModelSet } from "./core/runtime/model-set.ts";
import type { DocsExposure, ResolvedDocs } from "./docs/options.ts";
import { docsRoutes } from "./docs/routes.ts";
import { modelInfoRoutes } from "./model-info/routes.ts";
import { openApiDocument } from "./openapi/document.ts";
import type { OpenApiInfo } from "./openapi/document.ts";
import { openApiRoutes } from "./openapi/routes.ts";

/** What there is to describe. */
export interface DescribedParts {
  readonly models: ModelSet;
  readonly protocols: () => readonly Dialect[];
  readonly limits: Limits;
  readonly isDraining: () => boolean;
  readonly auth: Authentication | undefined;
  readonly rateLimit: boolean;
  /** Whether predictions are kept. */
  readonly cache: boolean;
  /** Who may read `GET /metrics`. */
  readonly exposeMetrics: DocsExposure;
  readonly openapi: boolean | OpenApiInfo;
  readonly docs: ResolvedDocs;
  readonly dataQuality: PredictionWatch | undefined;
}

/**
 * What is served: `GET /models/{name}` as it stands, and all of it twice from one document, `GET /openapi.json` for programs,
 * `GET /docs` for people.
 */
export function describingRoutes(parts: DescribedParts): Route[] {
  const { models, protocols, limits, auth, rateLimit, exposeMetrics, openapi, docs } = parts;
  const document = (): ReturnType<typeof openApiDocument> =>
    openApiDocument(
      models.all.map(({ model }) => model),
      {
        ...(typeof openapi === "object" && openapi),
        defaultModel: models.defaultModel,
        auth,
        rateLimit,
        metrics: exposeMetrics !== "never",
        cache: parts.cache,
        limits,
        dialects: protocols(),
      },
    );
  const hasDocument = openapi !== false;
  return [
    ...modelInfoRoutes(parts),
    ...(hasDocument ? openApiRoutes(document, () => models.generation) : []),
    ...docsRoutes({ ...parts, document, hasDocument }, docs),
  ];
}
