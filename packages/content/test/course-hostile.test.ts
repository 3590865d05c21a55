import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import fc from "fast-check";
import MiniSearch from "minisearch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseLesson } from "@mlops/content";
import {
  checkLinks,
  loadCourse,
  searchDocuments,
  searchIndex,
  searchOptions,
  summarise,
  writeCourse,
} from "@mlops/content/node";
import type { LoadedCourse } from "@mlops/content/node";
import { localPath } from "../src/course/local-path.ts";
import { brief, courseYaml, lesson, putInto } from "./course-folder.ts";
import type { Files } from "./course-folder.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mlops-course-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const load = async (files: Files): Promise<LoadedCourse> => {
  await putInto(join(folder, "course"), files);
  return loadCourse(join(folder, "course"));
};
const codes = (loaded: LoadedCourse): string[] => brief(loaded).map((line) => line.replace(/^.* /, ""));

describe("a course.yaml with", () => {
  it.each<[string, string]>([
    ["aliases that multiply", "a: &a [x, x]\nb: &b [*a, *a]\nid: *b\n"],
    ["a tag", "id: !!js/function x\ntitle: t\nlessons: []\n"],
    ["a key twice", "id: a\nid: b\ntitle: t\nlessons: []\n"],
    ["the key __proto__", "__proto__: { id: a }\ntitle: t\nlessons: []\n"],
    ["deep nesting", `id: ${"[".repeat(30_000)}`],
    ["a number as a lesson", "id: a\ntitle: t\nlessons: [1]\n"],
    ["two documents", "id: a\ntitle: t\nlessons: []\n---\nid: b\n"],
    ["nothing", ""],
  ])("%s is refused", async (_what, text) => {
    const loaded = await load({ "course.yaml": text });
    expect(codes(loaded)).toContain("course-file-invalid");
    expect(loaded.lessons).toEqual([]);
  });

  it("bytes that are not UTF-8 is refused at the first of them", async () => {
    const text = Buffer.concat([Buffer.from("id: a\ntitle: "), Buffer.from([0xff]), Buffer.from("\nlessons: []\n")]);
    expect(brief(await load({ "course.yaml": text }))).toEqual(["course.yaml 2:8 error course-file-invalid"]);
  });

  it("a byte order mark is read, with places as an editor shows them", async () => {
    expect(brief(await load({ "course.yaml": `\uFEFF${courseYaml("a.md")}` }))).toEqual([
      "course.yaml 4:5 error lesson-file-missing",
    ]);
  });

  it.each(["a\\b.md", "C:/a.md", "a//b.md", "./a.md", "a/./b.md", "a/../../b.md", '"a\\0.md"', "a/", "~/../x", "..."])(
    "the path %s is refused",
    async (path) => {
      expect(codes(await load({ "course.yaml": courseYaml(path) }))).toEqual(["lesson-file-outside"]);
    },
  );

  it("names that mean something elsewhere reads those files", async () => {
    const names = ["constructor.md", "__proto__.md", "a b.md", "ä.md", "100%.md", "-rf.md", "~.md"];
    const loaded = await load({
      "course.yaml": courseYaml(...names),
      ...Object.fromEntries(names.map((name, index) => [name, lesson(`l${index}`)] as const)),
      // As a computed key, it is a property like any other.
      ["__proto__.md"]: lesson("l1"),
    });
    expect(brief(loaded)).toEqual([]);
    expect(loaded.lessons.map(({ file }) => file)).toEqual(names);
  });

  it("a name that is too long for a file misses it", async () => {
    expect(codes(await load({ "course.yaml": courseYaml(`${"a".repeat(400)}.md`) }))).toEqual(["lesson-file-missing"]);
  });
});

describe("a lesson that is", () => {
  it("a folder or a pipe counts as missing", async () => {
    await mkdir(join(folder, "course/a.md"), { recursive: true });
    execFileSync("mkfifo", [join(folder, "course/b.md")]);
    expect(codes(await load({ "course.yaml": courseYaml("a.md", "b.md") }))).toEqual([
      "lesson-file-missing",
      "lesson-file-missing",
    ]);
  });

  it("no UTF-8, or empty, is reported in its place and left out of the course", async () => {
    const loaded = await load({
      "course.yaml": courseYaml("a.md", "b.md", "c.md"),
      "a.md": Buffer.concat([Buffer.from("# A\n\n"), Buffer.from([0xc3])]),
      "b.md": "",
      "c.md": "",
    });
    expect(brief(loaded)).toEqual([
      "a.md 3:1 error text-invalid-utf8",
      "b.md 1:1 error text-empty",
      "c.md 1:1 error text-empty",
    ]);
    expect(loaded.course.lessons.map(({ file }) => file)).toEqual(["a.md"]);
  });

  it("not listed is reported, but not what is about the folder, hidden or installed", async () => {
    const loaded = await load({
      "course.yaml": courseYaml("a.md"),
      "a.md": lesson("a"),
      "b.txt": "x",
      "part/a.md": "x",
      "README.md": "x",
      "LICENSE.txt": "x",
      ".cache/a.md": "x",
      "node_modules/a/a.md": "x",
    });
    expect(loaded.diagnostics.flatMap(({ diagnostic }) => diagnostic.received ?? [])).toEqual(["b.txt", "part/a.md"]);
  });
});

describe("two lessons of one id", () => {
  it.each(["x", "X"])("are written as the first of them: x and %s", async (id) => {
    const loaded = await load({
      "course.yaml": courseYaml("a.md", "b.md"),
      "a.md": lesson("x", "First."),
      "b.md": lesson(id, "Second."),
    });
    expect(codes(loaded)).toEqual(["lesson-id-duplicate"]);
    expect(loaded.course.lessons.map(({ file }) => file)).toEqual(["a.md"]);
    const out = join(folder, "out");
    await writeCourse(loaded, out);
    expect(await readdir(join(out, "lessons"))).toEqual(["x.json"]);
    expect(await readFile(join(out, "lessons/x.json"), "utf8")).toContain("First.");
  });
});

describe("writeCourse", () => {
  const out = (): string => join(folder, "out");
  const write = async (text: string, isPublic = false): Promise<{ course: string; lesson: string }> => {
    const loaded = await load({ "course.yaml": courseYaml("a.md"), "a.md": lesson("a", text) });
    await writeCourse(loaded, out(), { public: isPublic });
    return {
      course: await readFile(join(out(), "course.json"), "utf8"),
      lesson: await readFile(join(out(), "lessons/a.json"), "utf8"),
    };
  };
  const quiz = (correct: number): string =>
    `---QUIZ---\nQ: Which?\nID: q\nA: One\nA: Two\nCORRECT: ${correct}\n---END-QUIZ---`;

  it("writes for the public nothing that differs by the right answer, hashes included", async () => {
    const first = await write(quiz(0), true);
    expect(await write(quiz(1), true)).toEqual(first);
    expect((await write(quiz(0))).course).not.toBe((await write(quiz(1))).course);
  });

  it("keeps for the public all that a lab is told", async () => {
    const { lesson: text } = await write("```lab\nlab: queue\nposition: 3\nkey: { correct: 1 }\n```", true);
    expect(text).toContain('"config":{"lab":"queue","position":3,"key":{"correct":1}}');
  });

  it("removes lessons that are gone, whatever their letters, and nothing outside its folder", async () => {
    const former = ["schön", "../victim", "..", "a/b", "/tmp/victim", "x\u0000y"].map((id) => ({
      id,
      title: "",
      file: "x.md",
      hash: "",
      pages: [],
      quizzes: [],
    }));
    await putInto(folder, {
      "out/course.json": JSON.stringify({ schemaVersion: 1, id: "c", title: "C", lessons: former }),
      "out/lessons/schön.json": "{}",
      "out/victim.json": "{}",
      "out/lessons/a/b.json": "{}",
    });
    await write("Text.");
    expect((await readdir(out(), { recursive: true })).toSorted()).toEqual([
      "course.json",
      "lessons",
      "lessons/a",
      "lessons/a.json",
      "lessons/a/b.json",
      "search.json",
      "victim.json",
    ]);
  });

  it("takes a damaged former course.json for none", async () => {
    await putInto(folder, { "out/course.json": "{", "out/lessons/b.json": "{}" });
    await write("Text.");
    expect((await readdir(join(out(), "lessons"))).toSorted()).toEqual(["a.json", "b.json"]);
  });
});

describe("searchIndex", () => {
  it("has the words that a reader sees, and no others", () => {
    const text = [
      "# Queues {#q}",
      "Work <b>waits</b> in `line`. <!-- S3CRET-COMMENT -->",
      '<div data-x="S3CRET-HTML">\n</div>',
      "- item\n\n  ```\n  S3CRET-CODE\n  ```",
      "---QUIZ---\nINTRO: S3CRET-INTRO\nQ: S3CRET-PROMPT\nID: q\nHINT: S3CRET-HINT\nA: S3CRET-A\nA: b\nCORRECT: 0",
      "EXPLAIN: S3CRET-EXPLAIN\n---END-QUIZ---",
    ].join("\n\n");
    const documents = searchDocuments(parseLesson(text).lesson);
    const index = searchIndex([...documents, ...documents]);
    expect(index.toLowerCase()).not.toContain("s3cret");
    const search = MiniSearch.loadJSON(index, searchOptions);
    for (const word of ["queues", "waits", "line", "item"]) expect(search.search(word)).toHaveLength(1);
  });
});

describe("checkLinks", () => {
  const linked = (file: string, text: string): { file: string; summary: ReturnType<typeof summarise> } => ({
    file,
    summary: summarise(parseLesson(text).lesson),
  });

  it("suggests and lists a bounded number of names", () => {
    const lessons = Array.from({ length: 300 }, (_, index) =>
      linked(`lesson-${index}.md`, `# L${index}\n\n[a](lesso-x.md)`),
    );
    const found = checkLinks(lessons);
    expect(found).toHaveLength(300);
    expect(found.filter(({ diagnostic }) => diagnostic.hint !== undefined)).toHaveLength(100);
    const teaches = "---QUIZ---\nQ: x\nID: q\nTEACHES: nope#x\nA: 1\nA: 2\nCORRECT: 0\n---END-QUIZ---";
    const [last] = checkLinks([
      ...lessons.map(({ summary }) => ({ file: "", summary })),
      linked("z.md", teaches),
    ]).slice(-1);
    expect(last?.diagnostic.expected?.split(", ")).toHaveLength(11);
  });

  it("says nothing about the pages of a lesson that could not be read", () => {
    expect(checkLinks([linked("a.md", "# A\n\n[b](b.md#x)"), linked("b.md", "")])).toEqual([]);
  });
});

describe("localPath", () => {
  it("gives the path that a file system would, with .. at the start for all that leads out", () => {
    const part = fc.constantFrom("..", ".", "a", "b", "%2e%2e", "c d");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 3 }), fc.array(part, { minLength: 1, maxLength: 6 }), (from, to) => {
        const base = from.filter((name) => /^\w/.test(name));
        const expected = posix.join(...base, to.join("/").replaceAll("%2e", "."));
        const target = localPath(`${to.join("/")}#x`, [...base, "lesson.md"].join("/"));
        expect(target).toEqual({ path: expected === "." ? "" : expected.replace(/\/$/, ""), fragment: "x" });
      }),
    );
  });
});
