import * as z from "zod";

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  HOST: z.string().min(1).default("127.0.0.1"),
  READER_PORT: port.default(3000),
  MODEL_SERVER_PORT: port.default(8080),
  MODEL_SERVER_URL: z.url({ protocol: /^https?$/ }).optional(),
});

/** How the reader is set up. */
export interface Config {
  host: string;
  port: number;
  /** Where the labs' requests go, without a slash at the end. */
  modelServerUrl: string;
}

/** The environment is not as it should be. The message is one line for the operator. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads `HOST`, `READER_PORT` and `MODEL_SERVER_URL`; without the last one the model server is on this machine at
 * `MODEL_SERVER_PORT`. An empty variable counts as not set.
 *
 * @throws ConfigError naming every variable that is wrong.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new ConfigError(`The environment is not valid: ${faults.join("; ")}`);
  }
  const { HOST, READER_PORT, MODEL_SERVER_PORT, MODEL_SERVER_URL } = result.data;
  return {
    host: HOST,
    port: READER_PORT,
    modelServerUrl: (MODEL_SERVER_URL ?? `http://${hostOfModelServer(HOST)}:${MODEL_SERVER_PORT}`).replace(/\/$/, ""),
  };
}

/** A server that listens on every address of this machine is reached at the loopback one. */
function hostOfModelServer(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
