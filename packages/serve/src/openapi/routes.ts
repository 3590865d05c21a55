import type { Route } from "../core/http/route.ts";
import type { OpenApiDocument } from "./document.ts";

/** `GET /openapi.json`: the document is made when it is first asked for, and kept as text until the models change. */
export function openApiRoutes(document: () => Promise<OpenApiDocument>, generation: () => number): Route[] {
  let text: Promise<string> | undefined;
  let made = generation();
  return [
    {
      method: "GET",
      path: "/openapi.json",
      access: "metadata",
      async handle() {
        if (made !== generation()) text = undefined;
        made = generation();
        text ??= document().then((one) => JSON.stringify(one));
        return { status: 200, body: { text: await text, contentType: "application/json" } };
      },
    },
  ];
}
