import type { Route } from "../core/http/route.ts";
import type { OpenApiDocument } from "./document.ts";

/** `GET /openapi.json`: the document is made when it is first asked for, and kept as text. */
export function openApiRoutes(document: () => Promise<OpenApiDocument>): Route[] {
  let text: Promise<string> | undefined;
  return [
    {
      method: "GET",
      path: "/openapi.json",
      access: "metadata",
      async handle() {
        text ??= document().then((made) => JSON.stringify(made));
        return { status: 200, body: { text: await text, contentType: "application/json" } };
      },
    },
  ];
}
