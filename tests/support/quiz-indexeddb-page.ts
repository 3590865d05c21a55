/// <reference lib="dom" />

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { build } from "vite";
import { root } from "./workspace.ts";

/** A server of the page that uses IndexedDB stores, bundled from the sources. */
export interface StorePageServer extends AsyncDisposable {
  readonly url: string;
}

export async function serveStorePage(): Promise<StorePageServer> {
  const code = await bundle(join(root, "packages/quiz/test/store-page.ts"));
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(
      isScript ? code : '<!doctype html><title>Stores</title><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bundle(input: string): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: "error",
    resolve: { conditions: ["@mlops/source", "module", "browser", "production"] },
    build: { write: false, minify: false, rolldownOptions: { input } },
  });
  if (Array.isArray(built) || !("output" in built)) throw new Error("Expected one bundle");
  return built.output.map((chunk) => ("code" in chunk ? chunk.code : "")).join("");
}

/** Asks the page for something that it can do; see packages/quiz/test/store-page.ts. */
export async function ask(page: Page, name: string, ...args: readonly unknown[]): Promise<unknown> {
  await page.waitForFunction(() => "storePage" in globalThis);
  return await page.evaluate(
    ([wanted, given]) => {
      const { storePage } = globalThis as unknown as { storePage: Record<string, (...args: unknown[]) => unknown> };
      return storePage[wanted]?.(...given);
    },
    [name, args] as const,
  );
}
