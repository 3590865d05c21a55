/**
 * The longest text that is parsed, in UTF-16 code units. Markdown parsing is slower than linear in places, so a longer
 * text is refused instead of keeping the caller waiting. Exactly this many pass; one more is `text-too-long`.
 */
export const defaultMaxLength = 1_048_576;

/** How deep quotes, lists and inline markup may nest, all counted. At 100 a text passes; at 101 it is `text-too-deep`. */
export const maxContainerDepth = 100;

/** How deep lists and maps in YAML may nest, and how many columns its lines may be indented. */
export const maxYamlDepth = 32;
export const maxYamlIndentation = 128;

/** The longest id in characters, an author's or a made one. */
export const idMaxLength = 128;

/** The longest slug in a made id, in characters; a prompt is cut there, its hash keeps it unique. */
export const slugMaxLength = 40;

/** The longest page title in characters; a longer first line is cut there and ends in an ellipsis. */
export const titleMaxLength = 120;

/** The longest page in UTF-16 code units: parsing Markdown takes more than twice as long for a text twice as long. */
export const maxPageLength = 65_536;

/** How many nodes the trees of a lesson's pages may have in all. */
export const maxNodes = 200_000;

/** How many cells a table may have: its rows times its columns, since short rows are filled up when it is shown. */
export const maxTableCells = 10_000;

/** How many lessons a course may have. */
export const maxLessons = 1000;

/** The largest `course.yaml`, and the largest file of a lesson, in bytes. */
export const maxCourseFileBytes = 65_536;
export const maxLessonFileBytes = 4_194_304;
