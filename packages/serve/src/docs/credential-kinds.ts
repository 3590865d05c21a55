import type { Authentication } from "../core/http/guard.ts";
import type { CredentialKind } from "./browser/contracts.ts";

const bearer = { bearer: { type: "http", scheme: "bearer" } };

/** The headers that callers are known by; ways that need more than a header are left out. */
export function credentialKinds(auth: Pick<Authentication, "securitySchemes"> | undefined): CredentialKind[] {
  if (auth === undefined) return [];
  return Object.values(auth.securitySchemes ?? bearer).flatMap(
    ({ type, scheme, in: place, name }): CredentialKind[] => {
      if (type === "apiKey" && place === "header" && typeof name === "string") {
        return [{ label: `Key (${name})`, header: name, scheme: "" }];
      }
      const isToken = type === "oauth2" || type === "openIdConnect" || (type === "http" && scheme === "bearer");
      if (isToken) return [{ label: "Bearer token", header: "authorization", scheme: "Bearer " }];
      if (type === "http" && typeof scheme === "string") {
        return [{ label: `Credentials (${scheme})`, header: "authorization", scheme: `${scheme} ` }];
      }
      return [];
    },
  );
}
