import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { fences } from "../support/fences.ts";
import { scanModule } from "../support/scan-module.ts";
import type { Module } from "../support/scan-module.ts";
import { membersOf, root } from "../support/workspace.ts";

const named = fences.map((fence) => [fence.claim, fence] as const);
const members = [...membersOf("packages"), ...membersOf("apps")];

/** Every module under the src folders of packages and apps. */
async function scanSources(): Promise<Module[]> {
  const found = members.map(async ({ folder }) => {
    const entries = await readdir(join(root, folder, "src"), { recursive: true }).catch(() => []);
    return entries.filter((entry) => /\.(?:ts|tsx|mts|js|mjs)$/.test(entry)).map((entry) => `${folder}/src/${entry}`);
  });
  const files = (await Promise.all(found)).flat();
  return Promise.all(files.map(async (file) => scanModule(file, await readFile(join(root, file), "utf8"))));
}

describe("the modules of packages and apps", async () => {
  const modules = await scanSources();

  it("are found in every package", () => {
    const folders = new Set(modules.map(({ file }) => file.split("/").slice(0, 2).join("/")));
    expect([...folders].toSorted()).toEqual(members.map(({ folder }) => folder).toSorted());
  });

  it.each(named)("keep to this: %s", (_claim, { covers, faults }) => {
    const found = modules.filter(({ file }) => covers(file)).map((module) => [module.file, faults(module)] as const);
    expect(found.filter(([, list]) => list.length > 0)).toEqual([]);
  });
});

describe("a planted fault", () => {
  it.each(named)("is found by the table: %s", (_claim, { covers, faults, planted }) => {
    expect(covers(planted.file)).toBe(true);
    expect(faults(scanModule(planted.file, planted.code))).toHaveLength(1);
  });

  it("is found by oxlint with the workspace's configuration, wherever it has a rule for it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fences-"));
    try {
      await copyFile(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
      for (const { planted } of fences) {
        const path = join(folder, planted.file);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, planted.code);
      }
      const reported = await lint(folder);
      const expected = fences.flatMap(({ planted: { file, oxlint } }) =>
        oxlint === undefined ? [] : [`${file} ${oxlint}`],
      );
      expect(expected.filter((fault) => !reported.has(fault))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("reading a module", () => {
  it("tells types, values and dynamic imports apart, whatever the spelling", () => {
    const code = [
      'import type { A } from "a";',
      'import { type B } from "b";',
      'import { type C, d } from "c";',
      'export type { E } from "./e.ts";',
      'import "side-effect";',
      'type F = import("f").F;',
      'const g = await import("g");',
      'const text = "import x from \'not-an-import\'"; // import "nor-this";',
    ].join("\n");
    const { imports } = scanModule("packages/p/src/m.ts", code);
    expect(imports.map(({ target, kind }) => `${kind} ${target}`)).toEqual([
      "type a",
      "type b",
      "value c",
      "type packages/p/src/e.ts",
      "value side-effect",
      "type f",
      "dynamic g",
    ]);
  });

  it.each([
    "export const a = process.env.A;",
    'export const a = process["env"];',
    "const { env } = process;\nexport const a = env;",
    "export const a = globalThis.process.env;",
    'import { env } from "node:process";\nexport const a = env;',
  ])("sees the environment in %j", (code) => {
    expect(scanModule("packages/p/src/m.ts", code).readsEnvironment).toBe(true);
  });

  it("refuses an import() whose target it cannot know", () => {
    expect(() => scanModule("m.ts", "await import(name);")).toThrow("m.ts: import() of something");
  });
});

/** Runs oxlint in a folder; gives `file rule` for every report. */
async function lint(folder: string): Promise<Set<string>> {
  const output = await new Promise<string>((resolve, reject) => {
    execFile(join(root, "node_modules/.bin/oxlint"), ["--format=json"], { cwd: folder }, (error, stdout) => {
      if (stdout === "") reject(error ?? new Error("oxlint said nothing"));
      else resolve(stdout);
    });
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { filename: string; code: string }[] };
  return new Set(diagnostics.map(({ filename, code }) => `${filename} ${code}`));
}
