import type { SecureContextOptions } from "node:tls";
import type { ListenOptions } from "@mlops/serve";

/** Certificates of a server, and whether its clients need one. */
export interface TlsOptions extends Pick<
  SecureContextOptions,
  "ca" | "cert" | "crl" | "key" | "minVersion" | "passphrase" | "pfx"
> {
  /**
   * Whether clients are asked for a certificate, and refused without one that `ca` has signed.
   *
   * @default false
   */
  requestCert?: boolean | undefined;
}

/** How gRPC is served, and what a connection may cost. */
export interface GrpcOptions extends ListenOptions {
  /**
   * The server's name in its metadata.
   *
   * @default "mlops-serve"
   */
  name?: string | undefined;
  /**
   * The server's version in its metadata: that of the app.
   *
   * @default "unknown"
   */
  serverVersion?: string | undefined;
  /** Default: connections are not encrypted. */
  tls?: TlsOptions | undefined;
  /**
   * How many connections there may be; further ones are closed at once.
   *
   * @default 4_096
   */
  maxConnections?: number | undefined;
  /**
   * How many calls one connection may have under way.
   *
   * @default 128
   */
  maxStreams?: number | undefined;
  /**
   * How long the headers of a call may be, in bytes, each counted with 32 more (RFC 9113, section 6.5.2).
   *
   * @default 16_384
   */
  maxHeaderBytes?: number | undefined;
  /**
   * How often a connection is asked whether it is still there, in milliseconds; one that has not answered until the next
   * time is cut off.
   *
   * @default 30_000
   */
  keepAliveMs?: number | undefined;
  /**
   * How long a connection may be without calls, in milliseconds; then it is closed. It is looked at once in `keepAliveMs`.
   *
   * @default 300_000
   */
  idleTimeoutMs?: number | undefined;
}

/** Options with their defaults. */
export type ResolvedGrpcOptions = Pick<GrpcOptions, "tls"> & {
  readonly [Name in Exclude<keyof GrpcOptions, "tls">]-?: Exclude<GrpcOptions[Name], undefined>;
};

const counts = ["maxConnections", "maxStreams", "maxHeaderBytes", "keepAliveMs", "idleTimeoutMs"] as const;

/**
 * The given options over the defaults; `undefined` means the default.
 *
 * @throws TypeError for a number that is no whole one of at least 1.
 */
export function resolveOptions(options: GrpcOptions): ResolvedGrpcOptions {
  const resolved = {
    port: options.port,
    host: options.host ?? "127.0.0.1",
    name: options.name ?? "mlops-serve",
    serverVersion: options.serverVersion ?? "unknown",
    tls: options.tls,
    maxConnections: options.maxConnections ?? 4_096,
    maxStreams: options.maxStreams ?? 128,
    maxHeaderBytes: options.maxHeaderBytes ?? 16_384,
    keepAliveMs: options.keepAliveMs ?? 30_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 300_000,
  };
  for (const name of counts) {
    const value = resolved[name];
    if (Number.isSafeInteger(value) && value >= 1 && value < 2 ** 31) continue;
    throw new TypeError(`${name} must be a whole number of at least 1, not ${value}`);
  }
  return resolved;
}
