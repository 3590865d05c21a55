/**
 * Who may ask a model server. Tokens of an identity provider are under `@mlops/serve/auth/jwt`.
 *
 * @module
 */
export { apiKeys } from "./api-keys.ts";
export type { ApiKey, ApiKeyOptions } from "./api-keys.ts";
export { auth } from "./auth.ts";
export type { AuthOptions } from "./auth.ts";
export { bearerTokens } from "./bearer-tokens.ts";
export type { BearerToken } from "./bearer-tokens.ts";
export type { AuthMethod } from "./method.ts";
export type { CallerOptions } from "./secrets.ts";
