import { systemClock } from "../core/clock.ts";
import type { Exposition } from "../core/exposition.ts";
import { nativeDialect } from "../core/http/dialect.ts";
import { createHandler } from "../core/http/handler.ts";
import type { HttpHandler } from "../core/http/handler.ts";
import { InFlight } from "../core/runtime/in-flight.ts";
import { LoadMeter } from "../core/runtime/load-meter.ts";
import { silentLogger } from "../core/logger.ts";
import { metricsRoutes } from "./routes.ts";

/**
 * A handler for `GET /metrics` alone, for a listener that only scrapers reach. Every other path is answered 404.
 *
 * @example
 * createServer(createMetricsHandler(metrics)).listen({ port: 8081 });
 */
export function createMetricsHandler(metrics: Exposition): HttpHandler {
  return createHandler([nativeDialect(metricsRoutes(metrics, "always"))], {
    clock: systemClock,
    log: silentLogger,
    inFlight: new InFlight(),
    maxInFlight: 64,
    timeoutMs: 10_000,
    fallthrough: false,
    guards: [],
    observers: [],
    // The scraper is to be answered most of all when the server is overloaded.
    load: new LoadMeter(systemClock, 0, setImmediate),
    isClosing: () => false,
  });
}
