import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { transformWithOxc } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import { programsOf, withPort } from "../support/readme.ts";
import type { Program } from "../support/readme.ts";
import { membersOf, root } from "../support/workspace.ts";

const run = promisify(execFile);

/** Inside this package, so that its programs find the workspace's packages as they were built. */
const folder = join(root, "tests/.vitest/readme");

// The guides to protocols are run by the tests of serve, together with their lines of curl and Python.
const guides = readdirSync(join(root, "docs/guides"))
  .filter((name) => name !== "tensorflow-serving.md" && name !== "open-inference-protocol.md")
  .map((name) => `docs/guides/${name}`);
const readmes = ["README.md", ...membersOf("packages").map((member) => `${member.folder}/README.md`), ...guides];

interface Case {
  name: string;
  /** The program's file without its extension. */
  file: string;
  program: Program;
}

async function casesOf(readme: string): Promise<Case[]> {
  if (!existsSync(join(root, readme))) return [];
  const programs = programsOf(await readFile(join(root, readme), "utf8"));
  const slug = readme.replaceAll("/", "-").replace(/\.md$/, "");
  return programs.map((program) => ({
    name: `${readme}, line ${program.line}`,
    file: join(folder, `${slug}-${program.line}`),
    program,
  }));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs a program in a fresh process until it ends; gives the lines that it printed. */
async function linesOf(file: string, code: string): Promise<string[]> {
  const { code: javascript } = await transformWithOxc(withPort(code, await freePort()), `${file}.ts`);
  await writeFile(`${file}.mjs`, javascript);
  const env = { PATH: process.env["PATH"], NO_COLOR: "1" };
  const { stdout, stderr } = await run(process.execPath, [`${file}.mjs`], { env, timeout: 20_000 });
  expect(stderr).toBe("");
  return stdout.split("\n").slice(0, -1);
}

describe("the programs in the READMEs and guides", async () => {
  const cases = (await Promise.all(readmes.map(casesOf))).flat();
  const runnable = cases.filter(({ program }) => !program.isCompiledOnly).map((one) => [one.name, one] as const);

  beforeAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  });

  it("are there for every package that is used from a program", () => {
    const packages = membersOf("packages").filter(({ manifest }) => manifest.name !== "@mlops/cli");
    const withProgram = new Set(runnable.map(([, { name }]) => name.split(",")[0]));
    expect(packages.filter(({ folder: path }) => !withProgram.has(`${path}/README.md`))).toEqual([]);
  });

  it.each(runnable)("print what they say, all of it and in order: %s", async (_name, { file, program }) => {
    expect(await linesOf(file, program.code)).toEqual(program.prints);
  });

  it("compile with the strictest settings", async () => {
    await Promise.all(cases.map(({ file, program }) => writeFile(`${file}.ts`, program.code)));
    const compilerOptions = {
      noEmit: true,
      rootDir: root,
      types: ["node"],
      lib: ["es2023", "dom"],
      jsx: "react-jsx",
    };
    const config = { extends: "../../../tsconfig.test.json", compilerOptions, include: ["*.ts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const output = await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder]).then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
    expect(output).toBe("");
  });
});

describe("running a README", () => {
  const markdown = [
    "```ts",
    'console.log("one\\ntwo");',
    "// → one",
    "// → two",
    "```",
    "",
    "```ts no-run",
    "forever();",
    "```",
    "",
    "````md",
    "```ts",
    "notAProgram();",
    "```",
    "````",
  ].join("\n");

  it("takes every ts block and nothing that only looks like one", () => {
    expect(programsOf(markdown)).toEqual([
      { line: 1, code: 'console.log("one\\ntwo");\n// → one\n// → two', prints: ["one", "two"], isCompiledOnly: false },
      { line: 7, code: "forever();", prints: [], isCompiledOnly: true },
    ]);
  });

  it("puts a free port wherever the program names its own, and nowhere else", () => {
    expect(withPort('app.listen(3000); fetch("http://127.0.0.1:3000/a"); const n = [3000, 13000];', 9)).toBe(
      'app.listen(9); fetch("http://127.0.0.1:9/a"); const n = [3000, 13000];',
    );
    expect(withPort("server.listen({ port: 8080 }); wait(8080);", 9)).toBe("server.listen({ port: 9 }); wait(9);");
    expect(withPort("wait(3000)", 9)).toBe("wait(3000)");
  });

  it("fails a program that prints something else, and one that ends with an error", async () => {
    await mkdir(folder, { recursive: true });
    expect(await linesOf(join(folder, "other"), 'console.log("a");\nconsole.log("b");')).toEqual(["a", "b"]);
    await expect(linesOf(join(folder, "throws"), 'throw new Error("no");')).rejects.toThrow("Error: no");
  });
});
