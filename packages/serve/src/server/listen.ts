import type { AddressInfo, Server } from "node:net";

/** Where a server listens. */
export interface ListenOptions {
  /** 0 takes any free port. */
  port: number;
  /**
   * A name or an address.
   *
   * @default "127.0.0.1"
   */
  host?: string | undefined;
}

/** Where a server does listen. */
export interface ListeningAt {
  readonly port: number;
  readonly host: string;
}

/** A server could not listen. The message is one line for the operator. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly code: "port-in-use" | "port-forbidden" | "host-unknown" | "listen-failed";

  constructor(code: ListenError["code"], message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/**
 * Has a server of any protocol listen.
 *
 * @returns Where it does; the port is the one that was taken where 0 was asked for.
 * @throws ListenError when the port is taken or the host is not this machine's.
 */
export async function listenOn(server: Server, { port, host = "127.0.0.1" }: ListenOptions): Promise<ListeningAt> {
  await new Promise<void>((resolve, reject) => {
    const onError = (error: Error): void => {
      reject(toListenError(error, host, port));
    };
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve();
    });
  });
  return { port: portOf(server.address()) ?? port, host };
}

/** The host and port that a program on this machine reaches a server at; every address includes the loopback one. */
export function reachableAt({ port, host }: ListeningAt): string {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `${name.includes(":") ? `[${name}]` : name}:${port}`;
}

function portOf(address: AddressInfo | string | null): number | undefined {
  return address !== null && typeof address === "object" ? address.port : undefined;
}

function toListenError(error: Error, host: string, port: number): ListenError {
  const code = "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new ListenError("port-in-use", `Port ${port} of ${host} is in use.`, error);
    case "EACCES":
      return new ListenError("port-forbidden", `Port ${port} of ${host} may not be used by this user.`, error);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new ListenError("host-unknown", `${host} is not an address of this machine.`, error);
    default:
      return new ListenError("listen-failed", `Cannot listen on port ${port} of ${host}.`, error);
  }
}
