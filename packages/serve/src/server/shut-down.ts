import { systemClock } from "../core/clock.ts";
import type { Clock } from "../core/clock.ts";
import { silentLogger } from "../core/logger.ts";
import type { Logger } from "../core/logger.ts";

/** What can be closed: what `serve` makes fits. */
export interface Closable {
  close(options: { delayMs?: number | undefined; graceMs?: number | undefined }): Promise<boolean>;
}

/** What listens: what `createServer` makes fits, and a server of another protocol. */
export interface Listener {
  /** Takes no new connections, and resolves when the last connection is gone. */
  close(): Promise<unknown>;
  /** Cuts every connection off, whatever it is doing. */
  cutOff(): void;
}

/** How a process stops. */
export interface ShutDownOptions {
  /** The listeners. */
  readonly servers: readonly Listener[];
  /** What serves behind them. */
  readonly api: Closable;
  /**
   * How long requests are still taken after readiness has failed, in milliseconds. A load balancer that asks every two
   * seconds needs about five to see it.
   *
   * @default 5_000
   */
  readonly delayMs?: number | undefined;
  /**
   * How long requests that are under way may then take, in milliseconds; what is left is cut off.
   *
   * @default 10_000
   */
  readonly graceMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Stops in the order that loses no request: readiness fails, requests are still taken for `delayMs`, then the listeners
 * close, what is under way is answered, and the models are freed.
 *
 * @returns Whether everything was answered within the grace.
 */
export async function shutDown(options: ShutDownOptions): Promise<boolean> {
  const { servers, api, delayMs = 5_000, graceMs = 10_000, clock = systemClock } = options;
  const drained = api.close({ delayMs, graceMs });
  if (delayMs > 0) await new Promise<void>((resolve) => void clock.after(delayMs, resolve));
  const closed = Promise.all(servers.map((server) => server.close()));
  const isDrained = await drained;
  if (!isDrained) for (const server of servers) server.cutOff();
  await closed;
  return isDrained;
}

/** The process, as far as stopping needs it. */
export interface StoppableProcess {
  on(event: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  on(event: "uncaughtException", listener: (error: Error) => void): unknown;
  on(event: "unhandledRejection", listener: (reason: unknown) => void): unknown;
  exit(code: number): void;
}

/** What `stopOnSignals` works with. */
export interface StopOptions extends ShutDownOptions {
  /** The app's `process`. */
  readonly process: StoppableProcess;
  readonly logger?: Logger | undefined;
}

/**
 * Shuts down when the process is told to, and then ends it: with 0 when every request was answered, else with 1.
 *
 * SIGTERM waits for load balancers, SIGINT (Ctrl-C) does not; a second signal ends the process at once. An exception that
 * nobody caught, or a rejection that nobody handled, is logged and shuts down as well, with 1: what state it left the
 * process in is unknown.
 */
export function stopOnSignals(options: StopOptions): void {
  const { process, logger = silentLogger } = options;
  let isStopping = false;
  const stop = async (delayMs: number | undefined, code: number): Promise<void> => {
    if (isStopping) {
      process.exit(1);
      return;
    }
    isStopping = true;
    const isDrained = await shutDown({ ...options, delayMs });
    process.exit(isDrained ? code : 1);
  };
  process.on("SIGTERM", () => void stop(options.delayMs, 0));
  process.on("SIGINT", () => void stop(0, 0));
  const onFault = (error: unknown): void => {
    logger.error({ err: error }, "the process cannot go on");
    if (!isStopping) void stop(0, 1);
  };
  process.on("uncaughtException", onFault);
  process.on("unhandledRejection", onFault);
}
