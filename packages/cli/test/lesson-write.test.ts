import { describe, expect, it } from "vitest";
import { parseLesson } from "@mlops/content";
import { run } from "./memory-io.ts";

const scraped = `Queues
---PAGE---
---QUIZ--- TITLE: Check
Q: What does a queue hold? A: Work A: Nothing CORRECT: 0 EXPLAIN: Until somebody has time. ---END-QUIZ---
`;
const canonical = "# A\n\n---PAGE---\n\nB\n";
const write = async (files: Record<string, string | Uint8Array>, ...argv: string[]) => {
  const written = new Map<string, string>();
  const outcome = await run(["lesson", ...argv], files, { written });
  return { ...outcome, written: Object.fromEntries(written) };
};

describe("mlops lesson fmt", () => {
  it("writes what is not in canonical form, and only that", async () => {
    const outcome = await write({ "c/a.md": "# A\r\n---PAGE---\r\nB", "c/b.md": canonical }, "fmt", "c");
    expect(outcome).toEqual({
      code: 0,
      stderr: "",
      stdout: "c/a.md\n1 of 2 lessons changed\n",
      written: { "c/a.md": canonical },
    });
  });

  it("writes nothing with --check, and exits with 1 if something would change", async () => {
    const files = { "a.md": "# A\r\n---PAGE---\r\nB" };
    expect(await write(files, "fmt", "a.md", "--check")).toEqual({
      code: 1,
      stderr: "",
      stdout: "a.md\n1 of 1 lesson would change\n",
      written: {},
    });
    expect((await write({ "a.md": canonical }, "fmt", "a.md", "--check")).code).toBe(0);
  });

  it("passes standard input through", async () => {
    expect(await write({ "-": "# A\n---PAGE---\nB" }, "fmt", "-")).toMatchObject({
      code: 0,
      stdout: canonical,
      written: {},
    });
  });

  it("does not touch a file that is no text, or cannot be written", async () => {
    expect(await write({ "a.md": Uint8Array.of(0x61, 0xff) }, "fmt", "a.md")).toMatchObject({
      code: 2,
      stderr: "mlops: cannot read a.md: it is not UTF-8 text\n",
      written: {},
    });
    expect(await write({ "/full/a.md": "# A\r\n" }, "fmt", "/full/a.md")).toMatchObject({
      code: 2,
      stderr: "mlops: cannot write /full/a.md: the disk is full\n",
    });
  });
});

describe("mlops lesson fix", () => {
  it("makes of a text copied from a page one that the strict profile reads, with the ids it had", async () => {
    const { code, written } = await write({ "a.md": scraped }, "fix", "a.md");
    expect(code).toBe(0);
    const fixed = parseLesson(written["a.md"] ?? "", { profile: "strict" });
    expect(fixed.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const ids = (text: string): unknown => JSON.stringify(parseLesson(text).lesson).match(/"id":"[^"]*"/g);
    expect(ids(written["a.md"] ?? "")).toEqual(ids(scraped));
    expect((await write({ "a.md": written["a.md"] ?? "" }, "fix", "a.md")).written).toEqual({});
  });

  it("says what it mended, and what is left", async () => {
    const text = "# A\n\n---page---\n\n---QUIZ---\nQ: x\nID: x\nA: a\nA: b\nCORRECT: 7\n---END-QUIZ---\n";
    const { code, stdout, written } = await write({ "a.md": text }, "fix", "a.md");
    expect(code).toBe(1);
    expect(stdout).toContain("a.md:3:1 marker-misspelt Write ---PAGE---\n1 change made in 1 lesson\n");
    expect(stdout).toContain("error correct-out-of-range");
    expect(written["a.md"]).toBe(text.replace("---page---", "---PAGE---"));
  });

  it("writes nothing with --dry-run", async () => {
    const outcome = await write({ "a.md": "a\n\n---page---\n\nb\n" }, "fix", "a.md", "--dry-run");
    expect(outcome).toMatchObject({ code: 0, written: {} });
    expect(outcome.stdout).toContain("1 change to make in 1 lesson");
  });
});

describe("mlops lesson stats", () => {
  it("prints what a lesson holds", async () => {
    const text = `---\ntitle: T\n---\nWords here.\n\n\`\`\`js\na\n\`\`\`\n\n---QUIZ---\nQ: x\nID: x\nA: a\nA: b\nCORRECT: 1\n---END-QUIZ---\n`;
    expect(await run(["lesson", "stats", "a.md"], { "a.md": text })).toEqual({
      code: 0,
      stderr: "",
      stdout: `a.md: T
  length     1 page, 2 words, about 1 minute
  code       lines: 1 js
  questions  1 in 1 quiz (1 choice), 1 point
  key        right answers by place 0: 0, 1: 1; the longest is right in 0 %
`,
    });
    const { stdout } = await run(["lesson", "stats", "a.md", "b.md", "--json"], { "a.md": text, "b.md": "x" });
    expect(JSON.parse(stdout)).toMatchObject([
      { file: "a.md", words: 2, questions: { choice: 1 } },
      { file: "b.md", pages: 1 },
    ]);
  });
});

describe("mlops lesson convert", () => {
  const gift = "// [id:capital]\n::Capital::What is the capital of France? {=Paris ~Lyon#Big, but no. ~Nice}\n";

  it("makes a lesson of GIFT, and GIFT of a lesson", async () => {
    const { code, stdout } = await run(["lesson", "convert", "--from", "gift", "q.gift"], { "q.gift": gift });
    expect(code).toBe(0);
    expect(stdout).toContain("Q: What is the capital of France?\nID: capital\n");
    const back = await run(["lesson", "convert", "--to", "gift", "a.md"], { "a.md": stdout });
    expect(back.stdout).toContain("=Paris");
    expect(back.stdout).toContain("Big, but no.");
  });

  it("names on standard error what is lost, and with --strict writes nothing then", async () => {
    const text = "---QUIZ---\nQ: x\nID: x\nA: a\nA: b\nCORRECT: 0\nHINT: think\n---END-QUIZ---\n";
    const { code, stderr } = await run(["lesson", "convert", "--to", "gift", "a.md"], { "a.md": text });
    expect(code).toBe(0);
    expect(stderr).toBe("a.md:2:1 lost x: hints (hints-dropped): GIFT has no hints.\n1 loss\n");
    const written = new Map<string, string>();
    const strict = await run(
      ["lesson", "convert", "--to", "gift", "a.md", "--strict", "--out", "x"],
      { "a.md": text },
      { written },
    );
    expect([strict.code, written.size]).toEqual([1, 0]);
  });

  it("prints what is wrong with the text that was read as a compiler does, keeps it, and exits with 1", async () => {
    const files = { "q.gift": "Fine.{T}\n\nHow many?{#ten}\n\nSure?{true}\n" };
    const { code, stdout, stderr } = await run(["lesson", "convert", "--from", "gift", "q.gift"], files);
    expect(code).toBe(1);
    expect(stdout).toContain("```gift unsupported\nHow many?{#ten}\n```");
    expect(stderr.split("\n\n")[0]).toBe(
      `q.gift:3:12-3:15 error gift-number-invalid
  This is not a number that an answer can be compared with.
    |
  3 | How many?{#ten}
    |            ^^^
    = expected: \`3.14\`, \`3.14:0.01\` or \`3..4\`
    = received: ten
    = see docs/diagnostics/gift-number-invalid.md`,
    );
    expect(stderr).toContain("q.gift:5:7-5:11 warning gift-truth-value-case\n");
    expect(stderr).toContain("\nq.gift:3:1 lost question (unsupported): ");
    expect(stderr).toMatch(/\n1 loss\nwhat could not be read was kept as it is\n$/);

    const lesson = { "-": "---QUIZ---\nQ: x\nID: x\nA: a\nA: b\nCORRECT: 7\n---END-QUIZ---\n" };
    const back = await run(["lesson", "convert", "--to", "gift", "-"], lesson);
    expect(back.code).toBe(1);
    expect(back.stderr).toContain("<stdin>:6:1-6:11 error correct-out-of-range\n");
    expect(back.stdout).toContain("// CORRECT: 7");
  });

  it("writes a file with --out", async () => {
    const { written } = await write({ "q.gift": gift }, "convert", "--from", "gift", "q.gift", "--out", "a.md");
    expect(written["a.md"]).toContain("CORRECT: 0");
  });

  it.each([[["a.md"]], [["--from", "gift", "--to", "gift", "a.md"]]])("wants one direction: %j", async (argv) => {
    const { code, stderr } = await run(["lesson", "convert", ...argv], { "a.md": "x" });
    expect(code).toBe(2);
    expect(stderr).toContain("say --from FORMAT or --to FORMAT");
  });
});
