import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

const needs = "import fastapi, sklearn, uvicorn";
// Debian has these for its own Python; another one on the path may lack them.
const found = ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["-c", needs]).status === 0);

/** A Python that can serve a model, where there is one. */
export const pythonWithServer: string = found ?? "python3";

/** Whether tests that need a Python model server run. Where tests have to be complete, it has to be there. */
export const runsPythonServer: boolean = found !== undefined || process.env["CI"] === "true";

const program = fileURLToPath(new URL("remote-iris-server.py", import.meta.url));

/** A free port of the loopback address. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A server of scikit-learn behind FastAPI, none of it the kit's. */
export interface PythonServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Starts it; resolves when it answers. */
  start(): Promise<void>;
  /** Ends the process without a warning to anybody. */
  kill(): Promise<void>;
}

export async function pythonServer(): Promise<PythonServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await gone;
  };
  const start = async (): Promise<void> => {
    const started = spawn(pythonWithServer, [program, String(port)], { stdio: ["ignore", "ignore", "pipe"] });
    child = started;
    let said = "";
    started.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    for (;;) {
      if (started.exitCode !== null) throw new Error(`The Python server ended: ${said}`);
      const isThere = await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isThere) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await start();
  return { port, url, start, kill, [Symbol.asyncDispose]: kill };
}
