/**
 * Courses: folders of lessons. Needs Node.
 *
 * @module
 */
export { checkLinks } from "../course/check-links.ts";
export type { LinkedLesson } from "../course/check-links.ts";
export { publicLesson } from "../course/public-lesson.ts";
export type { PublicBlock, PublicLesson } from "../course/public-lesson.ts";
export { searchDocuments, searchIndex, searchOptions } from "../course/search-index.ts";
export type { SearchDocument } from "../course/search-index.ts";
export { summarise } from "../course/summary.ts";
export type { LessonSummary, Reference } from "../course/summary.ts";
export { loadCourse } from "./load-course.ts";
export type { CourseDiagnostic, LoadedCourse, LoadedLesson, LoadOptions } from "./load-course.ts";
export { writeCourse } from "./write-course.ts";
export type { WriteOptions } from "./write-course.ts";
