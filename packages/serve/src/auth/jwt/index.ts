/**
 * Access tokens of identity providers (JSON Web Tokens). Needs the optional peer `jose`.
 *
 * @module
 */
export { jwt } from "./jwt.ts";
export type { JwtAlgorithm, JwtClaims, JwtOptions, JwtRefusal } from "./options.ts";
