import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const guide = readFileSync(new URL("../../../docs/guides/conformance.md", import.meta.url), "utf8");
const bin = fileURLToPath(new URL("../bin/mlops.js", import.meta.url));
// Inside this package, so that its models find the kit.
const folder = new URL("../.vitest/conformance-guide/", import.meta.url);

const fences = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({
  language,
  code,
}));
/** Each command with the output that the guide shows after it, where it shows one. */
const commands = fences.flatMap(({ language, code }, index): { command: string; shown: string | undefined }[] => {
  const next = fences[index + 1];
  return language === "sh" ? [{ command: code.trim(), shown: next?.language === "text" ? next.code : undefined }] : [];
});
const isServer = (command: string): boolean => command.endsWith("&");

const ports = new Map<string, string>();
const servers: ChildProcess[] = [];

/** With free ports in the place of the guide's. */
const withPorts = (text: string): string => text.replaceAll(/\b808[01]\b/g, (port) => ports.get(port) ?? port);

function wordsOf(command: string): string[] {
  const [program = "", ...words] = withPorts(command).replace(/ &$/, "").split(" ");
  return program === "mlops" ? [bin, ...words] : words;
}

async function freePort(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? String(address.port) : "";
}

beforeAll(async () => {
  for (const port of ["8080", "8081"]) ports.set(port, await freePort());
  mkdirSync(folder, { recursive: true });
  for (const { language, code } of fences) {
    const name = language === "js" ? /^\/\/ (\S+)/.exec(code)?.[1] : language === "json" ? "rows.json" : undefined;
    if (name !== undefined) writeFileSync(new URL(name, folder), withPorts(code));
  }
  for (const { command } of commands.filter((one) => isServer(one.command))) {
    servers.push(spawn(process.execPath, wordsOf(command), { cwd: fileURLToPath(folder), stdio: "ignore" }));
  }
  for (const port of ports.values()) {
    await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`), { timeout: 20_000, interval: 100 });
  }
});

afterAll(() => {
  for (const server of servers) server.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

describe("the guide to conformance", () => {
  it("starts two servers and shows what three of its commands print", () => {
    expect(servers).toHaveLength(2);
    expect(commands.filter(({ shown }) => shown !== undefined)).toHaveLength(3);
  });

  it.each(commands.filter(({ command }) => !isServer(command)))(
    "has a command that does what it says: $command",
    ({ command, shown }) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, wordsOf(command), {
        cwd: fileURLToPath(folder),
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      if (shown !== undefined) expect(stdout).toBe(withPorts(shown));
      expect(status, stdout).toBe(shown?.includes("FAIL") === true ? 1 : 0);
    },
    180_000,
  );

  it("lists the groups that there are", () => {
    const { stdout } = spawnSync(process.execPath, [bin, "conformance", "--list", "--json"], { encoding: "utf8" });
    const groups = new Set(JSON.parse(stdout).map(({ group }: { group: string }) => group));
    const listed = [...guide.matchAll(/^\| `(\w+)` /gm)].map(([, group]) => group);
    expect(new Set(listed)).toEqual(groups);
  });
});
