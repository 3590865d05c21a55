import type { StringArgDef } from "citty";
import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";
import { valuesOf } from "../commands.ts";

/** The options that name a server and say who asks. */
export const serverArguments: Readonly<
  Record<"url" | "header" | "token-env" | "timeout", StringArgDef & { type: "string" }>
> = {
  url: { type: "string", description: "Where the server is: http://host:port, with a path where it is mounted" },
  header: { type: "string", description: "A header `name: value` of every request; may be given several times" },
  "token-env": { type: "string", description: "The variable of the environment with the bearer token" },
  timeout: { type: "string", description: "Milliseconds that an answer may take" },
};

/** A server, and what every request to it carries. */
export interface ServerOptions {
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Where the token of the `authorization` header came from. */
  readonly tokenEnv: string | undefined;
  readonly timeoutMs: number;
  /** A text without what must not be printed: the values of headers and the token. */
  readonly redact: (text: string) => string;
}

interface Given {
  readonly url: string | undefined;
  readonly "token-env": string | undefined;
  readonly timeout: string | undefined;
}

/**
 * Reads the options.
 *
 * @throws UsageError for a URL that is none or has credentials, a header that is none, and an empty token.
 */
export function serverOptions(given: Given, rawArgs: readonly string[], io: Io, defaultMs: number): ServerOptions {
  const url = urlOf(given.url);
  const headers = valuesOf(rawArgs, "--header").map(headerOf);
  const tokenEnv = given["token-env"];
  const token = tokenEnv === undefined ? undefined : io.env(tokenEnv);
  if (tokenEnv !== undefined && (token === undefined || !/^[\x21-\x7e]+$/.test(token))) {
    throw new UsageError(`--token-env: the variable ${tokenEnv} holds no token`);
  }
  const secrets = [...headers.map(([, value]) => value), ...(token === undefined ? [] : [token])];
  // A short value, as `1` of a version, would blank out numbers that are nobody's secret.
  const hidden = secrets
    .flatMap((value) => [value, ...value.split(" ")])
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    .filter((value) => value.length >= 4)
    // The longest first, so that no part of one is left.
    .toSorted((one, other) => other.length - one.length);
  return {
    url,
    headers: [...headers, ...(token === undefined ? [] : [["authorization", `Bearer ${token}`] as const])],
    tokenEnv,
    timeoutMs: wholeNumber("--timeout", given.timeout, { default: defaultMs, least: 1, most: 3_600_000 }),
    redact: (text) => hidden.reduce((all, secret) => all.replaceAll(secret, "***"), text),
  };
}

/** A whole number among the options. @throws UsageError for anything else. */
export function wholeNumber(
  option: string,
  text: string | undefined,
  range: { readonly default: number; readonly least: number; readonly most: number },
): number {
  if (text === undefined) return range.default;
  const value = Number(text);
  if (/^[0-9]{1,9}$/.test(text) && value >= range.least && value <= range.most) return value;
  throw new UsageError(
    `${option} takes a whole number from ${range.least} to ${range.most}, not ${JSON.stringify(text)}`,
  );
}

function urlOf(text: string | undefined): URL {
  if (text === undefined) throw new UsageError("--url is missing; it says where the server is");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError("--url takes the URL of a server, as http://127.0.0.1:8080");
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("--url takes no user and password; use --token-env or --header");
  }
  return url;
}

function headerOf(text: string): readonly [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e]*?)[ \t]*$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError("--header takes `name: value`");
  if (/^(?:host|content-length|transfer-encoding|connection)$/i.test(name)) {
    throw new UsageError(`--header cannot set ${name.toLowerCase()}, which follows from the request`);
  }
  return [name.toLowerCase(), value];
}
