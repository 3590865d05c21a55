// `pnpm start`: builds what has changed, then runs the model server and the reader until Ctrl-C.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const apps = [
  { name: "model-server", main: "apps/model-server/dist/main.js", variable: "MODEL_SERVER_PORT", port: 8080 },
  { name: "reader", main: "apps/reader/dist/server/main.js", variable: "READER_PORT", port: 3000 },
];
const graceMs = 15_000;

process.env.TURBO_TELEMETRY_DISABLED = "1";

/** Ends the launcher with one line for the person who started it. */
function giveUp(message) {
  console.error(message);
  process.exit(1);
}

/** Whether a server could listen there now. Anything but a busy port is left for the app itself to tell. */
function isFree(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(error.code !== "EADDRINUSE"));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

// Checked before the build: nobody should wait for one that cannot run.
const host = process.env.HOST || "127.0.0.1";
for (const { variable, port: usual } of apps) {
  const port = Number(process.env[variable] || usual);
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535;
  if (!isPort) giveUp(`${variable} takes a port from 0 to 65535, not ${process.env[variable]}.`);
  if (!(await isFree(port, host))) giveUp(`Port ${port} of ${host} is in use. Set ${variable} to another one.`);
}

const children = new Map();
let isStopping = false;

/** Tells every child to stop; whoever has not by the end of the grace is ended. */
function stop(exitCode) {
  if (isStopping) return;
  isStopping = true;
  process.exitCode = exitCode;
  for (const child of children.values()) child.kill("SIGTERM");
  setTimeout(() => {
    for (const child of children.values()) child.kill("SIGKILL");
  }, graceMs).unref();
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(0));

/** Runs a program to its end; gives its exit code. */
function run(name, command, args, options) {
  const child = spawn(command, args, { cwd: root, ...options });
  children.set(name, child);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      children.delete(name);
      console.error(`${name} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once("exit", (code, signal) => {
      children.delete(name);
      resolve(signal === null ? (code ?? 1) : 1);
    });
  });
}

const turbo = join(root, "node_modules/turbo/bin/turbo");
console.log("Building …");
const buildArgs = [turbo, "run", "build", "--filter=reader", "--filter=model-server", "--output-logs=errors-only"];
const built = await run("build", process.execPath, buildArgs, { stdio: ["ignore", "ignore", "inherit"] });
if (isStopping) process.exit();
if (built !== 0) giveUp("The build failed; run `npx -y pnpm build` to see why.");

// An app ends by itself when the channel to this launcher closes, however the launcher ended.
for (const { name, main } of apps) {
  void run(name, process.execPath, [main], { stdio: ["ignore", "inherit", "inherit", "ipc"] }).then((code) => {
    if (!isStopping) stop(code === 0 ? 1 : code);
  });
}
console.log("Ctrl-C stops both.");
