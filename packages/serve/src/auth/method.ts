import type { Principal } from "../core/http/exchange.ts";

/** One way to say who asks: `bearerTokens`, `apiKeys`, `jwt` of `@mlops/serve/auth/jwt`, or one of your own. */
export interface AuthMethod {
  /** The header that carries the credentials, in lower case. */
  readonly header: string;
  /** What `www-authenticate` says of the method: a scheme, perhaps with parameters (RFC 9110, section 11.6.1). */
  readonly challenge: string;
  /**
   * Who the credentials belong to; `undefined` for credentials that are not valid, whatever is wrong with them.
   *
   * @param value - The value of the header; at most 8,192 characters and a scheme.
   * @throws whatever keeps the method from knowing: answered 503 `auth-unavailable`, unless another method knows.
   */
  identify(value: string): Principal | undefined | Promise<Principal | undefined>;
}

/** The most characters of a token or key. */
export const longestCredential = 8_192;

/** The token of an `authorization` header of the scheme Bearer (RFC 6750, section 2.1). */
export function bearerOf(value: string): string | undefined {
  const [, token] = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(value) ?? [];
  return token !== undefined && token.length <= longestCredential ? token : undefined;
}
