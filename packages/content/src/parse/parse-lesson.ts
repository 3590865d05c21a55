import { lessonSchemaVersion } from "@mlops/schema";
import type { Diagnostic, FrontMatter, Lesson, LessonResult } from "@mlops/schema";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import type { Finding } from "../diagnostics/reporter.ts";
import { defaultMaxLength } from "../limits.ts";
import { reportCharacters } from "./characters.ts";
import { decodeText } from "./decode.ts";
import { readFrontMatter } from "./front-matter.ts";
import { slugOf } from "./ids.ts";
import { readPages } from "./pages.ts";
import type { Profile } from "../quiz/scan-fields.ts";
import { rangeOf, readSections } from "./sections.ts";
import { Source } from "./source.ts";

/** How a lesson is read. */
export interface ParseOptions {
  /**
   * How the quizzes are written. `strict`: every field at the start of a line, every question with an `ID:`. `scraped`:
   * fields may be run together on one line. `auto` takes `scraped` when a line needs it, and reports that.
   *
   * @default "auto"
   */
  profile?: Profile | "auto" | undefined;
  /**
   * Whether code that has lost its fences is looked for, as in a text copied from a web page.
   *
   * @default in the scraped profile
   */
  recover?: boolean | undefined;
  /**
   * The longest text that is read, in UTF-16 code units.
   *
   * @default 1_048_576
   */
  maxLength?: number | undefined;
}

/**
 * Reads a lesson: Markdown cut into pages by `---PAGE---` lines, with quizzes between `---QUIZ---` and `---END-QUIZ---`.
 *
 * Never throws on a text: what cannot be read is reported with its place, kept verbatim, and reading goes on after it.
 * Byte order marks at the start are left out and not counted in offsets.
 *
 * @example
 * const { lesson, diagnostics } = parseLesson(await readFile("lesson.md", "utf8"));
 */
export function parseLesson(text: string | Uint8Array, options: ParseOptions = {}): LessonResult {
  const { profile = "auto", recover, maxLength = defaultMaxLength } = options;
  const { text: decoded, invalid } = typeof text === "string" ? { text, invalid: [] } : decodeText(text);
  const withoutMark = decoded.replace(/^\uFEFF+/, "");
  const markLength = decoded.length - withoutMark.length;
  const source = new Source(withoutMark);
  const reporter = new Reporter();
  const give = (lesson: Lesson): LessonResult => ({ lesson, diagnostics: reporter.inOrder() });

  if (source.text.length > maxLength) {
    return failed("text-too-long", source.position(maxLength, maxLength), {
      message: "The text is longer than this parser reads.",
      expected: `at most ${maxLength} characters`,
      received: `${source.text.length} characters`,
    });
  }
  if (source.text.trim() === "") {
    return failed("text-empty", source.position(0, source.text.length), {
      message: "The text is empty.",
      expected: "a title and at least one page",
    });
  }
  reportCharacters(
    source,
    invalid.map((offset) => offset - markLength),
    reporter,
  );
  const { frontMatter: yaml, sections, labels } = readSections(source, reporter);
  const frontMatter: FrontMatter =
    yaml?.position === undefined
      ? {}
      : readFrontMatter(yaml.value, source.position(0, rangeOf(yaml).end), source, reporter);
  const pages = readPages(sections, { source, reporter, profile, recover, labels });
  const title = frontMatter.title ?? pages[0]?.title ?? "";
  const { description, lang, license } = frontMatter;
  return give({
    schemaVersion: lessonSchemaVersion,
    id: frontMatter.id ?? slugOf(title, "lesson"),
    title,
    ...(description !== undefined && { description }),
    ...(lang !== undefined && { lang }),
    ...(license !== undefined && { license }),
    pages,
  });

  function failed(code: DiagnosticCode, position: Diagnostic["position"], finding: Finding): LessonResult {
    reporter.report(code, position, finding);
    return give({ schemaVersion: lessonSchemaVersion, id: "lesson", title: "", pages: [] });
  }
}
