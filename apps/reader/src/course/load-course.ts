import { parseLesson } from "@mlops/content";
import { loadCourse as readCourse } from "@mlops/content/node";
import { plainText } from "@mlops/schema";
import type { Block, Diagnostic, Lesson, QuizBlock } from "@mlops/schema";
import * as z from "zod/mini";
import { predictLabPropsSchema } from "../labs/predict-props.ts";
import type { QuizProps } from "../quiz/quiz-props.ts";
import type { CourseLesson, PageBlock } from "./course.ts";
import { toMarkup } from "./to-markup.ts";

/** A lesson that cannot be published as it is. The message lists every fault with file, line and column. */
export class CourseError extends Error {
  override readonly name = "CourseError";
}

/**
 * Reads the lessons of a course: a folder with a `course.yaml`.
 *
 * @throws CourseError when the course or a lesson has an error, or a lesson a lab that the reader does not have.
 */
export async function loadCourse(folder: string): Promise<CourseLesson[]> {
  const { lessons, diagnostics } = await readCourse(folder, { profile: "strict" });
  const errors = diagnostics.filter(({ diagnostic }) => diagnostic.severity === "error");
  if (errors.length > 0)
    throw new CourseError(errors.map((error) => describe(error.file, error.diagnostic)).join("\n"));
  return Promise.all(lessons.map(async ({ file, read }) => toCourseLesson(file, (await read()).lesson)));
}

/** Turns a lesson's text into what the reader draws. */
export function readLesson(file: string, text: string): CourseLesson {
  const { lesson, diagnostics } = parseLesson(text, { profile: "strict" });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new CourseError(errors.map((error) => describe(file, error)).join("\n"));
  return toCourseLesson(file, lesson);
}

function describe(file: string, { position, code, message, hint }: Diagnostic): string {
  const { line, column } = position.start;
  return `${file}:${line}:${column} ${code}: ${message}${hint === undefined ? "" : ` ${hint}`}`;
}

function toCourseLesson(file: string, lesson: Lesson): CourseLesson {
  const { id, title, description = "", lang = "en" } = lesson;
  const pages = lesson.pages.map((page) => ({
    title: page.title,
    path: `/${id}/${page.id}/`,
    blocks: page.blocks.map((block) => toPageBlock(file, block)),
  }));
  return { id, title, description, lang, pages };
}

function toPageBlock(file: string, block: Block): PageBlock {
  switch (block.kind) {
    case "prose":
      return { kind: "prose", markup: toMarkup(block) };
    case "code":
      return { kind: "code", language: block.language, value: block.value };
    case "quiz":
      return { kind: "quiz", props: toQuizProps(file, block) };
    case "lab": {
      const lab = predictLabPropsSchema.safeParse(block.config);
      if (lab.success) return { kind: "predict", props: lab.data };
      const { line, column } = block.position.start;
      throw new CourseError(`${file}:${line}:${column} lab-unknown: ${z.prettifyError(lab.error)}`);
    }
  }
}

function toQuizProps(file: string, { id, title, intro, questions }: QuizBlock): QuizProps {
  return {
    id,
    title: title === undefined ? "Quiz" : plainText(title),
    intro: intro === undefined ? null : toMarkup(intro),
    questions: questions.map((question) => {
      const { type, position } = question;
      if (type !== "choice") {
        const { line, column } = position.start;
        throw new CourseError(
          `${file}:${line}:${column} question-unknown: the reader has no questions of type ${type}`,
        );
      }
      return {
        type,
        id: question.id,
        points: question.points,
        prompt: toMarkup(question.prompt),
        options: question.options.map((option) => ({ id: option.id, content: toMarkup(option.content) })),
        explanation: question.explanation === undefined ? null : toMarkup(question.explanation),
        key: { correct: question.key.correct },
      };
    }),
  };
}
