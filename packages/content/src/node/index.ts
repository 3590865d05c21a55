/**
 * Courses: folders of lessons. Needs Node.
 *
 * @module
 */
export { checkLinks } from "../course/check-links.ts";
export type { LinkedLesson } from "../course/check-links.ts";
export { searchIndex, searchOptions } from "../course/search-index.ts";
export { summarise } from "../course/summary.ts";
export type { LessonSummary, Reference, SearchDocument } from "../course/summary.ts";
export { loadCourse } from "./load-course.ts";
export type { CourseDiagnostic, LoadedCourse, LoadedLesson, LoadOptions } from "./load-course.ts";
export { writeCourse } from "./write-course.ts";
export type { WriteOptions } from "./write-course.ts";
