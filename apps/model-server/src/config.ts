import * as z from "zod";

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  HOST: z.string().min(1).default("127.0.0.1"),
  MODEL_SERVER_PORT: port.default(8080),
  ADMIN_PORT: port.default(8081),
  DRAIN_DELAY_SECONDS: z.coerce.number().min(0).max(300).optional(),
  LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("warn"),
});

/** How the server is set up. */
export interface Config {
  host: string;
  port: number;
  /** Where `/metrics` is served while `host` is reachable from outside. */
  adminPort: number;
  /** How long requests are still taken after SIGTERM, in milliseconds: what a load balancer needs to see it. */
  drainDelayMs: number;
  logLevel: "silent" | "error" | "warn" | "info" | "debug";
}

/** The environment is not as it should be. The message is one line for the operator. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads `HOST`, `MODEL_SERVER_PORT`, `ADMIN_PORT`, `DRAIN_DELAY_SECONDS` and `LOG_LEVEL`; an empty variable counts as not set.
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
  const { HOST, MODEL_SERVER_PORT, ADMIN_PORT, DRAIN_DELAY_SECONDS, LOG_LEVEL } = result.data;
  // Nobody balances load over a server that only this machine can reach.
  const drainDelay = DRAIN_DELAY_SECONDS ?? (isLoopback(HOST) ? 0 : 5);
  return {
    host: HOST,
    port: MODEL_SERVER_PORT,
    adminPort: ADMIN_PORT,
    drainDelayMs: drainDelay * 1_000,
    logLevel: LOG_LEVEL,
  };
}

/** Whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
