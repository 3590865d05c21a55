import type { LessonResult } from "@mlops/schema";
import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import { UsageError } from "../io.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { readBytes } from "../read-text.ts";
import { counted } from "../report/finding.ts";
import { pathsOf, profileArgument } from "./arguments.ts";
import type { ProfileName } from "./arguments.ts";
import { collectInputs } from "./inputs.ts";
import { summary } from "./summary.ts";

/** `mlops lesson parse`. */
export function parseCommand(io: Io): Command {
  return defineLeaf(
    "parse",
    "Show what lessons hold and what is wrong with them, or write a course as JSON",
    {
      path: { type: "positional", required: true, description: "Lessons, folders and courses; - reads standard input" },
      json: { type: "boolean", default: false, description: "Print { lesson, diagnostics } as JSON and nothing else" },
      out: { type: "string", description: "For a course: write its JSON files and its search index into this folder" },
      public: { type: "boolean", default: false, description: "With --out: only what a learner may see" },
      cache: { type: "string", description: "With --out: keep parsed lessons in this folder" },
      profile: profileArgument,
    },
    async ({ _: rest, json, out, public: isPublic, cache, profile }) => {
      const paths = pathsOf(rest);
      if (out !== undefined) return writeCourseTo(out, paths, { isPublic, cache, profile }, io);
      // What is printed holds right answers: an option that promises otherwise must not be ignored.
      const unused = isPublic ? "--public" : cache === undefined ? undefined : "--cache";
      if (unused !== undefined) throw new UsageError(`${unused} goes with --out; see \`mlops lesson parse --help\``);
      const { parseLesson } = await import("@mlops/content");
      const { lessons } = await collectInputs(paths, io);
      const results: (LessonResult & { file: string })[] = [];
      for (const { path, name } of lessons) {
        results.push({ file: name, ...parseLesson(await readBytes(path, io), { profile }) });
      }
      io.stdout(json ? asJson(results, paths) : results.map((result) => summary(result, result.file)).join("\n"));
      return results.some((result) => result.diagnostics.some(({ severity }) => severity === "error")) ? 1 : 0;
    },
    { isVariadic: true },
  );
}

/** One file that was named gives one object; a folder, or several paths, give a list. */
function asJson(results: readonly (LessonResult & { file: string })[], paths: readonly string[]): string {
  const [only] = results;
  const isOne = paths.length === 1 && only !== undefined && (only.file === paths[0] || paths[0] === "-");
  const value = isOne ? { lesson: only.lesson, diagnostics: only.diagnostics } : results;
  return `${JSON.stringify(value, null, 2)}\n`;
}

interface OutOptions {
  isPublic: boolean;
  cache: string | undefined;
  profile: ProfileName;
}

async function writeCourseTo(out: string, paths: readonly string[], options: OutOptions, io: Io): Promise<number> {
  const [folder] = paths;
  const { courses } = await collectInputs(paths, io);
  if (folder === undefined || paths.length !== 1 || courses.length !== 1) {
    throw new UsageError("--out takes one course: a folder with a course.yaml");
  }
  const { loadCourse, writeCourse } = await import("@mlops/content/node");
  const loaded = await loadCourse(folder, { profile: options.profile, cacheDir: options.cache });
  const errors = loaded.diagnostics.filter(({ diagnostic }) => diagnostic.severity === "error");
  for (const { file, diagnostic } of errors) {
    const { line, column } = diagnostic.position.start;
    io.stderr(`${printable(file)}:${line}:${column} ${diagnostic.code} ${printable(diagnostic.message)}\n`);
  }
  const written = await writeCourse(loaded, out, { public: options.isPublic });
  io.stdout(`${counted(loaded.lessons.length, "lesson")}, ${counted(written.length, "file")} written to ${out}\n`);
  return errors.length > 0 ? 1 : 0;
}
