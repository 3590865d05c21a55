import type { PredictLabProps } from "../labs/predict-props.ts";
import type { QuizProps } from "../quiz/quiz-props.ts";
import type { Markup } from "./markup.ts";

/** A part of a page as the reader draws it. */
export type PageBlock =
  | { kind: "prose"; markup: Markup }
  | { kind: "code"; language: string | null; value: string }
  | { kind: "quiz"; props: QuizProps }
  | { kind: "predict"; props: PredictLabProps };

/** A page of a lesson with its address. */
export interface CoursePage {
  title: string;
  /** The path on this site, with a slash at both ends. */
  path: string;
  blocks: PageBlock[];
}

/** A lesson of the course. */
export interface CourseLesson {
  id: string;
  title: string;
  description: string;
  lang: string;
  pages: CoursePage[];
}
