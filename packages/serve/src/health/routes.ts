import { ServeError } from "../core/errors/serve-error.ts";
import type { Exchange, Reply } from "../core/http/exchange.ts";
import type { Route } from "../core/http/route.ts";
import { assertReady, health } from "./health.ts";
import type { HealthDependencies } from "./health.ts";

/**
 * For orchestrators `GET /livez`, `/readyz` and `/startupz`; `/health` for people and `/ready` for load balancers;
 * `/models/{name}/ready` for one model. All are free for all and look at nothing outside the process.
 */
export function healthRoutes(dependencies: HealthDependencies): Route[] {
  const { models, isDraining } = dependencies;
  const ready = (): Reply => {
    assertReady(models.all, isDraining());
    return { status: 200, body: { json: { status: "ready" } } };
  };
  const modelReady = ({ params }: Exchange): Reply => {
    const runtime = models.find({ name: params["name"], version: params["version"] });
    assertReady([runtime], isDraining());
    const { name, version } = runtime.model;
    return { status: 200, body: { json: { name, version, status: "ready" } } };
  };
  const get = (path: string, handle: Route["handle"]): Route => ({ method: "GET", path, access: "probe", handle });
  return [
    get("/health", () => {
      const json = health(dependencies);
      return { status: json.status === "unhealthy" ? 503 : 200, body: { json } };
    }),
    get("/livez", () => ({ status: 200, body: { json: { status: "alive" } } })),
    get("/startupz", () => {
      // Once started, it stays so, also while it shuts down.
      if (models.all.some(({ state }) => state === "loading" || state === "failed")) {
        throw new ServeError("model-not-ready", {
          detail: "Not every model has been loaded.",
          headers: { "retry-after": "1" },
        });
      }
      return { status: 200, body: { json: { status: "started" } } };
    }),
    get("/ready", ready),
    get("/readyz", ready),
    get("/models/{name}/ready", modelReady),
    get("/models/{name}/versions/{version}/ready", modelReady),
  ];
}
