import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runToEnd, workspaceOf } from "../support/workspace-copy.ts";
import type { Ended } from "../support/workspace-copy.ts";
import { root } from "../support/workspace.ts";

const report = { testResults: [{ status: "passed", assertionResults: [{ status: "passed", fullName: "a" }] }] };
const members = {
  "packages/a/package.json": { name: "a", scripts: { test: "vitest run" } },
  "packages/a/report.json": report,
};

/** Runs `.ci/run` in a small workspace where `npx` is the given shell script. */
async function ciRun(npx: string): Promise<Ended> {
  await using folder = await workspaceOf(members);
  const bin = join(folder.path, "bin");
  await mkdir(bin);
  // Tools that are there need not be installed.
  for (const [name, script] of Object.entries({
    npx,
    promtool: "exit 0",
    protoc: "exit 0",
    "redis-server": "exit 0",
  })) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const path = [bin, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  // Any program will do for a browser that is there.
  const env = {
    PATH: path,
    CHROMIUM_PATH: process.execPath,
    PYTHON: "/bin/true",
    MLOPS_CORPORA: join(folder.path, "nowhere"),
  };
  return await runToEnd("bash", [join(folder.path, ".ci/run")], env);
}

const lastLine = ({ stdout }: Ended): string | undefined => stdout.trimEnd().split("\n").at(-1);

describe(".ci/run", () => {
  const leavesReport = "mkdir -p packages/a/.vitest; cp packages/a/report.json packages/a/.vitest/report.json";

  it("ends with the sum of all tests when every step has passed", async () => {
    const ended = await ciRun(`[ "$3" = test ] && { ${leavesReport}; }; exit 0`);
    expect([ended.code, lastLine(ended)]).toEqual([0, "1 passed, 0 failed, 0 skipped"]);
    expect(ended.stdout.match(/\d+ passed, \d+ failed/g)).toHaveLength(1);
  });

  it("fails, and still ends with the sum, when a gate fails", async () => {
    const ended = await ciRun(`${leavesReport}; [ "$3" != check ]`);
    expect([ended.code, lastLine(ended)]).toEqual([1, "1 passed, 0 failed, 0 skipped"]);
    expect(ended.stdout).toContain("=== gates FAILED");
  });

  it("fails, and counts the packages that were not tested, when nothing runs at all", async () => {
    const ended = await ciRun("exit 1");
    expect([ended.code, lastLine(ended)]).toEqual([1, "0 passed, 1 failed, 0 skipped"]);
  });
});

describe("the workflows", async () => {
  const folder = join(root, ".github/workflows");
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));

  it("pin every action to a commit and name its version", () => {
    const used = texts.flatMap((text) => [...text.matchAll(/uses: (.+)$/gm)].map(([, action]) => action));
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual([]);
  });

  it("let one job alone ask for the identity that publishes, and that job checks nothing out", () => {
    const jobs = texts.flatMap((text) => text.split(/^ {2}(?=\w+:$)/m));
    const publishing = jobs.filter((job) => job.includes("id-token: write"));
    expect(publishing.map((job) => job.split(":")[0])).toEqual(["publish"]);
    expect(publishing[0]).not.toMatch(/actions\/checkout|pnpm/);
  });
});
