/** The content of `course.yaml`: what a course is called, and its lessons in order. */
export interface CourseFile {
  schema?: 1 | undefined;
  id: string;
  title: string;
  description?: string | undefined;
  /** The language as a BCP 47 tag. */
  lang?: string | undefined;
  /** The licence as an SPDX expression. */
  license?: string | undefined;
  /** The files of the lessons, relative to the folder of the course. */
  lessons: string[];
}

/** A lesson as its course knows it. */
export interface CourseLesson {
  /** Unique in its course. */
  id: string;
  title: string;
  description?: string | undefined;
  /** The file, relative to the folder of the course. */
  file: string;
  /** SHA-256 over the bytes of the file, in hexadecimal. */
  hash: string;
  pages: { id: string; title: string }[];
  quizzes: { id: string; title?: string | undefined; questions: number }[];
}

/** A course: what a reader needs to know before it opens a lesson. */
export interface Course {
  schemaVersion: 1;
  id: string;
  title: string;
  description?: string | undefined;
  lang?: string | undefined;
  license?: string | undefined;
  /** In order. */
  lessons: CourseLesson[];
}
