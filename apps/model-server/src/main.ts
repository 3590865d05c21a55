import { createServer, ListenError } from "@mlops/serve";
import type { Server } from "@mlops/serve";
import { createMetrics, createMetricsHandler } from "@mlops/serve/metrics";
import { OnnxError } from "@mlops/serve-onnx";
import { pino } from "pino";
import { createApp } from "./app.ts";
import { ConfigError, isLoopback, readConfig } from "./config.ts";

const graceMs = 10_000;

/** Starts the server and keeps it running until it is told to stop. */
async function main(): Promise<void> {
  const { host, port, adminPort, logLevel } = readConfig(process.env);
  const metrics = createMetrics();
  const isPrivate = isLoopback(host);
  const { listener, api } = createApp({
    metrics,
    exposeMetrics: isPrivate ? "loopback" : "never",
    logger: pino({ level: logLevel }),
  });
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

  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    const closed = Promise.all(servers.map((each) => each.close()));
    const isDrained = await api.close({ graceMs });
    if (!isDrained) for (const each of servers) each.cutOff();
    await closed;
    process.exitCode = isDrained ? 0 : 1;
    if (process.connected) process.disconnect();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
  // Started by a launcher: when that is gone, nobody else would stop this.
  process.once("disconnect", () => void stop());
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
