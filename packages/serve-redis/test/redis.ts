import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** A server that answers, and how it is stopped where it was started here. */
interface RunningServer {
  readonly port: number;
  stop(): void;
}

/** What tests set of a client. */
interface RedisSettings {
  port?: number;
  keyPrefix?: string;
  enableAutoPipelining?: boolean;
  maxRetriesPerRequest?: number;
  retryStrategy?: () => number;
}

const usualPort = 6379;

/** The Redis of this machine, or one that is started for these tests; what tests write is taken away at the end. */
export async function findRedis(): Promise<TestRedis> {
  const server = await findServer();
  if (server !== undefined) return new TestRedis(server, undefined);
  const missing = `no Redis answers at 127.0.0.1:${usualPort}, and there is no redis-server to start`;
  if (process.env["CI"] === "true") throw new Error(missing);
  return new TestRedis({ port: usualPort, stop: () => {} }, missing);
}

/** Clients of a Redis. */
export class TestRedis {
  readonly port: number;
  /** Why tests that need Redis are left out; `undefined` when they are not. */
  readonly missing: string | undefined;
  readonly #server: RunningServer;
  readonly #clients: Redis[] = [];
  readonly #run = `test:${process.pid}:${Date.now()}`;
  #prefixes = 0;

  constructor(server: RunningServer, missing: string | undefined) {
    this.port = server.port;
    this.missing = missing;
    this.#server = server;
  }

  /** For the title of tests. */
  get reason(): string {
    return this.missing === undefined ? "" : `: left out, ${this.missing}`;
  }

  /** Keys with it are nobody else's. */
  prefix(): string {
    this.#prefixes += 1;
    return `${this.#run}:${this.#prefixes}:`;
  }

  client(options: RedisSettings = {}): Redis {
    const client = new Redis({ host: "127.0.0.1", port: this.port, ...options });
    // A client without a listener writes to the console.
    client.on("error", () => {});
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    if (this.missing !== undefined) return;
    const client = this.client();
    for await (const keys of client.scanStream({ match: `${this.#run}:*` })) {
      if (Array.isArray(keys) && keys.length > 0) await client.unlink(...keys.map(String));
    }
    for (const one of this.#clients) one.disconnect();
    this.#server.stop();
  }
}

async function findServer(): Promise<RunningServer | undefined> {
  if (await answers(usualPort)) return { port: usualPort, stop: () => {} };
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const child = spawn("redis-server", options, { stdio: "ignore" });
  const stop = (): void => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  const ended = new Promise<"ended">((resolve) => {
    child.once("error", () => {
      resolve("ended");
    });
    child.once("exit", () => {
      resolve("ended");
    });
  });
  for (;;) {
    const found = await Promise.race([answers(port), ended]);
    if (found === true) return { port, stop };
    if (found === "ended") break;
  }
  stop();
  return undefined;
}

/** Whether a Redis is at this port: it answers PING with PONG. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once("data", (data) => {
      resolve(data.toString().startsWith("+PONG"));
      socket.destroy();
    });
    socket.once("error", () => {});
    socket.once("close", () => {
      resolve(false);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
