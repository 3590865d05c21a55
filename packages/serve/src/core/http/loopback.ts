import type { Socket } from "node:net";

/** Whether a connection has reached this machine at a loopback address: 127.0.0.0/8, ::1 and the former's IPv4-mapped form. */
export function isLoopback({ localAddress }: Pick<Socket, "localAddress">): boolean {
  return localAddress !== undefined && (localAddress === "::1" || /^(?:::ffff:)?127\./.test(localAddress));
}
