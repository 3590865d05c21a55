import type { Exposition } from "../core/exposition.ts";
import { ServeError } from "../core/errors/serve-error.ts";
import { isLoopback } from "../core/http/loopback.ts";
import type { Route } from "../core/http/route.ts";

/** Who may read `/metrics` on the handler: connections to a loopback address, everybody, or nobody. */
export type MetricsExposure = "loopback" | "always" | "never";

/** `GET /metrics` in the text format of Prometheus. */
export function metricsRoutes(metrics: Exposition, exposure: MetricsExposure): Route[] {
  if (exposure === "never") return [];
  return [
    {
      method: "GET",
      path: "/metrics",
      access: "metrics",
      async handle({ request }) {
        if (exposure === "loopback" && !isLoopback(request.socket)) {
          throw new ServeError("not-found", { detail: "No route of this server has this path." });
        }
        return { status: 200, body: await metrics.expose() };
      },
    },
  ];
}
