import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const protoFolder = fileURLToPath(new URL("../proto", import.meta.url));

// Debian has grpc for its own Python; another one on the path may lack it.
const found = ["/usr/bin/python3", "python3"].find(
  (name) => spawnSync(name, ["-c", "import grpc, google.protobuf"]).status === 0,
);
const hasProtoc = spawnSync("protoc", ["--version"]).status === 0;

/** Whether tests with clients in other languages run. Where tests have to be complete, what they need has to be there. */
export const runsPeers: boolean = (found !== undefined && hasProtoc) || process.env["CI"] === "true";

/** For the title of tests. */
export const reason: string = runsPeers ? "" : ": left out, there is no protoc or no Python with grpcio";

/** Has protoc read the `.proto` files and write what an option says. */
export async function protoc(...options: readonly string[]): Promise<void> {
  await run("protoc", ["--proto_path", protoFolder, ...options, "inference.proto", "health.proto"]);
}

/** Runs a program of Python; gives what it printed. */
export async function runPython(program: string, ...parameters: readonly string[]): Promise<string> {
  const { stdout } = await run(found ?? "python3", [program, ...parameters]);
  return stdout;
}
