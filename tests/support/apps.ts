import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { root } from "./workspace.ts";

/** A program of the project while it runs; ended with the block. */
export interface Running extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  /** Waits until it has printed something that matches, and gives the match. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for its end; gives the exit code, or the signal that ended it. */
  ended(): Promise<number | string>;
}

/** Starts a program with Node in a process group of its own, so that a test can do to it what a terminal does. */
export function run(args: readonly string[], environment: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const end = once(child, "close").then(([code, signal]: (number | string | null)[]) => code ?? signal ?? "unknown");
  return {
    process: child,
    output: () => text,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(text);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void end.then((code) => {
          reject(new Error(`ended with ${code} before it printed ${String(pattern)}:\n${text}`));
        });
      }),
    ended: () => end,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) killGroup(child, "SIGKILL");
      await end;
    },
  };
}

/** Sends a signal to a program and whatever it has started, as a terminal does on Ctrl-C. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "ESRCH") throw error;
  }
}

/** The built reader and model server on free ports. */
export interface RunningApps extends AsyncDisposable {
  readonly readerUrl: string;
  readonly modelServerUrl: string;
}

export async function runApps(): Promise<RunningApps> {
  const modelServer = run(["apps/model-server/dist/main.js"], { MODEL_SERVER_PORT: "0", HOST: "127.0.0.1" });
  const [, modelServerUrl = ""] = await modelServer.printed(/^Model server +(\S+)$/m);
  const environment = { READER_PORT: "0", HOST: "127.0.0.1", MODEL_SERVER_URL: modelServerUrl };
  const reader = run(["apps/reader/dist/server/main.js"], environment);
  const [, readerUrl = ""] = await reader.printed(/^Reader +(\S+)$/m);
  return {
    readerUrl,
    modelServerUrl,
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await modelServer[Symbol.asyncDispose]();
    },
  };
}
