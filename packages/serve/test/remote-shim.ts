import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";

/** What a connection through the shim comes to. */
export type Trouble =
  /** Nothing: it is passed on. */
  | "none"
  /** Nobody listens any more. */
  | "refused"
  /** The connection is taken, and nothing is ever said on it. */
  | "black hole"
  /** It is reset as soon as something is sent. */
  | "reset"
  /** So many bytes of an answer are passed on, or all but so many; then it is reset, ended, or goes silent. */
  | { readonly afterBytes: number; readonly next: "reset" | "end" | "silence" }
  /** What the server answers comes so much later, in milliseconds. */
  | { readonly latencyMs: number }
  /** What the server answers comes in pieces of one byte, so many milliseconds after one another. */
  | { readonly byteEveryMs: number }
  /** This in the place of what the server would answer. */
  | { readonly answer: string | Uint8Array };

/** A way to a server that goes wrong as a test says, from the next request on, also of connections that are there. */
export interface Shim extends AsyncDisposable {
  readonly url: string;
  trouble: Trouble;
  /** Also takes the listener and all connections away, or puts it back on its port. */
  setTrouble(trouble: Trouble): Promise<void>;
  /** How many connections there were. */
  readonly connections: number;
  /** How many of them are open. */
  readonly open: number;
  /** How many connections the black hole has swallowed something of. */
  readonly held: number;
  /** Passes these on. */
  release(): void;
}

/** Puts a shim before a port of the loopback address. */
export async function createShim(target: number): Promise<Shim> {
  let trouble: Trouble = "none";
  let connections = 0;
  const held = new Map<Socket, (() => void)[]>();
  const open = new Set<Socket>();
  const server: Server = createServer((client) => {
    connections += 1;
    open.add(client);
    client.on("close", () => open.delete(client)).on("error", () => {});
    handle(
      client,
      target,
      () => trouble,
      (pass) => held.set(client, [...(held.get(client) ?? []), pass]),
    );
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) =>
      server.listen(port, "127.0.0.1", () => {
        resolve();
      }),
    );
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const one of open) one.resetAndDestroy();
    await closed;
  };
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const { port } = address;
  return {
    url: `http://127.0.0.1:${port}`,
    get trouble() {
      return trouble;
    },
    set trouble(next) {
      trouble = next;
    },
    get connections() {
      return connections;
    },
    get open() {
      return open.size;
    },
    get held() {
      return held.size;
    },
    release() {
      trouble = "none";
      for (const pass of [...held.values()].flat()) pass();
      held.clear();
    },
    async setTrouble(next) {
      const wasUp = server.listening;
      trouble = next;
      if (next === "refused" && wasUp) await stop();
      if (next !== "refused" && !wasUp) await listen(port);
    },
    [Symbol.asyncDispose]: stop,
  };
}

function handle(client: Socket, target: number, troubleNow: () => Trouble, hold: (pass: () => void) => void): void {
  const upstream = connect(target, "127.0.0.1");
  upstream.on("error", () => client.destroy());
  client.on("close", () => upstream.destroy());
  client.on("data", (bytes) => {
    const trouble = troubleNow();
    if (trouble === "black hole") {
      hold(() => upstream.write(bytes));
      return;
    }
    if (trouble === "reset") client.resetAndDestroy();
    else if (typeof trouble === "object" && "answer" in trouble) {
      // Once for a request, which may come in pieces.
      if (/^(?:GET|POST) /.test(bytes.toString("latin1", 0, 5))) client.write(trouble.answer);
    } else upstream.write(bytes);
  });
  upstream.on("close", () => client.end());
  upstream.on("data", (bytes) => {
    const trouble = troubleNow();
    if (typeof trouble === "string") {
      if (trouble === "none") client.write(bytes);
      return;
    }
    if ("afterBytes" in trouble) {
      client.write(bytes.subarray(0, trouble.afterBytes), () => {
        if (trouble.next === "reset") client.resetAndDestroy();
        else if (trouble.next === "end") client.end();
      });
    } else if ("latencyMs" in trouble) setTimeout(() => client.write(bytes), trouble.latencyMs);
    else if ("byteEveryMs" in trouble) trickle(client, bytes, trouble.byteEveryMs);
  });
}

function trickle(client: Socket, bytes: Uint8Array, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at >= bytes.length || client.destroyed) clearInterval(timer);
    else client.write(bytes.subarray(at, (at += 1)));
  }, everyMs);
}
