import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/**
 * What becomes of bytes between a client and its server. `down`: connections are closed at once. `reset`: they are reset
 * when the client sends. `slow`: nothing is answered. `garbage`: what is answered is not the protocol.
 */
export type ProxyMode = "pass" | "down" | "reset" | "slow" | "garbage";

/** A proxy on a free port of the loopback address that can fail. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** Changes what happens from now on; `down` also ends the connections that there are. */
  become(mode: ProxyMode): void;
}

export async function startProxy(targetPort: number): Promise<Proxy> {
  let mode: ProxyMode = "pass";
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (mode === "down") {
      client.destroy();
      return;
    }
    const target = connect(targetPort, "127.0.0.1");
    keep(target);
    client.on("data", (data) => {
      if (mode === "reset") client.resetAndDestroy();
      else if (mode === "garbage") client.write("HTTP/1.1 200 OK\r\n\r\n\u0000\u00ff$-7\r\n");
      else if (mode === "pass") target.write(data);
    });
    target.on("data", (data) => {
      if (mode === "pass") client.write(data);
    });
    client.on("close", () => target.destroy());
    target.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    become(next) {
      // What was lost in between would shift every later answer, so a proxy that passes again begins anew.
      if (next === "down" || next === "pass") for (const socket of sockets) socket.destroy();
      mode = next;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
