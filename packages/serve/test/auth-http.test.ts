import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "@mlops/serve";
import type { Logger } from "@mlops/serve";
import { apiKeys, auth, bearerTokens } from "@mlops/serve/auth";
import { sendRaw, sha256, tokenOf } from "./auth-support.ts";
import { adder, four, listen, problemOf } from "./support.ts";
import type { TestServer } from "./support.ts";

const token = tokenOf("shop");
const key = tokenOf("key of shop");
const lines: string[] = [];
const write = (fields: object, message: string): void => void lines.push(message + JSON.stringify(fields));
const logger: Logger = { info: write, warn: write, error: write };

const api = serve([adder], {
  auth: auth({
    methods: [
      bearerTokens([
        { id: "shop", token },
        { id: "reader", token: tokenOf("reader"), scopes: ["metadata"] },
      ]),
      apiKeys({ keys: [{ id: "shop", sha256: sha256(key) }] }),
    ],
  }),
  fallthrough: false,
  logger,
});
let server: TestServer;

beforeAll(async () => {
  await api.ready();
  server = await listen(api);
});
afterAll(() => server[Symbol.asyncDispose]());

const bearer = (value: string): Record<string, string> => ({ authorization: `Bearer ${value}` });

describe("a request with good credentials", () => {
  it.each([
    ["a token", bearer(token)],
    ["a token with the scheme in lower case", { authorization: `bearer ${token}` }],
    ["a token after several spaces", { authorization: `Bearer   ${token}` }],
    ["a key", { "x-api-key": key }],
  ])("is answered: %s", async (_what, headers) => {
    expect(await (await server.post("/predict", four, headers)).json()).toEqual({ prediction: 10 });
  });
});

describe("a request without good credentials", () => {
  const wrong: [string, string, Record<string, string>][] = [
    ["none", "/predict", {}],
    ["an empty header", "/predict", { authorization: "" }],
    ["the scheme alone", "/predict", { authorization: "Bearer" }],
    ["the scheme and a space", "/predict", { authorization: "Bearer " }],
    ["another scheme", "/predict", { authorization: `Basic ${token}` }],
    ["no scheme", "/predict", { authorization: token }],
    ["two schemes", "/predict", { authorization: `Basic x, Bearer ${token}` }],
    ["the scheme twice", "/predict", { authorization: `Bearer Bearer ${token}` }],
    ["a token and a key", "/predict", { ...bearer(token), "x-api-key": key }],
    ["a key in the place of a token", "/predict", bearer(key)],
    ["a token in the place of a key", "/predict", { "x-api-key": token }],
    ["a digest in the place of its key", "/predict", { "x-api-key": sha256(key) }],
    ["a token in the query", `/predict?access_token=${token}&token=${token}&authorization=Bearer%20${token}`, {}],
    ["a token in a cookie", "/predict", { cookie: `authorization=Bearer ${token}; access_token=${token}` }],
    ["a token in another header", "/predict", { "x-authorization": `Bearer ${token}`, "x-token": token }],
    ["a token without its last character", "/predict", bearer(token.slice(0, -1))],
    ["a token without its first character", "/predict", bearer(token.slice(1))],
    ["a token and one character", "/predict", bearer(`${token}A`)],
    ["a token twice", "/predict", bearer(token + token)],
    ["another token of the same length", "/predict", bearer("A".repeat(token.length))],
    [
      "a token with another first character",
      "/predict",
      bearer(`${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`),
    ],
    [
      "a token with another last character",
      "/predict",
      bearer(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`),
    ],
    ["a token in other case", "/predict", bearer(token.toUpperCase())],
    ["one character", "/predict", bearer("A")],
    ["a token of 8,192 characters", "/predict", bearer("A".repeat(8_192))],
    ["a token of 8,193 characters", "/predict", bearer("A".repeat(8_193))],
    ["a token and a tab", "/predict", { authorization: `Bearer\t${token}` }],
  ];

  it.each(wrong)("is answered 401, always with the same words: %s", async (_what, path, headers) => {
    const same = { "x-request-id": "same" };
    const response = await server.post(path, four, { ...headers, ...same });
    const plain = await server.post("/predict", four, same);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer, ApiKey header="x-api-key"');
    const text = await response.text();
    expect(text).toBe(await plain.text());
    expect(JSON.parse(text)).toMatchObject({ code: "unauthenticated", status: 401 });
    const headerNames = (one: Response): string[] => [...one.headers.keys()].toSorted();
    expect(headerNames(response)).toEqual(headerNames(plain));
  });

  it("is one with two headers of the same name, the good one first or last", async () => {
    const good = `Authorization: Bearer ${token}`;
    const head = ["POST /predict HTTP/1.1", "Content-Type: application/json"];
    const body = JSON.stringify(four);
    expect(await sendRaw(server, [...head, good], body)).toMatch(/^HTTP\/1.1 200 /);
    for (const two of [
      [good, good],
      [good, "Authorization: Bearer other"],
      ["authorization: Basic eA==", good],
      [`X-Api-Key: ${key}`, `X-API-KEY: ${key}`],
    ]) {
      expect(await sendRaw(server, [...head, ...two], body)).toMatch(/^HTTP\/1.1 401 /);
    }
  });

  it("is refused before its body is read", async () => {
    const response = await server.post("/predict", "{ no JSON");
    expect(response.status).toBe(401);
  });
});

describe("another spelling of a path", () => {
  const paths = [
    "/PREDICT",
    "/Predict",
    "//predict",
    "/./predict",
    "/../predict",
    "/%70redict",
    "/predict/",
    "/predict/.",
    "/predict%2f",
    "/predict;",
    "/predict;a=b",
    "/predict%00",
    "/predict%20",
    "/health/../predict",
    "/health/..%2fpredict",
    "/health/%2e%2e/predict",
    "/;/health",
    "/predict;/health",
    "/models/adder/../adder/predict",
    "/models/%61dder/predict",
    "/models/ADDER/predict",
    "/models//predict",
    "/models/adder/predict/",
    "\\predict",
    "/predict\\",
    "/predict?/health",
    "/predict#/health",
    "http://localhost/predict",
    "http://localhost/health/../predict",
  ];

  it.each(paths)("lets nobody in: %s", async (path) => {
    for (const method of ["POST", "GET", "PUT", "OPTIONS", "HEAD"]) {
      const request = [`${method} ${path} HTTP/1.1`, "Content-Type: application/json", "X-HTTP-Method-Override: POST"];
      const answer = await sendRaw(server, request, method === "HEAD" ? "" : JSON.stringify(four));
      expect(answer).not.toContain('"prediction"');
      const isOptions = method === "OPTIONS" && answer.startsWith("HTTP/1.1 204 ");
      expect(isOptions ? "" : answer).toMatch(isOptions ? /^$/ : /^HTTP\/1.1 (?:400|401|404|405) /);
    }
  });

  it("leaves probes free", async () => {
    for (const path of ["/health", "/ready", "/livez"]) expect((await server.get(path)).status).toBe(200);
  });
});

describe("a caller without the scope of a route", () => {
  it("is answered 403 with the scope", async () => {
    const response = await server.post("/predict", four, bearer(tokenOf("reader")));
    expect(response.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope", scope="predict"');
    expect(await problemOf(response)).toMatchObject({ code: "forbidden", detail: "This needs the scope predict." });
  });
});

describe("secrets", () => {
  it("are in no log line and no answer", async () => {
    const planted = [token, key, tokenOf("reader"), "planted-wrong-token-0123456789"];
    const answers: string[] = [];
    for (const secret of planted) {
      for (const headers of [bearer(secret), { "x-api-key": secret }, { "x-request-id": secret, ...bearer(secret) }]) {
        for (const body of [four, "{", { features: [secret] }]) {
          const response = await server.post("/predict", body, headers);
          const names = JSON.stringify([...response.headers].filter(([name]) => name !== "x-request-id"));
          answers.push(names + (await response.text()).replaceAll(/"requestId":"[^"]*"/g, ""));
        }
      }
    }
    const all = [...lines, ...answers].join("\n");
    for (const secret of planted) {
      expect(all).not.toContain(secret);
      expect(all).not.toContain(sha256(secret));
    }
  });
});
