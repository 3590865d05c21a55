import { join } from "node:path";
import express from "express";
import type { ErrorRequestHandler, Express } from "express";
import helmet from "helmet";
import { modelProxy } from "./model-proxy.ts";
import type { ModelProxyOptions } from "./model-proxy.ts";

/** What the reader's server works with. */
export interface AppOptions extends ModelProxyOptions {
  /** The folder with the prerendered site. */
  site: string;
}

const oneYear = 31_536_000_000;

/** The prerendered site, and the way to the model server, under headers that let a page do nothing else. */
export function createApp({ site, ...proxyOptions }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          requireTrustedTypesFor: ["'script'"],
          trustedTypes: ["'none'"],
        },
      },
      // The reader speaks plain HTTP; whoever puts TLS in front of it sets this there.
      strictTransportSecurity: false,
      referrerPolicy: { policy: "no-referrer" },
      xFrameOptions: { action: "deny" },
    }),
  );
  app.use("/api", modelProxy(proxyOptions));
  app.use("/assets", express.static(join(site, "assets"), { immutable: true, maxAge: oneYear, index: false }));
  app.use(
    express.static(site, {
      cacheControl: false,
      setHeaders: (response) => response.setHeader("cache-control", "no-cache"),
    }),
  );
  app.use((_request, response) => {
    response.status(404).set("cache-control", "no-cache").sendFile("404.html", { root: site });
  });
  app.use(showNothing);
  return app;
}

/** A fault shows its status and nothing of its inside. */
const showNothing: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const given = typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
  const status = typeof given === "number" && given >= 400 && given < 500 ? given : 500;
  response
    .status(status)
    .type("text/plain")
    .send(status === 500 ? "Something went wrong here." : "Bad request.");
};
