import { createServer, ListenError, shutDown, stopOnSignals } from "@mlops/serve";
import type { Server } from "@mlops/serve";
import { createMetrics, createMetricsHandler } from "@mlops/serve/metrics";
import { OnnxError } from "@mlops/serve-onnx";
import { pino } from "pino";
import { createApp } from "./app.ts";
import { ConfigError, isLoopback, readConfig } from "./config.ts";

const graceMs = 10_000;

/** Starts the server and keeps it running until it is told to stop. */
async function main(): Promise<void> {
  const { host, port, adminPort, drainDelayMs, logLevel } = readConfig(process.env);
  const metrics = createMetrics();
  const isPrivate = isLoopback(host);
  const logger = pino({ level: logLevel });
  const { listener, api } = createApp({ metrics, exposeMetrics: isPrivate ? "loopback" : "never", logger });
  await api.ready();
  const server = createServer(listener);
  const url = await listen(server, host, port, "MODEL_SERVER_PORT");
  const servers = [server];
  if (!isPrivate) {
    const admin = createServer(createMetricsHandler(metrics));
    const adminUrl = await listen(admin, "127.0.0.1", adminPort, "ADMIN_PORT");
    servers.push(admin);
    console.log(`Metrics       ${adminUrl}/metrics`);
  }
  console.log(`Model server  ${url}`);
  console.log(
    `  try it: curl -s ${url}/predict -H 'content-type: application/json' -d '{"features":[5.1,3.5,1.4,0.2]}'`,
  );

  const options = { servers, api, graceMs, logger };
  stopOnSignals({ ...options, delayMs: drainDelayMs, process });
  // Started by a launcher: when that is gone, nobody else would stop this.
  process.once("disconnect", () => {
    void shutDown({ ...options, delayMs: 0 }).then((isDrained) => process.exit(isDrained ? 0 : 1));
  });
}

async function listen(server: Server, host: string, port: number, variable: string): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    if (error instanceof ListenError && error.code === "port-in-use") {
      throw new ConfigError(`${error.message} Set ${variable} to another one.`, { cause: error });
    }
    throw error;
  }
}

try {
  await main();
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof ListenError || error instanceof OnnxError;
  console.error(isForOperator ? error.message : error);
  process.exit(1);
}
