import type { Io } from "../io.ts";
import { readBytes } from "../read-text.ts";
import type { Report } from "../report/finding.ts";
import type { CheckOptions } from "./check.ts";
import { collectInputs } from "./inputs.ts";

/** What is wrong with the lessons and courses that paths name. */
export async function checkInputs(
  paths: readonly string[],
  { profile, quality }: CheckOptions,
  io: Io,
): Promise<Report[]> {
  const { lintLesson, parseLesson } = await import("@mlops/content");
  const { lessons, courses } = await collectInputs(paths, io);
  const reports: Report[] = [];
  const add = (file: string, text: string, diagnostics: Report["diagnostics"]): void => {
    reports.push({ file, text, diagnostics });
  };
  for (const { path, name } of lessons) {
    const bytes = await readBytes(path, io);
    const { lesson, diagnostics } = parseLesson(bytes, { profile });
    const all = quality ? [...diagnostics, ...lintLesson(lesson)] : diagnostics;
    const inOrder = all.toSorted((one, other) => one.position.start.offset - other.position.start.offset);
    add(name, new TextDecoder().decode(bytes), inOrder);
  }
  for (const folder of courses) await checkCourse(folder, profile, reports, io);
  return reports;
}

/** Adds what only shows when the lessons of a course are looked at together. */
async function checkCourse(folder: string, profile: CheckOptions["profile"], reports: Report[], io: Io): Promise<void> {
  const { loadCourse } = await import("@mlops/content/node");
  const { diagnostics } = await loadCourse(folder, { profile });
  for (const { file, diagnostic } of diagnostics) {
    const path = `${folder}/${file}`;
    let report = reports.find((one) => one.file === path);
    if (report === undefined) {
      const text = await io.readFile(path).then(
        (bytes) => new TextDecoder().decode(bytes),
        () => "",
      );
      report = { file: path, text, diagnostics: [] };
      reports.push(report);
    }
    const { code, position } = diagnostic;
    const isKnown = report.diagnostics.some(
      (one) => one.code === code && one.position.start.offset === position.start.offset,
    );
    if (!isKnown) report.diagnostics.push(diagnostic);
  }
}
