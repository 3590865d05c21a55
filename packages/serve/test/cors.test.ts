import { describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import type { ServeOptions } from "@mlops/serve";
import { auth, bearerTokens } from "@mlops/serve/auth";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { adder, four, listen } from "./support.ts";

const page = "https://course.example.org";
const api = (options: Pick<ServeOptions, "auth" | "cors"> = {}): ReturnType<typeof serve> =>
  serve([adder], { cors: { origins: [page] }, protocols: [tensorflow()], fallthrough: false, ...options });

const preflight = (origin: string): RequestInit => ({
  method: "OPTIONS",
  headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
});

describe("pages of other origins", () => {
  it("get no leave unless it is given", async () => {
    await using server = await listen(serve([adder]));
    const answer = await server.post("/predict", four, { origin: page });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    const asked = await server.get("/predict", preflight(page));
    expect(asked.headers.get("access-control-allow-methods")).toBeNull();
  });

  it("may ask when they are named, before and after their request, on every protocol", async () => {
    await using server = await listen(api());
    for (const path of ["/predict", "/v1/models/adder:predict"]) {
      const asked = await server.get(path, preflight(page));
      expect([asked.status, Object.fromEntries(asked.headers)]).toMatchObject([
        204,
        {
          "access-control-allow-origin": page,
          "access-control-allow-methods": "POST",
          "access-control-allow-headers": expect.stringContaining("content-type"),
          "access-control-max-age": "600",
          vary: "origin",
        },
      ]);
    }
    const answer = await server.post("/predict", four, { origin: page });
    expect(answer.headers.get("access-control-allow-origin")).toBe(page);
    expect(answer.headers.get("access-control-expose-headers")).toContain("x-request-id");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });

  it.each(["https://course.example.org.evil.test", "https://evil.test", "null", "https://COURSE.example.org"])(
    "that are another one, %s, get no leave",
    async (origin) => {
      await using server = await listen(api());
      for (const answer of [
        await server.get("/predict", preflight(origin)),
        await server.post("/predict", four, { origin }),
      ]) {
        expect(answer.headers.get("access-control-allow-origin")).toBeNull();
        expect(answer.headers.get("vary")).toBe("origin");
      }
    },
  );

  it("see why they are refused, and ask for leave without credentials", async () => {
    const token = "a-token-that-is-long-enough-01";
    await using server = await listen(api({ auth: auth({ methods: [bearerTokens([{ id: "a", token }])] }) }));
    expect((await server.get("/predict", preflight(page))).status).toBe(204);
    const refused = await server.post("/predict", four, { origin: page });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, page]);
  });

  it("may be all of them", async () => {
    await using server = await listen(api({ cors: { origins: "*", maxAgeSeconds: 5 } }));
    const asked = await server.get("/predict", preflight("https://any.test"));
    expect([asked.headers.get("access-control-allow-origin"), asked.headers.get("access-control-max-age")]).toEqual([
      "*",
      "5",
    ]);
    expect((await server.post("/predict", four)).headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each(["https://example.org/", "example.org", "https://Example.org", "*.example.org", "null", ""])(
    "cannot be given as %j",
    (origin) => {
      expect(() => api({ cors: { origins: [origin] } })).toThrow("An origin is like");
    },
  );
});
