import { describe, expect, it } from "vitest";
import { run } from "./memory-io.ts";

const good = `# Caching

---QUIZ---
Q: What does a miss cost?
ID: miss-cost
A: Nothing
A: A request
CORRECT: 1
EXPLAIN: The answer has to be fetched.
---END-QUIZ---
`;
const broken = good.replace("CORRECT: 1", "CORRECT: 2");
const weak = good.replace("EXPLAIN: The answer has to be fetched.\n", "");
const check = (files: Record<string, string | Uint8Array>, ...argv: string[]) =>
  run(["lesson", "check", ...argv], files);

describe("mlops lesson check", () => {
  it("prints a mistake as a compiler does: place, line, carets, and what to do", async () => {
    expect(await check({ "a.md": broken }, "a.md")).toEqual({
      code: 1,
      stderr: "",
      stdout: `a.md:1:1-1:1 info no-page-marker
  The text has no \`---PAGE---\` line, so the lesson is one page.
    |
  1 | # Caching
    | ^
    = see docs/diagnostics/no-page-marker.md

a.md:8:1-8:11 error correct-out-of-range
  \`CORRECT: 2\` points past the last of 2 answers.
    |
  8 | CORRECT: 2
    | ^^^^^^^^^^
    = expected: an index from 0 to 1
    = received: 2
    = hint: Answers are counted from 0; the last one is 1.
    = see docs/diagnostics/correct-out-of-range.md

1 error, 0 warnings, 1 note in 1 lesson
`,
    });
  });

  it("exits with 0 for a lesson without errors, and with --strict only without warnings", async () => {
    const warned = `a\n---PAGE---\n---PAGE---\n${good}`;
    expect((await check({ "a.md": good }, "a.md")).code).toBe(0);
    expect((await check({ "a.md": warned }, "a.md")).code).toBe(0);
    expect((await check({ "a.md": warned }, "a.md", "--strict")).code).toBe(1);
    expect((await check({ "a.md": good }, "a.md", "--strict")).code).toBe(0);
  });

  it("looks for weak questions unless told not to", async () => {
    expect((await check({ "a.md": weak }, "a.md")).stdout).toContain("info explanation-missing");
    expect((await check({ "a.md": weak }, "a.md", "--no-quality")).stdout).not.toContain("explanation-missing");
  });

  it("tells of every lesson of a folder, in the order of the names", async () => {
    const { code, stdout } = await check({ "c/b.md": broken, "c/a.md": good, "c/x.txt": "none" }, "c");
    expect(code).toBe(1);
    expect(stdout.match(/^c\/\S+(?=:\d+:\d+-)/gm)).toEqual(["c/a.md", "c/b.md", "c/b.md"]);
    expect(stdout).toContain("1 error, 0 warnings, 2 notes in 2 lessons");
  });

  it("shows carets under wide characters, after tabs, and for what goes on on the next line", async () => {
    const carets = async (text: string): Promise<string[]> =>
      (await check({ "a.md": text }, "a.md", "--no-quality")).stdout
        .split("\n")
        .filter((line) => /^ +\| +\^+$/.test(line));
    expect(await carets("漢字\u0007x")).toEqual(["    | ^", "    |     ^^^^^^"]);
    expect(await carets("e\u0301\t\u0007x")).toEqual(["    | ^", "    |   ^^^^^^"]);
    expect(await carets("\ta\n---PAGE---\n---PAGE---\nx")).toContain("    | ^^^^^^^^^^");
  });

  it("cuts a long line around the place", async () => {
    const text = `---QUIZ---\nQ: ${"x ".repeat(300)}\u0007\nID: q\nA: a\nA: b\nCORRECT: 0\n---END-QUIZ---`;
    const { stdout } = await check({ "a.md": text }, "a.md", "--no-quality");
    const [line = ""] = stdout.split("\n").filter((one) => one.includes("| …"));
    expect(line.length).toBeLessThan(140);
    expect(line).toContain("\\u0007");
  });

  it("has colours only where they are seen", async () => {
    const plain = await run(["lesson", "check", "a.md"], { "a.md": broken });
    const coloured = await run(["lesson", "check", "a.md"], { "a.md": broken }, { hasColors: true });
    expect(plain.stdout).not.toContain("\u001b");
    expect(coloured.stdout).toContain("\u001b[31merror\u001b[39m");
  });

  it("prints with --format json what programs need", async () => {
    const { code, stdout } = await check({ "a.md": broken, "b.md": good }, "a.md", "b.md", "--format", "json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        { file: "a.md", diagnostics: [{}, { code: "correct-out-of-range", position: { start: { line: 8 } } }] },
        { file: "b.md" },
      ],
      errors: 1,
      warnings: 0,
      notes: 2,
    });
  });

  it("prints with --format github what GitHub shows at the lines", async () => {
    const { stdout } = await check({ "a,b.md": broken }, "a,b.md", "--format", "github", "--no-quality");
    expect(stdout.split("\n")).toEqual([
      "::notice file=a%2Cb.md,line=1,col=1,endColumn=1,title=no-page-marker::The text has no `---PAGE---` line, so the lesson is one page.",
      "::error file=a%2Cb.md,line=8,col=1,endColumn=11,title=correct-out-of-range::`CORRECT: 2` points past the last of 2 answers. Answers are counted from 0; the last one is 1.",
      "",
    ]);
  });

  it("tells of bytes that are no text", async () => {
    const { code, stdout } = await check({ "a.md": Uint8Array.of(0x61, 0xff) }, "a.md");
    expect(code).toBe(1);
    expect(stdout).toContain("a.md:1:2-1:3 error text-invalid-utf8");
  });

  it("looks again whenever something changes, a missing file included", async () => {
    const changes = [{ "a.md": broken }, { "a.md": { error: "ENOENT" } }, { "a.md": good }];
    const { code, stdout, stderr } = await run(["lesson", "check", "a.md", "--watch"], { "a.md": good }, { changes });
    expect(stdout.match(/^\d+ errors?/gm)).toEqual(["0 errors", "1 error", "0 errors"]);
    expect(stderr).toBe("mlops: cannot read a.md: there is no such file\n");
    expect(code).toBe(0);
  });

  it("does not watch standard input", async () => {
    expect(await run(["lesson", "check", "-", "--watch"], { "-": good })).toMatchObject({
      code: 2,
      stderr: "mlops: standard input cannot be watched\n",
    });
  });
});
