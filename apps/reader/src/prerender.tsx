import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import * as z from "zod/mini";
import { loadCourse } from "./course/load-course.ts";
import { Document } from "./view/document.tsx";
import type { Assets } from "./view/document.tsx";
import { HomePage, NotFoundPage } from "./view/home-page.tsx";
import { LessonPage } from "./view/lesson-page.tsx";

// Runs in the app's folder, after the client build: writes every page of the course as an HTML file beside its assets.
const site = "dist/client";
const entry = "src/client.tsx";

const manifestSchema = z.record(z.string(), z.object({ file: z.string(), css: z._default(z.array(z.string()), []) }));

async function readAssets(): Promise<Assets> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(site, ".vite/manifest.json"), "utf8")));
  const client = manifest[entry];
  if (client === undefined) throw new Error(`The client build has no entry ${entry}`);
  return { script: `/${client.file}`, styles: client.css.map((file) => `/${file}`) };
}

async function writePage(path: string, html: ReactElement): Promise<void> {
  const file = join(site, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `<!doctype html>${renderToStaticMarkup(html)}`);
}

const lessons = await loadCourse("course");
const assets = await readAssets();
const about = "A course on serving machine-learning models.";

await writePage(
  "index.html",
  <Document title="MLOps course" description={about} lang="en" assets={assets}>
    <HomePage lessons={lessons} />
  </Document>,
);
await writePage(
  "404.html",
  <Document title="No such page · MLOps course" description="" lang="en" assets={assets}>
    <NotFoundPage />
  </Document>,
);
for (const lesson of lessons) {
  for (const [index, page] of lesson.pages.entries()) {
    await writePage(
      join(page.path, "index.html"),
      <Document
        title={`${page.title} · ${lesson.title}`}
        description={lesson.description}
        lang={lesson.lang}
        assets={assets}
      >
        <LessonPage lesson={lesson} index={index} />
      </Document>,
    );
  }
}
const pageCount = lessons.reduce((count, lesson) => count + lesson.pages.length, 0);
console.log(`prerendered ${pageCount} pages of ${lessons.length} lesson${lessons.length === 1 ? "" : "s"}`);
