import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { run as runCommand } from "./memory-io.ts";

// Debian has these for its own Python; another one on the path may lack them.
const found = ["/usr/bin/python3", "python3"].find(
  (name) => spawnSync(name, ["-c", "import fastapi, uvicorn"]).status === 0,
);
// Where tests have to be complete, it has to be there.
const runsPython = found !== undefined || process.env["CI"] === "true";
const program = fileURLToPath(new URL("fastapi-server.py", import.meta.url));
const never = new Promise<"SIGINT">(() => {});

let server: ChildProcess;
let url = "";

describe.skipIf(!runsPython)("a server of FastAPI", () => {
  beforeAll(async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const address = probe.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise((resolve) => probe.close(resolve));
    url = `http://127.0.0.1:${port}`;
    server = spawn(found ?? "python3", [program, String(port)], { stdio: "ignore" });
    await vi.waitFor(() => fetch(`${url}/health`), { timeout: 50_000, interval: 100 });
  });

  afterAll(() => {
    server.kill("SIGKILL");
  });

  it("is asked by mlops predict, row by row, and what it says of a bad row is told", async () => {
    const rows = '{"features":[1,2.5]}\n{"features":["x"]}\n{"features":[]}\n';
    const { code, stdout, stderr } = await runCommand(["predict", "--url", url, "-"], { "-": rows }, { stop: never });
    expect([code, stdout]).toEqual([1, '{"prediction":3.5}\nnull\n{"prediction":0}\n']);
    expect(stderr).toMatch(/^mlops: row 1 \(line 2\): 422: .*float/);
  });

  it("is held to the kit's own routes by mlops conformance, which tells what FastAPI does otherwise", async () => {
    const argv = [
      "conformance",
      "--url",
      url,
      "--protocol",
      "native",
      "--only",
      "predict,concurrency,body,errors",
      "--json",
    ];
    const { code, stdout, stderr } = await runCommand(argv, {}, { stop: never });
    expect([code, stderr]).toEqual([1, ""]);
    const checks: { id: string; outcome: string }[] = JSON.parse(stdout).protocols[0].checks;
    const failed = checks.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
    // It reads NaN, cannot write it, and takes "1" for 1; its errors are not problem details.
    for (const id of ["body-nan", "body-text-for-number", "errors-no-5xx", "errors-own-shape"]) {
      expect(failed).toContain(`native/${id}`);
    }
    for (const id of ["predict", "concurrent-own-answers", "body-deep-lists", "body-large", "errors-no-internals"]) {
      expect(checks.find((one) => one.id === `native/${id}`)?.outcome, id).toBe("passed");
    }
  });
});
