import { readJson } from "../core/http/read-body.ts";
import type { Exchange, Reply, Route } from "../core/http/route.ts";
import type { Limits } from "../core/limits.ts";
import { predict } from "./predict.ts";
import type { PredictDependencies } from "./predict.ts";

/** `POST /predict` for the default model and `POST /models/{name}/predict` for each. */
export function predictRoutes(dependencies: PredictDependencies, limits: Limits): Route[] {
  const handle = async ({ request, params, requestId, signal, arrivedAt }: Exchange): Promise<Reply> => {
    const { json, model } = await predict(
      { model: params["name"], readRow: () => readJson(request, limits), requestId, signal, arrivedAt },
      dependencies,
    );
    return {
      status: 200,
      body: { text: json, contentType: "application/json" },
      headers: {
        "x-model-name": model.name,
        "x-model-version": model.version,
        ...(model.release !== undefined && { "x-model-release": model.release }),
      },
    };
  };
  return [
    { method: "POST", path: "/predict", handle },
    { method: "POST", path: "/models/{name}/predict", handle },
  ];
}
