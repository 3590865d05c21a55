import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { killGroup, run } from "../support/apps.ts";
import type { Running } from "../support/apps.ts";

const execute = promisify(execFile);

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

interface Started extends Running {
  readonly readerUrl: string;
  readonly modelServerUrl: string;
}

async function started(): Promise<Started> {
  const [reader, modelServer] = [await freePort(), await freePort()];
  const environment = { READER_PORT: String(reader), MODEL_SERVER_PORT: String(modelServer), HOST: "127.0.0.1" };
  const running = run(["scripts/start.mjs"], environment);
  await running.printed(/^Reader /m);
  await running.printed(/try it: /);
  return {
    ...running,
    readerUrl: `http://127.0.0.1:${reader}`,
    modelServerUrl: `http://127.0.0.1:${modelServer}`,
  };
}

const isGone = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe("the start command", () => {
  it("runs both apps at the ports it was given, and prints a curl line that works as it stands", async () => {
    await using running = await started();
    expect((await fetch(running.readerUrl)).status).toBe(200);
    const [, line = ""] = await running.printed(/try it: (.*)$/m);
    expect(line).toContain(running.modelServerUrl);
    const { stdout } = await execute("bash", ["-c", line]);
    expect(JSON.parse(stdout)).toEqual({ prediction: "setosa", confidence: expect.closeTo(0.997, 2) });
    const metrics = await (await fetch(`${running.modelServerUrl}/metrics`)).text();
    expect(metrics).toContain('predictions_total{model="iris",version="1",outcome="ok"} 1');
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends with 0 and frees its ports on %s to the group", async (signal) => {
    await using running = await started();
    killGroup(running.process, signal);
    expect(await running.ended()).toBe(0);
    expect(await isGone(running.readerUrl)).toBe(true);
    expect(await isGone(running.modelServerUrl)).toBe(true);
  });

  it("leaves no server behind when it is killed", async () => {
    await using running = await started();
    running.process.kill("SIGKILL");
    await expect.poll(() => isGone(running.readerUrl), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => isGone(running.modelServerUrl), { timeout: 10_000 }).toBe(true);
  });

  it.each([
    ["READER_PORT", "MODEL_SERVER_PORT"],
    ["MODEL_SERVER_PORT", "READER_PORT"],
  ])("says in one line that the port of %s is in use, and fails", async (busy, other) => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    await using running = run(["scripts/start.mjs"], { [busy]: String(port), [other]: "0", HOST: "127.0.0.1" });
    expect(await running.ended()).toBe(1);
    expect(running.output()).toBe(`Port ${port} of 127.0.0.1 is in use. Set ${busy} to another one.\n`);
    await new Promise((resolve) => server.close(resolve));
  });

  it("says in one line that a port is no port, and fails", async () => {
    await using running = run(["scripts/start.mjs"], { READER_PORT: "three" });
    expect(await running.ended()).toBe(1);
    expect(running.output()).toBe("READER_PORT takes a port from 0 to 65535, not three.\n");
  });
});
