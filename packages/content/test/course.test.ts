import { mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import MiniSearch from "minisearch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { courseSchema, lessonResultSchema, publicQuestionSchema } from "@mlops/schema/zod";
import { loadCourse, searchOptions, writeCourse } from "@mlops/content/node";
import type { LoadedCourse, LoadOptions } from "@mlops/content/node";
import { brief, courseYaml, lesson, putInto } from "./course-folder.ts";
import type { Files } from "./course-folder.ts";
import { fixture, present, questionsOf } from "./helpers.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mlops-course-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const put = (files: Files): Promise<void> => putInto(folder, files);
const load = async (files: Files, options?: LoadOptions): Promise<LoadedCourse> => {
  await put(files);
  return loadCourse(join(folder, "course"), options);
};
describe("loadCourse", () => {
  it("reads the lessons in the order of course.yaml, from folders as well", async () => {
    const loaded = await load({
      "course/course.yaml": `schema: 1\ndescription: All of it.\nlang: en\n${courseYaml("two.md", "part/one.md")}`,
      "course/part/one.md": lesson("one"),
      "course/two.md": fixture("all-kinds.md"),
    });
    expect(brief(loaded)).toEqual([]);
    expect(courseSchema.parse(loaded.course)).toEqual(loaded.course);
    expect(loaded.course).toMatchObject({
      id: "serving",
      description: "All of it.",
      lessons: [
        { id: "every-kind", file: "two.md", pages: [{ id: "latency" }, { id: "check" }], quizzes: [{ questions: 12 }] },
        { id: "one", file: "part/one.md" },
      ],
    });
    expect(questionsOf((await present(loaded.lessons[0]).read()).lesson)).toHaveLength(12);
  });

  it.each<[string, Record<string, string>, string]>([
    ["without course.yaml", { "course/a.md": "x" }, "course.yaml 1:1 error course-file-missing"],
    ["that is no YAML", { "course/course.yaml": "id: [" }, "course.yaml 1:6 error course-file-invalid"],
    ["with an alias", { "course/course.yaml": "id: &a b\ntitle: *a\n" }, "course.yaml 1:8 error course-file-invalid"],
    ["without a title", { "course/course.yaml": "id: a\nlessons: []\n" }, "course.yaml 1:1 error course-file-invalid"],
    [
      "with an unknown field",
      { "course/course.yaml": "owner: x\nid: a\ntitle: b\nlessons: []\n" },
      "course.yaml 1:1 error course-file-invalid",
    ],
    [
      "with a list that is none",
      { "course/course.yaml": "id: a\ntitle: b\nlessons: c\n" },
      "course.yaml 3:10 error course-file-invalid",
    ],
    [
      "that lists a missing file",
      { "course/course.yaml": courseYaml("a.md") },
      "course.yaml 4:5 error lesson-file-missing",
    ],
    [
      "that lists a file twice",
      { "course/course.yaml": courseYaml("a.md", "a.md"), "course/a.md": "x" },
      "course.yaml 5:5 error lesson-file-duplicate",
    ],
    [
      "that lists a file above it",
      { "course/course.yaml": courseYaml("../a.md"), "a.md": "x" },
      "course.yaml 4:5 error lesson-file-outside",
    ],
    [
      "that lists an absolute path",
      { "course/course.yaml": courseYaml("/etc/passwd") },
      "course.yaml 4:5 error lesson-file-outside",
    ],
    [
      "that lists a hidden file",
      { "course/course.yaml": courseYaml(".git/config") },
      "course.yaml 4:5 error lesson-file-outside",
    ],
    [
      "that leaves out a file",
      { "course/course.yaml": courseYaml("a.md"), "course/a.md": "x", "course/b.md": "y" },
      "course.yaml 1:1 warning lesson-unlisted",
    ],
    [
      "with two lessons of one id",
      { "course/course.yaml": courseYaml("a.md", "b.md"), "course/a.md": lesson("x"), "course/b.md": lesson("x") },
      "course.yaml 5:5 error lesson-id-duplicate",
    ],
  ])("of a folder %s is one finding at its place", async (_what, files, fault) => {
    expect(brief(await load(files))).toEqual([fault]);
  });

  it("follows no link out of the folder", async () => {
    await put({ "course/course.yaml": courseYaml("a.md", "b.md"), "secret.md": "# Secret", "course/b.md": "# B" });
    await symlink(join(folder, "secret.md"), join(folder, "course/a.md"));
    const loaded = await loadCourse(join(folder, "course"));
    expect(brief(loaded)).toEqual(["course.yaml 4:5 error lesson-file-outside"]);
    expect(JSON.stringify(loaded.course)).not.toContain("Secret");
  });

  it("reads files up to their limits, and no larger ones", async () => {
    const yaml = courseYaml("a.md");
    const padded = `${yaml}#${" ".repeat(65_536 - yaml.length - 1)}`;
    expect(brief(await load({ "course/course.yaml": padded, "course/a.md": "x" }))).toEqual([]);
    expect(brief(await load({ "course/course.yaml": `${padded} ` }))).toEqual([
      "course.yaml 1:1 error course-file-too-large",
    ]);
    const text = Buffer.alloc(4_194_304, "\n");
    text.write("x");
    expect(brief(await load({ "course/course.yaml": yaml, "course/a.md": text }))).toEqual(
      ["a.md 1:1048577 error text-too-long"].map(() => expect.stringContaining("text-too-long")),
    );
    expect(brief(await load({ "course/a.md": Buffer.concat([text, Buffer.from("\n")]) }))).toEqual([
      "course.yaml 4:5 error lesson-file-too-large",
    ]);
  });

  it("reads 1,000 lessons and no more", async () => {
    const names = Array.from({ length: 1001 }, (_, index) => `${index}.md`);
    const yaml = (count: number): string => courseYaml(...names.slice(0, count));
    const files = Object.fromEntries(names.slice(0, 2).map((name) => [`course/${name}`, "x"]));
    const missing = (loaded: LoadedCourse): number =>
      brief(loaded).filter((line) => line.endsWith("lesson-file-missing")).length;
    expect(missing(await load({ ...files, "course/course.yaml": yaml(1000) }))).toBe(998);
    const more = await load({ "course/course.yaml": yaml(1001) });
    expect(missing(more)).toBe(998);
    expect(brief(more)).toContain("course.yaml 1004:5 error lessons-too-many");
  });
});

describe("links of a course", () => {
  const files = (text: string): Record<string, string> => ({
    "course/course.yaml": courseYaml("one.md", "part/two.md"),
    "course/one.md": lesson("one"),
    "course/part/two.md": lesson("two", text),
    "course/image.png": "x",
  });

  it.each([
    "[a](../one.md)",
    "[a](../one.md#one)",
    "[a]: ../one.md\n\n[a]",
    "[a](two.md)",
    "[a](#two)",
    "[a](https://example.org/x.md)",
    "[a](mailto:a@b.c)",
    "![i](../image.png)",
    "![i](https://example.org/i.png)",
    "[a](../one%2Emd)",
  ])("that lead somewhere are no finding: %j", async (text) => {
    expect(brief(await load(files(text)))).toEqual([]);
  });

  it.each([
    ["[a](one.md)", "part/two.md 7:1 error link-broken"],
    ["x [a](../on.md)", "part/two.md 7:3 error link-broken"],
    ["[a](../one.md#tow)", "part/two.md 7:1 error link-broken"],
    ["[a](../../one.md)", "part/two.md 7:1 error link-broken"],
    ["[a](#tow)", "part/two.md 7:1 error link-broken-page"],
    ["![i][j]\n\n[j]: imag.png", "part/two.md 9:1 warning image-missing"],
    ["![i](../part)", "part/two.md 7:1 warning image-missing"],
    ["![i](../../course/image.png)", "part/two.md 7:1 warning image-missing"],
    ["![i](../imag.png)", "part/two.md 7:1 warning image-missing"],
    ["![i](../../../etc/passwd)", "part/two.md 7:1 warning image-missing"],
  ])("that lead nowhere are: %j", async (text, fault) => {
    expect(brief(await load(files(text)))).toEqual([fault]);
  });

  it("in questions are checked, and so are the pages that questions name", async () => {
    const quiz = (teaches: string, prompt = "x"): string =>
      `---QUIZ---\nQ: ${prompt}\nID: q\nTEACHES: ${teaches}\nA: 1\nA: 2\nCORRECT: 0\n---END-QUIZ---`;
    expect(brief(await load(files(quiz("one#one, #two"))))).toEqual([]);
    expect(brief(await load(files(quiz("one#three"))))).toEqual(["part/two.md 8:1 error teaches-unknown"]);
    expect(brief(await load(files(quiz("three#one"))))).toEqual(["part/two.md 8:1 error teaches-unknown"]);
    expect(brief(await load(files(quiz("#three"))))).toEqual(["part/two.md 8:1 error teaches-unknown-page"]);
    expect(brief(await load(files(quiz("#two", "[a](x.md)"))))).toEqual(["part/two.md 8:4 error link-broken"]);
    const feedback = quiz("#two").replace("A: 2", "FEEDBACK: [a](x.md)\nA: 2");
    expect(brief(await load(files(feedback)))).toEqual(["part/two.md 12:11 error link-broken"]);
  });

  it.each([
    ["[a](../on.md)", "Did you mean one.md?"],
    ["[a](../one.md#on)", "Did you mean #one?"],
    ["[a](#tow)", "Did you mean #two?"],
    ["![i](../imag.png)", "Did you mean image.png?"],
  ])("say what was probably meant: %j", async (text, hint) => {
    const { diagnostics } = await load(files(text));
    expect(diagnostics.map(({ diagnostic }) => diagnostic.hint)).toContain(hint);
  });
});

describe("the cache of a course", () => {
  const files = {
    "course/course.yaml": courseYaml("a.md", "b.md"),
    "course/a.md": fixture("all-kinds.md"),
    "course/b.md": lesson("b", "[x](gone.md)"),
  };
  const cached = (options: LoadOptions = {}): Promise<LoadedCourse> =>
    loadCourse(join(folder, "course"), { cacheDir: join(folder, "cache"), ...options });
  /** Everything that loading gives, the lessons included. */
  const whole = async (loaded: LoadedCourse): Promise<unknown> => ({
    ...loaded,
    lessons: await Promise.all(loaded.lessons.map(async ({ read, ...rest }) => ({ ...rest, ...(await read()) }))),
  });
  const entries = async (): Promise<string[]> => (await readdir(join(folder, "cache"))).toSorted();

  it("gives what parsing gives, and is not written again", async () => {
    const parsed = await whole(await load(files));
    expect(await whole(await cached())).toEqual(parsed);
    const before = await entries();
    expect(before).toHaveLength(3);
    expect(await whole(await cached())).toEqual(parsed);
    expect(await entries()).toEqual(before);
  });

  it("is used: an entry is taken for what it says", async () => {
    await put(files);
    await cached();
    const loaded = await cached();
    const [first] = loaded.lessons;
    await writeFile(join(folder, "course/a.md"), "changed");
    expect((await present(first).read()).lesson.id).toBe("every-kind");
    expect((await cached()).course.lessons[0]?.id).toBe("changed");
  });

  it.each<[string, (text: string) => string]>([
    ["cut off", (text) => text.slice(0, text.length / 2)],
    ["empty", () => ""],
    ["changed", (text) => text.replace("every-kind", "another-id")],
    ["of another program", () => '{"lesson":{}}'],
  ])("that is %s counts as none and is written again", async (_what, damage) => {
    const parsed = await whole(await load(files));
    await cached();
    const before = new Map<string, string>();
    for (const entry of await entries()) {
      const path = join(folder, "cache", entry);
      before.set(entry, await readFile(path, "utf8"));
      await writeFile(path, damage(before.get(entry) ?? ""));
    }
    expect(await whole(await cached())).toEqual(parsed);
    for (const [entry, text] of before) expect(await readFile(join(folder, "cache", entry), "utf8")).toBe(text);
  });

  it.each<[string, (entry: string) => boolean]>([
    ["the lessons are", (entry) => entry.endsWith(".lesson.json")],
    ["the summaries are", (entry) => entry === "summaries.json"],
  ])("gives the same, and is whole again, when only %s lost", async (_what, isLost) => {
    const parsed = await whole(await load(files));
    await cached();
    const before = await entries();
    for (const entry of before) if (isLost(entry)) await rm(join(folder, "cache", entry));
    expect(await whole(await cached())).toEqual(parsed);
    expect(await entries()).toEqual(before);
  });

  it("loses what writers that died have left, after a while", async () => {
    const name = `${"0".repeat(64)}.lesson.json.1-1.tmp`;
    await put({ ...files, [`cache/${name}`]: "half", "cache/summaries.json.1-2.tmp": "half" });
    const old = new Date(Date.now() - 7_200_000);
    await utimes(join(folder, "cache", name), old, old);
    await cached();
    expect(await entries()).not.toContain(name);
    expect(await entries()).toContain("summaries.json.1-2.tmp");
  });

  it("forgets lessons that have changed, and leaves other files alone", async () => {
    await put({ ...files, "cache/notes.txt": "mine" });
    await cached();
    await put({ "course/b.md": lesson("b", "Other text.") });
    await cached();
    expect(await entries()).toHaveLength(4);
    expect(await readFile(join(folder, "cache/notes.txt"), "utf8")).toBe("mine");
  });

  it("keeps what was parsed with other options apart", async () => {
    await put({ ...files, "course/b.md": "---QUIZ---\nQ: x\nA: 1\nA: 2\nCORRECT: 0\n---END-QUIZ---" });
    expect(brief(await cached()).filter((line) => line.includes("error"))).toEqual([]);
    expect(brief(await cached({ profile: "strict" }))).toContain("b.md 2:1 error question-id-missing");
  });

  it("that cannot be written is no reason to fail", async () => {
    await put({ ...files, cache: "a file in its place" });
    expect((await cached()).lessons).toHaveLength(2);
  });

  it("is safe when two loads write it at once", async () => {
    const parsed = await whole(await load(files));
    const loads = await Promise.all([cached(), cached(), cached()]);
    for (const loaded of loads) expect(await whole(loaded)).toEqual(parsed);
    expect(await whole(await cached())).toEqual(parsed);
  });
});

describe("writeCourse", () => {
  const secrets = ["S3CRET-EXPLAIN", "S3CRET-HINT", "S3CRET-FEEDBACK"];
  const files = {
    "course/course.yaml": courseYaml("a.md", "b.md"),
    "course/a.md": fixture("all-kinds.md")
      .replace("Half of the answers take longer than the median.", "S3CRET-EXPLAIN")
      .replace("Half of the answers are faster.", "S3CRET-HINT")
      .replace("Close, and not on any dashboard.", "S3CRET-FEEDBACK"),
    "course/b.md": lesson("b", "Queues even out **load**."),
  };
  const out = (): string => join(folder, "out");
  const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(out(), file), "utf8"));

  it("writes one file for each lesson, the course, and a search index", async () => {
    const loaded = await load(files);
    expect(await writeCourse(loaded, out())).toEqual([
      "lessons/every-kind.json",
      "lessons/b.json",
      "search.json",
      "course.json",
    ]);
    expect(await json("course.json")).toEqual(loaded.course);
    const result = lessonResultSchema.parse(await json("lessons/every-kind.json"));
    expect(result).toEqual(await present(loaded.lessons[0]).read());
  });

  it("writes only what has changed, and removes lessons that are gone", async () => {
    await writeCourse(await load(files), out());
    expect(await writeCourse(await load({}), out())).toEqual([]);
    await put({ "course/course.yaml": courseYaml("a.md") });
    await rm(join(folder, "course/b.md"));
    expect(await writeCourse(await loadCourse(join(folder, "course")), out())).toEqual(["search.json", "course.json"]);
    expect(await readdir(join(out(), "lessons"))).toEqual(["every-kind.json"]);
  });

  it("writes for the public nothing of a key, and no position", async () => {
    await writeCourse(await load(files), out(), { public: true });
    const text = await readFile(join(out(), "lessons/every-kind.json"), "utf8");
    for (const secret of [...secrets, '"key"', '"position"', '"correct"']) expect(text).not.toContain(secret);
    const { lesson: written } = (await json("lessons/every-kind.json")) as {
      lesson: { pages: { blocks: { questions?: unknown[] }[] }[] };
    };
    const questions = written.pages.flatMap((page) => page.blocks.flatMap((block) => block.questions ?? []));
    expect(questions).toHaveLength(12);
    for (const question of questions) expect(publicQuestionSchema.safeParse(question).error).toBeUndefined();
  });

  it("writes an index in which pages are found by their words, and nothing of quizzes", async () => {
    await writeCourse(await load(files), out());
    const text = await readFile(join(out(), "search.json"), "utf8");
    for (const secret of [...secrets, "median", "dashboard"]) expect(text).not.toContain(secret);
    const index = MiniSearch.loadJSON(text, searchOptions);
    expect(index.search("load").map(({ id }) => String(id))).toEqual(["b#b"]);
    expect(index.search("latency")[0]).toMatchObject({ lesson: "every-kind", page: "latency", title: "Latency" });
  });
});
