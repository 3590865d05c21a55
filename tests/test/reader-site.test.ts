import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { root } from "../support/workspace.ts";

const site = join(root, "apps/reader/dist/client");

async function files(ending: string): Promise<string[]> {
  const entries = await readdir(site, { recursive: true });
  return entries.filter((entry) => entry.endsWith(ending)).map((entry) => join(site, entry));
}

describe("the reader's built site", () => {
  it("has one HTML file per page of the course, with its text in it", async () => {
    const pages = await files("index.html");
    expect(pages.length).toBe(7);
    const contract = await readFile(join(site, "serving-a-model/the-contract/index.html"), "utf8");
    expect(contract).toContain("A caller has to know two things");
    expect(contract).toContain("curl -s http://127.0.0.1:8080/predict");
  });

  it("has nothing that its content security policy would block", async () => {
    for (const page of await files(".html")) {
      const html = await readFile(page, "utf8");
      expect(html).not.toMatch(/ style=| on[a-z]+=|javascript:/i);
      for (const [, attributes] of html.matchAll(/<script([^>]*)>/g)) {
        expect(attributes).toMatch(/^ type="application\/json"$|^ type="module" src="\/assets\/[^"]+\.js"$/);
      }
    }
  });

  it("asks for at most 130 KB of compressed script", async () => {
    const scripts = await Promise.all((await files(".js")).map((file) => readFile(file)));
    const bytes = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(130_000);
  });
});
