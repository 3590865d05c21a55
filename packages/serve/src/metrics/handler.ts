import { systemClock } from "../core/clock.ts";
import type { Exposition } from "../core/exposition.ts";
import { createHandler } from "../core/http/handler.ts";
import type { HttpHandler } from "../core/http/handler.ts";
import { InFlight } from "../core/in-flight.ts";
import { silentLogger } from "../core/logger.ts";
import { metricsRoutes } from "./routes.ts";

/**
 * A handler for `GET /metrics` alone, for a listener that only scrapers reach. Every other path is answered 404.
 *
 * @example
 * createServer(createMetricsHandler(metrics)).listen({ port: 8081 });
 */
export function createMetricsHandler(metrics: Exposition): HttpHandler {
  return createHandler(metricsRoutes(metrics, "always"), {
    clock: systemClock,
    log: silentLogger,
    inFlight: new InFlight(),
    fallthrough: false,
    isClosing: () => false,
  });
}
