import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countTests } from "../../scripts/lib/reports.mjs";
import { fileFaults, manifestFaults } from "../../scripts/gates/published.mjs";
import { runToEnd, workspaceOf } from "../support/workspace-copy.ts";
import type { Ended } from "../support/workspace-copy.ts";
import { readManifest } from "../support/workspace.ts";

const runScript = (folder: string, name: string, env: Record<string, string> = {}): Promise<Ended> =>
  runToEnd(process.execPath, [join(folder, "scripts", name)], env);

const test = (status: string, fullName = status): object => ({ status, fullName });
const report = (...assertionResults: object[]): object => ({ testResults: [{ status: "passed", assertionResults }] });
const unloaded = { testResults: [{ status: "failed", assertionResults: [] }] };
const tested = (name: string): object => ({ name, scripts: { test: "vitest run" } });

describe("test-summary", () => {
  const good = {
    "packages/a/package.json": tested("a"),
    "packages/a/.vitest/report.json": report(test("passed"), test("passed")),
    "tests/package.json": tested("tests"),
    "tests/.vitest/report.json": report(test("passed")),
    "packages/untested/package.json": { name: "untested" },
  };
  const summaryOf = async (files: object): Promise<Ended> => {
    await using folder = await workspaceOf({ ...good, ...files });
    return await runScript(folder.path, "test-summary.mjs");
  };

  it("prints one line with the sum over all reports and nothing else", async () => {
    expect(await summaryOf({})).toEqual({ code: 0, stdout: "3 passed, 0 failed, 0 skipped\n", stderr: "" });
  });

  it("counts a longer run's report beside the usual one", async () => {
    const more = { "tests/.vitest/corpora.json": report(test("passed"), test("passed")) };
    expect((await summaryOf(more)).stdout).toBe("5 passed, 0 failed, 0 skipped\n");
  });

  it("fails when a test has failed, and when a test file could not be loaded", async () => {
    const failed = { "packages/a/.vitest/report.json": report(test("passed"), test("failed")) };
    expect(await summaryOf(failed)).toMatchObject({ code: 1, stdout: "2 passed, 1 failed, 0 skipped\n" });
    const broken = { "packages/a/.vitest/report.json": unloaded };
    expect(await summaryOf(broken)).toMatchObject({ code: 1, stdout: "1 passed, 1 failed, 0 skipped\n" });
  });

  it("fails when a package with tests has no report, and counts it", async () => {
    const missing = await summaryOf({ "packages/b/package.json": tested("b") });
    expect(missing).toMatchObject({ code: 1, stdout: "3 passed, 1 failed, 0 skipped\n" });
    expect(missing.stderr).toBe("packages/b has no test report\n");
  });

  it("takes a skipped test only with a reason on the list", async () => {
    const skipping = { "packages/a/.vitest/report.json": report(test("skipped", "a does x")) };
    const refused = await summaryOf(skipping);
    expect(refused).toMatchObject({ code: 1, stdout: "1 passed, 0 failed, 1 skipped\n" });
    expect(refused.stderr).toContain("a does x");
    const allowed = { ...skipping, "scripts/skips-allowed.json": { "a does x": "needs what is not here" } };
    expect(await summaryOf(allowed)).toMatchObject({ code: 0, stdout: "1 passed, 0 failed, 1 skipped\n" });
  });

  it("counts tests that are still to be written as skipped", () => {
    expect(countTests(report(test("todo", "later"), test("pending", "maybe")))).toEqual({
      passed: 0,
      failed: 0,
      skipped: ["later", "maybe"],
    });
  });
});

describe("set-repository", () => {
  const files = {
    "packages/a/package.json": { name: "@mlops/a", version: "1.2.3" },
    "packages/hidden/package.json": { name: "hidden", private: true },
  };

  it("names the workflow's repository and the package's folder in public manifests only", async () => {
    await using folder = await workspaceOf(files);
    const { code } = await runScript(folder.path, "set-repository.mjs", { GITHUB_REPOSITORY: "some-one/some.thing" });
    const manifest = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder.path, "packages", name, "package.json"), "utf8"));
    expect(code).toBe(0);
    const repository = { type: "git", url: "git+https://github.com/some-one/some.thing.git", directory: "packages/a" };
    expect(await manifest("a")).toEqual({ name: "@mlops/a", version: "1.2.3", repository });
    expect(await manifest("hidden")).toEqual({ name: "hidden", private: true });
  });

  it.each(["", "name", "owner/name; rm -rf /", "a/b/c"])(
    "refuses the repository %j and changes nothing",
    async (name) => {
      await using folder = await workspaceOf(files);
      const { code, stderr } = await runScript(folder.path, "set-repository.mjs", { GITHUB_REPOSITORY: name });
      expect([code, stderr]).toEqual([2, `GITHUB_REPOSITORY is owner/name, not ${JSON.stringify(name)}\n`]);
      expect(await readFile(join(folder.path, "packages/a/package.json"), "utf8")).not.toContain("repository");
    },
  );
});

describe("the gate over packed manifests", () => {
  const { exports, ...rest } = readManifest("packages/quiz");
  const packed = { ...rest, exports, devDependencies: {}, dependencies: { "@mlops/schema": "^0.1.0" } };

  it("passes a good one", () => {
    expect(manifestFaults(packed)).toEqual([]);
  });

  it.each([
    ["a range of the workspace", { dependencies: { a: "workspace:^" } }, "dependencies.a is workspace:^"],
    ["a range of the catalog", { peerDependencies: { zod: "catalog:" } }, "peerDependencies.zod is catalog:"],
    ["an exact pin", { dependencies: { zod: "4.6.7" } }, "dependencies.zod is pinned to 4.6.7"],
    ["an install script", { scripts: { postinstall: "node x.js" } }, "has the install script postinstall"],
    ["no licence", { license: undefined }, "no field license"],
  ])("finds %s", (_what, change, fault) => {
    expect(manifestFaults({ ...packed, ...change })).toContain(fault);
  });
});

describe("the gate over packed files", () => {
  const map = (source: string): object => ({ sources: [source] });
  const good = {
    "package.json": {},
    "README.md": {},
    LICENSE: {},
    "src/a.ts": {},
    "dist/a.js": {},
    "dist/a.d.ts": {},
    "dist/a.js.map": map("../src/a.ts"),
  };
  const faultsOf = async (change: Record<string, unknown>, left: readonly string[] = []): Promise<string[]> => {
    const files = Object.fromEntries(Object.entries({ ...good, ...change }).filter(([name]) => !left.includes(name)));
    await using folder = await workspaceOf(files);
    return await fileFaults({ files: Object.keys(files), folder: folder.path });
  };

  it("passes a package of sources, what is built from them, README and licence", async () => {
    expect(await faultsOf({})).toEqual([]);
  });

  it.each(["test/a.test.ts", "src/a.test.ts", "dist/.tsbuildinfo", ".env", "tsconfig.json"])(
    "finds %s",
    async (name) => {
      expect(await faultsOf({ [name]: {} })).toEqual([`${name} does not belong into the package`]);
    },
  );

  it("finds what is missing, what has no source any more, and a map that points out of the package", async () => {
    expect(await faultsOf({}, ["LICENSE"])).toEqual(["LICENSE is missing"]);
    expect(await faultsOf({ "dist/gone.js": {} })).toEqual(["dist/gone.js has no source: remove dist and build"]);
    expect(await faultsOf({ "dist/a.js.map": map("../../elsewhere/b.ts") })).toEqual([
      "dist/a.js.map points to ../../elsewhere/b.ts, which is not in the package",
    ]);
  });
});
