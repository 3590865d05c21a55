import { systemClock } from "../core/clock.ts";
import type { Clock } from "../core/clock.ts";
import { silentLogger } from "../core/logger.ts";
import type { Logger } from "../core/logger.ts";
import { openKeyFile } from "./key-file.ts";
import type { AuthMethod } from "./method.ts";
import { longestCredential } from "./method.ts";
import { assertDistinct, digestEntry, findSecret } from "./secrets.ts";
import type { CallerOptions } from "./secrets.ts";

/** A key, of which only the digest is known, and whose it is. */
export interface ApiKey extends CallerOptions {
  /** SHA-256 of the key in 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** Where keys come from, and in which header. */
export type ApiKeyOptions = {
  /**
   * The header that carries a key.
   *
   * @default "x-api-key"
   */
  readonly header?: string | undefined;
  /** Where it is written that the file is faulty. Default: nowhere. */
  readonly logger?: Logger | undefined;
  /** The time. Default: this machine's. */
  readonly clock?: Clock | undefined;
} & (
  | { readonly keys: readonly ApiKey[]; readonly file?: undefined }
  | {
      /**
       * A JSON file, `{ "keys": [{ "id", "sha256", "scopes" }] }`, of at most 4 MiB. It is read again while requests come
       * when a second has passed, so a key that was taken out is refused a second later at most. Write it anew and rename
       * it: what is faulty leaves the keys from before in place.
       */
      readonly file: string | URL;
      readonly keys?: undefined;
    }
);

const headerPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** Headers with a meaning of their own. */
const otherHeaders = new Set(["authorization", "cookie", "host", "connection", "content-type", "content-length"]);

/**
 * Keys in a header of their own, of which the configuration or a file has the digests.
 *
 * @throws TypeError for no keys, two that are the same, a header that cannot be used, and what is malformed.
 *
 * @example
 * apiKeys({ file: "keys.json" })
 */
export function apiKeys(options: ApiKeyOptions): AuthMethod {
  const { logger: log = silentLogger, clock = systemClock } = options;
  const header = (options.header ?? "x-api-key").toLowerCase();
  if (!headerPattern.test(header) || otherHeaders.has(header)) {
    throw new TypeError("The header of keys must be a header's name with no other meaning");
  }
  const { keys, file } = options;
  if ((keys === undefined) === (file === undefined)) throw new TypeError("apiKeys needs either `keys` or `file`");
  const identify = keys === undefined ? identifyByFile(openKeyFile(file, clock, log)) : identifyByList(keys);
  return { header, challenge: `ApiKey header="${header}"`, identify };
}

function identifyByList(keys: readonly ApiKey[]): AuthMethod["identify"] {
  if (keys.length === 0) throw new TypeError("apiKeys needs at least one key");
  const entries = keys.map((one, index) => digestEntry(`keys[${index}]`, one.sha256, one));
  assertDistinct("keys", entries);
  return (value) => (isKey(value) ? findSecret(entries, value) : undefined);
}

function identifyByFile(file: ReturnType<typeof openKeyFile>): AuthMethod["identify"] {
  return async (value) => (isKey(value) ? findSecret(await file.entries(), value) : undefined);
}

function isKey(value: string): boolean {
  return value.length > 0 && value.length <= longestCredential;
}
