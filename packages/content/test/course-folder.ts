import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LoadedCourse } from "@mlops/content/node";

/** Files by their paths, to be written into a folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export async function putInto(folder: string, files: Files): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
}

/** A `course.yaml` that lists these lessons. */
export function courseYaml(...lessons: string[]): string {
  return `id: serving\ntitle: Serving\nlessons:\n${lessons.map((file) => `  - ${file}\n`).join("")}`;
}

/** A lesson with one page; its text starts on line 7. */
export function lesson(id: string, text = "Text."): string {
  return `---\nid: ${id}\n---\n\n# ${id}\n\n${text}\n`;
}

/** The findings that are no notes, as `file line:column severity code`. */
export function brief({ diagnostics }: Pick<LoadedCourse, "diagnostics">): string[] {
  return diagnostics
    .filter(({ diagnostic }) => diagnostic.severity !== "info")
    .map(({ file, diagnostic: { position, severity, code } }) => {
      const { line, column } = position.start;
      return `${file} ${line}:${column} ${severity} ${code}`;
    });
}
