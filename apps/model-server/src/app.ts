import type { RequestListener } from "node:http";
import { serve } from "@mlops/serve";
import type { Logger, MetricsExposure, ServeHandler } from "@mlops/serve";
import type { Metrics } from "@mlops/serve/metrics";
import express from "express";
import { irisModel } from "./models/iris.ts";

/** What the app works with. */
export interface AppOptions {
  metrics: Metrics;
  exposeMetrics: MetricsExposure;
  logger: Logger;
}

/** The app, and the part of it that has to be waited for and closed. */
export interface ModelServerApp {
  listener: RequestListener;
  api: ServeHandler;
}

/** An Express app that serves the trained models and nothing else. */
export function createApp(options: AppOptions): ModelServerApp {
  const api = serve([irisModel()], { ...options, fallthrough: false });
  const app = express();
  app.disable("x-powered-by");
  app.use(api);
  return {
    api,
    // Targets that are no paths never reach Express's routes; its own answer to them would be a page of HTML.
    listener: (request, response) => {
      if (request.url?.startsWith("/") === true) app(request, response);
      else api(request, response);
    },
  };
}
