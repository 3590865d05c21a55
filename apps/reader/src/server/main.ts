import { fileURLToPath } from "node:url";
import { createServer, ListenError } from "@mlops/serve";
import { createApp } from "./app.ts";
import { ConfigError, readConfig } from "./config.ts";

/** Starts the reader and keeps it running until it is told to stop. */
async function main(): Promise<void> {
  const { host, port, modelServerUrl } = readConfig(process.env);
  const site = fileURLToPath(new URL("../client", import.meta.url));
  const server = createServer(createApp({ site, modelServerUrl }));
  try {
    console.log(`Reader        ${await server.listen({ host, port })}`);
  } catch (error) {
    if (!(error instanceof ListenError) || error.code !== "port-in-use") throw error;
    throw new ConfigError(`${error.message} Set READER_PORT to another one.`, { cause: error });
  }

  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await server.close();
    if (process.connected) process.disconnect();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
  // Started by a launcher: when that is gone, nobody else would stop this.
  process.once("disconnect", () => void stop());
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof ListenError ? error.message : error);
  process.exit(1);
}
