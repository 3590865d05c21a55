import { ServeError } from "../core/errors/serve-error.ts";
import type { Principal } from "../core/http/exchange.ts";
import type { Authentication } from "../core/http/guard.ts";
import { longestCredential } from "./method.ts";
import type { AuthMethod } from "./method.ts";

/** How callers say who they are. */
export interface AuthOptions {
  /** The ways, in the order in which they are tried. */
  methods: readonly AuthMethod[];
}

/** A scheme and a space before a token. */
const schemeLength = 64;

/**
 * Lets only those in who say who they are. Give it to `serve` as its `auth`.
 *
 * A request has exactly one header with credentials; tokens in the query, in cookies or in bodies are not looked at. What
 * is missing, malformed, unknown or expired is answered 401 `unauthenticated`, always the same. The routes of predictions
 * need the scope `predict`, those of metadata `metadata`, those of operators `admin`; without it, the answer is 403
 * `forbidden`. Probes are free, and `/metrics` has a rule of its own.
 *
 * @throws TypeError without methods.
 *
 * @example
 * serve([iris], { auth: auth({ methods: [bearerTokens([{ id: "shop", token }])] }) });
 */
export function auth({ methods }: AuthOptions): Authentication {
  if (methods.length === 0) throw new TypeError("auth needs at least one method; without it, leave `auth` out");
  const headers = new Set(methods.map(({ header }) => header));
  const challenges = [...new Set(methods.map(({ challenge }) => challenge))].join(", ");

  const identify = async (header: string, value: string): Promise<[Principal, AuthMethod] | undefined> => {
    let failure: unknown;
    for (const method of methods) {
      if (method.header !== header) continue;
      try {
        const principal = await method.identify(value);
        if (principal !== undefined) return [principal, method];
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw unavailable(failure);
    return undefined;
  };

  return {
    securitySchemes: Object.fromEntries(methods.map(schemeOf)),
    async authenticate(exchange, access) {
      if (access === "probe" || access === "metrics") return;
      const [given, ...others] = credentialsOf(exchange.request.rawHeaders, headers);
      const isOne = given !== undefined && others.length === 0;
      const isBounded = isOne && given.value.length <= longestCredential + schemeLength;
      const found = isBounded && headers.has(given.header) ? await identify(given.header, given.value) : undefined;
      if (found === undefined) {
        throw new ServeError("unauthenticated", {
          detail: "Send valid credentials.",
          headers: { "www-authenticate": challenges },
        });
      }
      const [principal, { challenge }] = found;
      exchange.principal = principal;
      if (principal.scopes.has(access)) return;
      throw new ServeError("forbidden", {
        detail: `This needs the scope ${access}.`,
        // RFC 6750, section 3.1.
        ...(challenge === "Bearer" && {
          headers: { "www-authenticate": `Bearer error="insufficient_scope", scope="${access}"` },
        }),
      });
    },
  };
}

/** A method as a security scheme of OpenAPI, under the name of its scheme or header. */
function schemeOf({ header, challenge }: AuthMethod): [name: string, scheme: Readonly<Record<string, string>>] {
  if (header !== "authorization") return [header, { type: "apiKey", in: "header", name: header }];
  const scheme = (/^[^ ]+/.exec(challenge)?.[0] ?? "bearer").toLowerCase();
  return [scheme, { type: "http", scheme }];
}

interface Credentials {
  readonly header: string;
  readonly value: string;
}

/**
 * Every header with credentials, as often as it was sent: Node keeps the first `authorization` and drops others silently.
 */
function credentialsOf(rawHeaders: readonly string[], headers: ReadonlySet<string>): Credentials[] {
  const found: Credentials[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = (rawHeaders[index] ?? "").toLowerCase();
    if (headers.has(header)) found.push({ header, value: rawHeaders[index + 1] ?? "" });
  }
  return found;
}

function unavailable(cause: unknown): ServeError {
  if (cause instanceof ServeError) return cause;
  return new ServeError("auth-unavailable", { detail: "Ask again.", headers: { "retry-after": "1" }, cause });
}
