import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort, pythonWithServer, runsPythonServer } from "./remote-python.ts";

const guide = readFileSync(new URL("../../../docs/guides/remote-models.md", import.meta.url), "utf8");
const folder = new URL("../.vitest/remote-guide/", import.meta.url);

/** The text of the first fenced block that begins so. */
function block(fence: string): string {
  const found = new RegExp(`^\`\`\`${fence}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(guide)?.[1];
  if (found === undefined) throw new Error(`no block of ${fence}`);
  return found;
}

/** The lines of the shell: a version, and the port that it is on. */
const starts = [...block("sh").matchAll(/^MODEL_VERSION=(\d) uvicorn iris:app --port (\d{4})$/gm)].map(
  ([, version = "", port = ""]) => ({ version, port }),
);

describe.skipIf(!runsPythonServer)("the gateway in the guide to remote models", () => {
  const children: ChildProcess[] = [];
  let program = block("ts no-run");

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL("iris.py", folder), block("python"));
    for (const { version, port } of starts) {
      const free = String(await freePort());
      program = program.replaceAll(port, free);
      const child = spawn(pythonWithServer, ["-m", "uvicorn", "iris:app", "--port", free], {
        cwd: fileURLToPath(folder),
        env: { ...process.env, MODEL_VERSION: version },
        stdio: "ignore",
      });
      children.push(child);
    }
  });
  afterAll(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  it("prints what it says, before two versions of a model in Python", { timeout: 60_000 }, async () => {
    expect(starts.map(({ version }) => version)).toEqual(["1", "2"]);
    const file = new URL("gateway.ts", folder);
    writeFileSync(file, `${program.replace("3000", String(await freePort()))}\nexport {};\n`);
    const printed = vi.spyOn(console, "log").mockImplementation(() => {});
    await import(/* @vite-ignore */ file.pathname);
    const lines = printed.mock.calls.flatMap((line) => format(...line).split("\n"));
    printed.mockRestore();
    const shown = [...program.matchAll(/^\/\/ → (.*)$/gm)].map(([, line]) => line);
    expect(shown).toHaveLength(8);
    expect(lines).toEqual(shown);
  });
});
