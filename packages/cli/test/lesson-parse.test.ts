import { describe, expect, it } from "vitest";
import { parseLesson } from "@mlops/content";
import { lessonResultSchema } from "@mlops/schema/zod";
import { run } from "./memory-io.ts";

const lesson = `# Caching
A cache keeps answers close.
---PAGE---
Try it.

\`\`\`js
cache.get("a");
\`\`\`

---QUIZ---
TITLE: Check
Q: What does a miss cost?
ID: miss-cost
A: Nothing
A: One request
CORRECT: 1
Q: What is a hit?
ID: hit
A: An answer that was there
A: An error
CORRECT: 0
---END-QUIZ---
`;
const broken = lesson.replace("CORRECT: 0", "CORRECT: 2");
const files = { "caching.md": lesson, "broken.md": broken, "-": lesson };
const parse = (...argv: string[]) => run(["lesson", "parse", ...argv], files);

describe("mlops lesson parse", () => {
  it("shows pages, quizzes with their right answers counted from 0, and totals", async () => {
    expect(await parse("caching.md")).toEqual({
      code: 0,
      stderr: "",
      stdout: `Caching
  1. Caching (1 prose)
  2. Try it. (1 prose, 1 code, 1 quiz)
     quiz "Check": 2 questions, answers 1, 0
2 pages, 1 quiz, 2 questions, 0 errors, 0 warnings
`,
    });
  });

  it("shows each error with its place and what to do, and exits with 1", async () => {
    expect(await parse("broken.md")).toEqual({
      code: 1,
      stderr: "",
      stdout: `Caching
  1. Caching (1 prose)
  2. Try it. (1 prose, 1 code, 1 quiz)
     quiz "Check": 1 question, answers 1, 1 unreadable
broken.md:21:1 error correct-out-of-range \`CORRECT: 2\` points past the last of 2 answers.
    expected: an index from 0 to 1
    received: 2
    hint: Answers are counted from 0; the last one is 1.
2 pages, 1 quiz, 1 question, 1 error, 0 warnings
`,
    });
  });

  it("exits with 0 when there are only warnings", async () => {
    const { code, stdout } = await run(["lesson", "parse", "a"], { a: "a\n---PAGE---\n---PAGE---\nb" });
    expect(code).toBe(0);
    expect(stdout).toContain("a:2:1 warning page-empty");
    expect(stdout).toContain("0 errors, 1 warning\n");
  });

  it.each(["caching.md", "broken.md"] as const)(
    "prints for %s with --json lesson and diagnostics, nothing else",
    async (file) => {
      const expected = parseLesson(files[file]);
      for (const argv of [
        [file, "--json"],
        ["--json", file],
      ]) {
        const { code, stdout, stderr } = await parse(...argv);
        expect({ code, stderr }).toEqual({ code: file === "broken.md" ? 1 : 0, stderr: "" });
        expect(stdout).toBe(`${JSON.stringify(expected, null, 2)}\n`);
        expect(Object.keys(lessonResultSchema.parse(JSON.parse(stdout)))).toEqual(["lesson", "diagnostics"]);
      }
    },
  );

  it("reads standard input for -", async () => {
    const { code, stdout } = await run(["lesson", "parse", "-"], { "-": broken });
    expect(code).toBe(1);
    expect(stdout).toContain("<stdin>:21:1 error correct-out-of-range");
  });

  it("reads with the profile that was asked for", async () => {
    const text = "---QUIZ---\nQ: Which? A: a A: b CORRECT: 0 ---END-QUIZ---";
    const codes = ["auto", "scraped", "strict"].map(async (profile) => {
      return (await run(["lesson", "parse", "a", "--profile", profile], { a: text })).code;
    });
    expect(await Promise.all(codes)).toEqual([0, 0, 1]);
    expect((await run(["lesson", "parse", "--profile=strict", "a"], { a: text })).code).toBe(1);
  });

  it("prints control characters of a lesson as escapes", async () => {
    const text = "\u001b[2J title\n---PAGE---\u0020\u001b]0;x\u0007\n\u202eb";
    const { stdout } = await run(["lesson", "parse", "a\u001b"], { "a\u001b": text });
    expect(stdout).toContain("\\u001b[2J title");
    expect(stdout).toContain("a\\u001b:2:12 warning");
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it("says of a lesson without text that it is empty", async () => {
    const { code, stdout } = await run(["lesson", "parse", "a"], { a: "" });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\(no title\)\na:1:1 error text-empty The text is empty\.\n/);
  });
});

describe("a file that cannot be read", () => {
  it.each([
    ["is missing", { error: "ENOENT" }, "there is no such file"],
    ["is a directory", { error: "EISDIR" }, "it is a directory"],
    ["is not allowed", { error: "EACCES" }, "access is not allowed"],
    ["fails in another way", { error: "EIO" }, "EIO"],
  ])("%s: one line that names it, exit code 2, nothing on standard output", async (_what, file, reason) => {
    for (const argv of [["x.md"], ["x.md", "--json"]]) {
      const outcome = await run(["lesson", "parse", ...argv], { "x.md": file });
      expect(outcome).toEqual({ code: 2, stdout: "", stderr: `mlops: cannot read x.md: ${reason}\n` });
    }
  });

  it.each([["-"], ["x.md"]])("is not UTF-8: an error at its place, for %s", async (file) => {
    const { code, stdout } = await run(["lesson", "parse", file], { [file]: Uint8Array.of(0x61, 0x0a, 0x62, 0xff) });
    expect(code).toBe(1);
    expect(stdout).toContain(`${file === "-" ? "<stdin>" : file}:2:2 error text-invalid-utf8`);
  });
});

describe("several lessons", () => {
  const folder = { "course/a.md": "# A\n", "course/b/c.md": "# C\n", "course/notes.txt": "no lesson" };

  it("of a folder are shown one after the other", async () => {
    const { code, stdout } = await run(["lesson", "parse", "course"], folder);
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => /^[AC]$/.test(line))).toEqual(["A", "C"]);
  });

  it("are a list with --json, each with its file", async () => {
    const { stdout } = await run(["lesson", "parse", "course/a.md", "course/b/c.md", "--json"], folder);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: "course/a.md", lesson: { title: "A" }, diagnostics: [{ code: "no-page-marker" }] },
      { file: "course/b/c.md", lesson: { title: "C" } },
    ]);
    expect(JSON.parse((await run(["lesson", "parse", "course/a.md", "--json"], folder)).stdout)).not.toHaveProperty(
      "file",
    );
  });

  it("that are none are wrong usage", async () => {
    expect(await run(["lesson", "parse", "empty/"], {})).toEqual({
      code: 2,
      stdout: "",
      stderr: "mlops: there is no lesson (*.md) in empty/\n",
    });
    expect((await run(["lesson", "parse", "course", "--out", "x"], folder)).stderr).toContain("--out takes one course");
  });
});

describe("mlops lesson parse without --out", () => {
  it.each([[["--public"]], [["--cache", "x"]], [["--json", "--public"]]])(
    "refuses %j, as it would print right answers",
    async (options) => {
      const { code, stdout, stderr } = await run(["lesson", "parse", "a.md", ...options], { "a.md": "# A" });
      expect([code, stdout]).toEqual([2, ""]);
      const name = options.includes("--public") ? "--public" : "--cache";
      expect(stderr).toBe(`mlops: ${name} goes with --out; see \`mlops lesson parse --help\`\n`);
    },
  );
});
