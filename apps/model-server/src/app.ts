import type { RequestListener } from "node:http";
import { requestLog, serve } from "@mlops/serve";
import type { Logger, MetricsExposure, ServeHandler } from "@mlops/serve";
import type { Metrics } from "@mlops/serve/metrics";
import { openInference } from "@mlops/serve/protocols/openinference";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
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

/** An Express app that serves the trained models, over all protocols, and nothing else. */
export function createApp(options: AppOptions): ModelServerApp {
  const api = serve([irisModel()], {
    ...options,
    protocols: [tensorflow(), openInference()],
    observers: [requestLog({ logger: options.logger })],
    fallthrough: false,
  });
  const app = express();
  app.disable("x-powered-by");
  app.use(api);
  return { api, listener: app };
}
