import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseLesson, remarkLesson } from "@mlops/content";
import { loadCourse } from "@mlops/content/node";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { median, race } from "./measure.mjs";
import { hardTexts, lessonText } from "./texts.mjs";

const plain = unified().use(remarkParse).use(remarkGfm).freeze();
const extended = unified().use(remarkParse).use(remarkGfm).use(remarkLesson).freeze();

/** Everything about lessons, as rows of a table. */
export async function contentRows({ courseMegabytes = 10 } = {}) {
  const rows = [];
  const text = lessonText(1);
  const add = (what, value, goal, isMet, note = "") => rows.push({ what, value, goal, isMet, note });

  const one = race({
    remark: () => plain.parse(text),
    extension: () => extended.parse(text),
    lesson: () => parseLesson(text),
  });
  const kilobytes = (text.length / 1024).toFixed(1);
  const ratio = (name) => one.remark / one[name];
  add(
    "remark with the extension",
    `${ratio("extension").toFixed(2)} ×`,
    "≥ 0.9 ×",
    ratio("extension") >= 0.9,
    `${kilobytes} KB; speed relative to remark-parse + remark-gfm`,
  );
  add(
    "parseLesson",
    `${ratio("lesson").toFixed(2)} ×`,
    "≥ 0.75 ×",
    ratio("lesson") >= 0.75,
    `same text; ${(text.length / 1e3 / one.lesson).toFixed(2)} MB/s`,
  );

  const hard = [];
  for (const [name, hardText] of Object.entries(hardTexts)) {
    const { lesson, remark } = race(
      { lesson: () => parseLesson(hardText), remark: () => plain.parse(hardText) },
      { rounds: 5, least: 20, warmup: 1 },
    );
    hard.push({ name, ratio: lesson / remark, lesson });
  }
  for (const { name, ratio: times, lesson } of hard) {
    add(
      `hard text: ${name}`,
      `${times.toFixed(2)} ×`,
      "≤ 1.5 ×",
      times <= 1.5,
      `time relative to remark; ${lesson.toFixed(1)} ms`,
    );
  }

  const pages = [10, 20, 40].map((count) => ({ count, text: lessonText(2, { pages: count }) }));
  const growth = race(Object.fromEntries(pages.map((page) => [page.count, () => parseLesson(page.text)])), {
    rounds: 5,
  });
  const perKilobyte = pages.map((page) => growth[page.count] / page.text.length);
  const spread = Math.max(...perKilobyte) / Math.min(...perKilobyte);
  add(
    "growth from 10 to 40 pages",
    `${spread.toFixed(2)} ×`,
    "≤ 1.3 ×",
    spread <= 1.3,
    "time per character, slowest to fastest",
  );

  rows.push(...(await courseRows(text, one.lesson, courseMegabytes, add)));
  return rows;
}

/** A course of many lessons, loaded from a folder. */
async function courseRows(text, lessonTime, megabytes, add) {
  const folder = await mkdtemp(join(tmpdir(), "mlops-bench-"));
  try {
    const count = Math.ceil((megabytes * 1e6) / text.length);
    const names = Array.from({ length: count }, (_, index) => `lesson-${index}.md`);
    await mkdir(join(folder, "course"));
    let bytes = 0;
    for (const [index, name] of names.entries()) {
      const own = lessonText(index);
      bytes += own.length;
      await writeFile(join(folder, "course", name), own);
    }
    const yaml = `id: course\ntitle: Course\nlessons:\n${names.map((name) => `  - ${name}\n`).join("")}`;
    await writeFile(join(folder, "course/course.yaml"), yaml);
    const cacheDir = join(folder, "cache");
    const load = async (options) => {
      const started = performance.now();
      const { diagnostics } = await loadCourse(join(folder, "course"), options);
      if (diagnostics.some(({ diagnostic }) => diagnostic.severity === "error"))
        throw new Error("the course has errors");
      return performance.now() - started;
    };
    const fresh = await load({});
    const peak = Math.round(process.resourceUsage().maxRSS / 1024);
    const speed = bytes / fresh;
    const share = speed / (text.length / lessonTime);
    add(
      `course of ${(bytes / 1e6).toFixed(1)} MB in ${count} lessons`,
      `${share.toFixed(2)} ×`,
      "≥ 0.8 ×",
      share >= 0.8,
      `speed relative to one lesson; ${(speed / 1e3).toFixed(2)} MB/s on one core, peak RSS ${peak} MB`,
    );
    await load({ cacheDir });
    const cached = [];
    for (let round = 0; round < 5; round += 1) cached.push(await load({ cacheDir }));
    const times = fresh / median(cached);
    add(
      "the same course, unchanged",
      `${times.toFixed(0)} ×`,
      "≥ 50 ×",
      times >= 50,
      `faster than parsing it; ${median(cached).toFixed(0)} ms`,
    );
    return [];
  } finally {
    await rm(folder, { recursive: true });
  }
}
