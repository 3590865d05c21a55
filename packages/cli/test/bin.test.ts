import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lessonResultSchema } from "@mlops/schema/zod";
import type { Outcome } from "./memory-io.ts";

const bin = fileURLToPath(new URL("../bin/mlops.js", import.meta.url));
const lesson = "# Caching\nText.\n---PAGE---\nMore.\n";
let directory = "";

/** Runs the program; `readOnly` bytes of its output are read before the pipe is closed. */
async function mlops(argv: string[], { input = "", readOnly = Infinity } = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [bin, ...argv], { cwd: directory });
  const outcome = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    outcome.stdout += chunk;
    if (outcome.stdout.length >= readOnly) child.stdout.destroy();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (outcome.stderr += chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise<number>((resolve) => {
    child.on("close", (exitCode) => resolve(exitCode ?? -1));
  });
  return { code, ...outcome };
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "mlops-cli-"));
  await writeFile(path.join(directory, "lesson.md"), lesson);
  await writeFile(path.join(directory, "broken.md"), `${lesson}---END-QUIZ---\n`);
  await writeFile(path.join(directory, "binary.md"), Buffer.of(0xff, 0xfe));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe("the program mlops", () => {
  it("prints a lesson from a file as valid JSON", async () => {
    const { code, stdout, stderr } = await mlops(["lesson", "parse", "lesson.md", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(lessonResultSchema.parse(JSON.parse(stdout)).lesson.pages.map(({ title }) => title)).toEqual([
      "Caching",
      "More.",
    ]);
  });

  it("reads standard input", async () => {
    const { code, stdout } = await mlops(["lesson", "parse", "-"], { input: lesson });
    expect(code).toBe(0);
    expect(stdout).toContain("2 pages, 0 quizzes, 0 questions, 0 errors, 0 warnings\n");
  });

  it("exits with 1 for errors in a lesson", async () => {
    const { code, stdout } = await mlops(["lesson", "parse", "broken.md"]);
    expect(code).toBe(1);
    expect(stdout).toContain("broken.md:5:1 error quiz-end-without-start");
  });

  it.each([
    ["missing.md", "there is no such file"],
    ["lesson.md/x", "there is no such file"],
  ])("exits with 2 and one line for %j", async (file, reason) => {
    const outcome = await mlops(["lesson", "parse", file]);
    expect(outcome).toEqual({ code: 2, stdout: "", stderr: `mlops: cannot read ${file}: ${reason}\n` });
  });

  it("says nothing when its reader goes away", async () => {
    const input = "text\n---PAGE---\n".repeat(2000);
    const { code, stderr } = await mlops(["lesson", "parse", "-", "--json"], { input, readOnly: 10 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
