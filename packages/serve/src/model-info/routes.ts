import type { PredictionWatch } from "../core/prediction-watch.ts";
import type { Route } from "../core/http/route.ts";
import type { ModelSet } from "../core/runtime/model-set.ts";
import { describeVersion } from "./describe-model.ts";

/** What the routes answer from. */
export interface ModelInfoParts {
  readonly models: ModelSet;
  /** Tells the quality of data. Default: it is not watched. */
  readonly dataQuality: PredictionWatch | undefined;
}

/** `GET /models/{name}` with all versions, the greatest first, and `GET /models/{name}/versions/{version}` with one. */
export function modelInfoRoutes({ models, dataQuality }: ModelInfoParts): Route[] {
  return [
    {
      method: "GET",
      path: "/models/{name}",
      access: "metadata",
      handle({ params }) {
        const name = params["name"] ?? "";
        const versions = models.versions(name).map((runtime) => describeVersion(runtime, models, dataQuality));
        return { status: 200, body: { json: { name, isDefault: name === models.defaultModel, versions } } };
      },
    },
    {
      method: "GET",
      path: "/models/{name}/versions/{version}",
      access: "metadata",
      handle({ params }) {
        const runtime = models.find({ name: params["name"], version: params["version"] });
        const { name } = runtime.model;
        return { status: 200, body: { json: { name, ...describeVersion(runtime, models, dataQuality) } } };
      },
    },
  ];
}
