import type { Route } from "../core/http/route.ts";
import { assertReady, health } from "./health.ts";
import type { HealthDependencies } from "./health.ts";

/** `GET /health`, for people and liveness probes, and `GET /ready`, for load balancers. */
export function healthRoutes(dependencies: HealthDependencies): Route[] {
  return [
    {
      method: "GET",
      path: "/health",
      handle() {
        const json = health(dependencies);
        return { status: json.status === "unhealthy" ? 503 : 200, body: { json } };
      },
    },
    {
      method: "GET",
      path: "/ready",
      handle() {
        assertReady(dependencies);
        return { status: 200, body: { json: { status: "ready" } } };
      },
    },
  ];
}
