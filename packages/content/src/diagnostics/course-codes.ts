/** What loading a course can report beyond its lessons, with its severity. */
export const courseCodes = {
  "course-file-missing": "error",
  "course-file-invalid": "error",
  "course-file-too-large": "error",
  "lessons-too-many": "error",
  "lesson-file-missing": "error",
  "lesson-file-outside": "error",
  "lesson-file-duplicate": "error",
  "lesson-file-too-large": "error",
  "lesson-unlisted": "warning",
  "lesson-id-duplicate": "error",
  "link-broken": "error",
  "image-missing": "warning",
  "teaches-unknown": "error",
} as const;
