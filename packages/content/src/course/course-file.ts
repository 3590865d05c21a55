import type { CourseFile, Position } from "@mlops/schema";
import { courseFileSchema } from "@mlops/schema/zod";
import { isNode, parseDocument } from "yaml";
import type { Document } from "yaml";
import type { Reporter } from "../diagnostics/reporter.ts";
import { maxLessons } from "../limits.ts";
import { decodeText } from "../parse/decode.ts";
import { Source } from "../parse/source.ts";
import { readYaml } from "../parse/yaml.ts";

/** A lesson as `course.yaml` lists it. */
export interface ListedLesson {
  /** Relative to the folder of the course, with slashes. */
  file: string;
  /** Where it is listed. */
  position: Position;
}

/** A `course.yaml` that could be read. */
export interface ReadCourseFile {
  about: Omit<CourseFile, "lessons">;
  lessons: ListedLesson[];
}

/** Reads a `course.yaml`; what is wrong in it is reported. */
export function readCourseFile(bytes: Uint8Array, reporter: Reporter): ReadCourseFile | undefined {
  const { text: decoded, invalid } = decodeText(bytes);
  const text = decoded.replace(/^\uFEFF/, "");
  const source = new Source(text);
  const [wrong] = invalid;
  if (wrong !== undefined) {
    const offset = wrong - (decoded.length - text.length);
    reporter.report("course-file-invalid", source.position(offset, offset + 1), {
      message: "The file has bytes that are not UTF-8.",
      hint: "Save it as UTF-8.",
    });
    return undefined;
  }
  const result = readYaml(text);
  if ("fault" in result) {
    reporter.report("course-file-invalid", source.position(result.offset, result.offset), {
      message: `The file is not valid YAML: ${result.fault}.`,
      expected: "lines of the form `name: value`",
    });
    return undefined;
  }
  const document = parseDocument(text, { prettyErrors: false });
  const parsed = courseFileSchema.safeParse(result.value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const { start, end } = placeOf(document, issue.path);
      const field = issue.path.join(".");
      reporter.report("course-file-invalid", source.position(start, end), {
        message:
          issue.code === "unrecognized_keys"
            ? `There is no field \`${issue.keys.join("`, `")}\`.`
            : `The course is not valid${field === "" ? "" : ` in its field \`${field}\``}: ${issue.message}.`,
        expected: "id, title and lessons, and optionally schema, description, lang and license",
      });
    }
    return undefined;
  }
  const { lessons, ...about } = parsed.data;
  if (lessons.length > maxLessons) {
    const { start, end } = placeOf(document, ["lessons", maxLessons]);
    reporter.report("lessons-too-many", source.position(start, end), {
      message: "The course lists more lessons than are read.",
      expected: `at most ${maxLessons}`,
      received: String(lessons.length),
    });
  }
  const listed: ListedLesson[] = [];
  const known = new Set<string>();
  for (const [index, file] of lessons.slice(0, maxLessons).entries()) {
    const { start, end } = placeOf(document, ["lessons", index]);
    const position = source.position(start, end);
    if (!isInside(file)) {
      reporter.report("lesson-file-outside", position, {
        message: "A lesson is a file in the folder of its course.",
        expected: "a relative path without `..`, such as 01-serving.md",
        received: file,
      });
    } else if (known.has(file)) {
      reporter.report("lesson-file-duplicate", position, { message: "The lesson is listed twice.", received: file });
    } else {
      known.add(file);
      listed.push({ file, position });
    }
  }
  return { about, lessons: listed };
}

/** Whether a path stays in its folder: relative, with slashes, no part of it hidden. */
function isInside(path: string): boolean {
  return !/[\\\0:]/.test(path) && path.split("/").every((part) => part !== "" && !part.startsWith("."));
}

/** Where a value stands in a YAML text; its start where there is no such value. */
function placeOf(document: Document, path: readonly PropertyKey[]): { start: number; end: number } {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return { start: node.range[0], end: node.range[1] };
  }
  return { start: 0, end: 0 };
}
