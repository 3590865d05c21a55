import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Server } from "@mlops/serve";

const guide = readFileSync(new URL("../../../docs/guides/open-inference-protocol.md", import.meta.url), "utf8");
const fences = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code = ""]) => ({
  language,
  code,
}));
const [serverCode, clientCode] = fences.flatMap(({ language, code }) => (language === "ts" ? [code] : []));

/** Each `curl` line with the JSON that the guide shows after it. */
const calls = fences.flatMap(({ language, code }, index): [string, string][] =>
  language === "sh" ? [[code, fences[index + 1]?.code ?? ""]] : [],
);

const folder = new URL("../.vitest/openinference-guide/", import.meta.url);
let port = 0;
let server: Server;

/** Runs a program of the guide on a free port in the place of 3000. */
async function run(name: string, code: string): Promise<Record<string, unknown>> {
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${name}.ts`, folder);
  writeFileSync(file, code.replaceAll("3000", String(port)));
  return import(/* @vite-ignore */ file.pathname);
}

beforeAll(async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  ({ port } = probe.address() as AddressInfo);
  await new Promise((resolve) => probe.close(resolve));
  ({ server } = (await run("server", `${serverCode}\nexport { server };\n`)) as { server: Server });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe("the guide to the Open Inference Protocol", () => {
  it.each(calls)("shows what its server answers: %s", async (call, shown) => {
    const [, url = "", data] = /^curl -s (http:\/\/\S+)(?: -d '([^']*)')?\s*$/.exec(call) ?? [];
    // As curl does: with a body, a POST of a form.
    const post = { method: "POST", body: data ?? "", headers: { "content-type": "application/x-www-form-urlencoded" } };
    const response = await fetch(url.replace("3000", String(port)), data === undefined ? {} : post);
    expect(await response.json()).toEqual(JSON.parse(shown));
  });

  it("has a program that prints what it says", async () => {
    const printed = vi.spyOn(console, "log").mockImplementation(() => {});
    await run("client", `${clientCode}\nexport {};\n`);
    const lines = printed.mock.calls.map((line) => line.join(" "));
    printed.mockRestore();
    expect(lines).toEqual([...(clientCode ?? "").matchAll(/^\/\/ → (.*)$/gm)].map(([, line]) => line));
    expect(lines).toHaveLength(2);
  });

  it("lists the routes that there are, each also with a slash at the end", async () => {
    const paths = [...guide.matchAll(/^\| `(GET|POST) (.+?) *\|/gm)].flatMap(([, method = "", cell = ""]) =>
      cell.split(", ").map((path) => [method, path.replaceAll("`", "").trim()] as const),
    );
    expect(paths).toHaveLength(9);
    for (const [method, path] of paths) {
      const forms = path.includes("[") ? [path.replace(/\[.*\]/, ""), path.replaceAll(/[[\]]/g, "")] : [path];
      for (const form of forms.flatMap((one) => [one, `${one}/`])) {
        const url = `http://127.0.0.1:${port}${form.replace("{model}", "iris").replace("{version}", "1")}`;
        const response = await fetch(url, { method: method === "GET" ? "OPTIONS" : "POST" });
        const found = method === "GET" ? response.headers.get("allow") : response.status;
        expect(found, url).toBe(method === "GET" ? "GET, HEAD, OPTIONS" : 400);
      }
    }
  });

  it("lists the extensions that the server claims", async () => {
    const response = await fetch(`http://127.0.0.1:${port}/v2`);
    const { extensions } = (await response.json()) as { extensions: string[] };
    expect(guide.replaceAll(/\s+/g, " ")).toContain(`Extensions: ${extensions.map((one) => `\`${one}\``).join(", ")}.`);
  });
});
