import type { Position } from "./position.ts";
import type { Question } from "./question.ts";
import type { JsonValue, RichText } from "./rich-text.ts";

/** The version of the lesson format that this package describes. Lessons of every earlier version keep parsing. */
export const lessonSchemaVersion = 1;

/** A stretch of text between code, quizzes and labs. */
export interface ProseBlock extends RichText {
  kind: "prose";
}

/** A code block that stands on its own. */
export interface CodeBlock {
  kind: "code";
  /** The first word of the info string, or `null`. */
  language: string | null;
  /** The rest of the info string, or `null`. */
  meta: string | null;
  /** The code, without the fence. */
  value: string;
  /** True when the fence was put there by recovery of a damaged text: the code may have lost its indentation. */
  recovered?: true | undefined;
  position: Position;
}

/** Something the reader can operate: a code fence with the info string `lab` and a YAML body. */
export interface LabBlock {
  kind: "lab";
  /** The body as data. What it may hold depends on its `lab` field and is the reader's to check. */
  config: { [key: string]: JsonValue };
  position: Position;
}

/** Questions that belong together, graded as one. */
export interface QuizBlock {
  kind: "quiz";
  /** Stable name, unique in its lesson. */
  id: string;
  title?: RichText | undefined;
  intro?: RichText | undefined;
  /** The share of the points that passes, from 0 to 1; absent where the author set none. */
  pass?: number | undefined;
  /** Whether options are to be shuffled; absent where the author left it to the reader. */
  shuffle?: boolean | undefined;
  questions: Question[];
  /** Questions that could not be read, verbatim: nothing is lost, and nothing is graded with a wrong key. */
  unreadable: RichText[];
  position: Position;
}

/** A part of a page: a union discriminated by `kind`. */
export type Block = ProseBlock | CodeBlock | LabBlock | QuizBlock;

/** What a learner sees at once: the text between two `---PAGE---` markers. */
export interface Page {
  /** Stable name, unique in its lesson: made from the title. */
  id: string;
  /** The page's first heading; without one, its first line of text. */
  title: string;
  blocks: Block[];
  position: Position;
}

/** A text with its pages and quizzes. */
export interface Lesson {
  schemaVersion: typeof lessonSchemaVersion;
  /** Stable name: the front matter's `id`, else made from the title. */
  id: string;
  title: string;
  /** The front matter's `description`. */
  description?: string | undefined;
  /** The language as a BCP 47 tag: the front matter's `lang`. */
  lang?: string | undefined;
  /** The licence as an SPDX expression: the front matter's `license`. */
  license?: string | undefined;
  pages: Page[];
}

/** The front matter of a lesson: the YAML between two `---` lines at its very start. Every field is optional. */
export interface FrontMatter {
  schema?: typeof lessonSchemaVersion | undefined;
  id?: string | undefined;
  title?: string | undefined;
  description?: string | undefined;
  lang?: string | undefined;
  license?: string | undefined;
}
