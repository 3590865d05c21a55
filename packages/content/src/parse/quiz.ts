import type { QuizBlock, RichText } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import { contentHash, normalised, slugOf } from "./ids.ts";
import { parseRange } from "./markdown.ts";
import { buildQuestion } from "./question.ts";
import type { QuestionContext } from "./question.ts";
import { scanFields } from "./quiz-fields.ts";
import type { Field } from "./quiz-fields.ts";
import type { Range } from "./source.ts";

/** A quiz as the walk over the lesson found it. */
export interface QuizSection {
  /** The marker line. */
  marker: Range;
  /** From after the marker, and its attributes, to before the next marker. */
  body: Range;
  /** The id that the author gave in the marker's attributes. */
  givenId: string | undefined;
  /** Code and HTML in the body: nothing in it is a field. */
  hidden: readonly Range[];
  /** Where an `---END-QUIZ---` line ends, if the section ends with one. */
  endOfMarker: number | undefined;
}

/** What a quiz section gave. */
export interface QuizReading {
  block: QuizBlock;
  /** What follows an `---END-QUIZ---` at the end of a line: text of the page again. */
  rest: Range | undefined;
}

/** Reads the fields of a quiz into questions; each question's faults are reported, and the next one is read. */
export function readQuiz(section: QuizSection, context: QuestionContext): QuizReading {
  const { source, reporter } = context;
  const scan = scanFields(source, section.body, section.hidden, context.profile);
  const unreadable: RichText[] = [];
  const keep = (range: Range): void => {
    unreadable.push(parseRange(source, range));
  };

  for (const range of scan.unknown) {
    const received = source.text.slice(range.start, range.end);
    reporter.report("field-unknown", source.position(range.start, range.end), {
      message: `\`${received}:\` is not a field of a quiz; it was read as text.`,
      expected: "TITLE, INTRO, Q, ID, A, CORRECT, EXPLAIN or POINTS",
      received,
    });
  }
  if (scan.before.end > scan.before.start) {
    keep(scan.before);
    reporter.report("quiz-text-outside-field", source.position(scan.before.start, scan.before.end), {
      message: "A quiz holds fields only; this text belongs to none.",
      expected: "TITLE:, INTRO: or Q: at the start of a line",
      received: source.text.slice(scan.before.start, scan.before.end),
    });
  }

  const { head, groups } = grouped(scan.fields);
  const once = new Map<string, Field>();
  for (const field of head) {
    const isHead = field.name === "TITLE" || field.name === "INTRO";
    if (isHead && !once.has(field.name)) {
      once.set(field.name, field);
      continue;
    }
    keep(field.range);
    reporter.report(isHead ? "field-duplicate" : "field-misplaced", source.position(field.range.start, field.range.end), {
      message: isHead ? `The quiz has \`${field.name}:\` twice.` : `\`${field.name}:\` stands before the first question.`,
      expected: isHead ? "one of each per quiz" : "`Q:` first, then the fields of the question",
    });
  }
  const text = (name: string): RichText | undefined => {
    const field = once.get(name);
    return field === undefined || field.value.start === field.value.end ? undefined : parseRange(source, field.value);
  };

  const questions = [];
  for (const group of groups) {
    const question = buildQuestion(group, context);
    if (question === undefined) keep(source.trimmed(group[0]?.range.start ?? 0, group.at(-1)?.range.end ?? 0));
    else questions.push(question);
  }
  const marker = source.position(section.marker.start, section.marker.end);
  if (groups.length === 0) {
    reporter.report("quiz-empty", marker, { message: "The quiz has no question.", expected: "at least one `Q:`" });
  }
  const closed = scan.end?.end ?? section.endOfMarker;
  if (closed === undefined) {
    reporter.report("quiz-unclosed", marker, {
      message: "The quiz is not closed; it was read up to the next marker or the end of the text.",
      expected: "a line `---END-QUIZ---` after the last question",
    });
  }

  const title = text("TITLE");
  const intro = text("INTRO");
  const end = closed ?? Math.max(section.marker.end, source.trimmed(section.body.start, section.body.end).end);
  const id = section.givenId ?? quizId(title, questions);
  return {
    block: {
      kind: "quiz",
      id: context.ids.unique(id),
      ...(title !== undefined && { title }),
      ...(intro !== undefined && { intro }),
      questions,
      unreadable,
      position: source.position(section.marker.start, end),
    },
    rest: scan.end === undefined ? undefined : { start: scan.end.end, end: section.body.end },
  };
}

function quizId(title: RichText | undefined, questions: readonly { id: string }[]): string {
  if (title === undefined) return `quiz-${contentHash(8, ...questions.map((question) => question.id))}`;
  return slugOf(normalised(plainText(title)), "quiz");
}

/** The fields before the first `Q:`, and those of each question. An `EXPLAIN` after which TITLE or INTRO comes ends it. */
function grouped(fields: readonly Field[]): { head: Field[]; groups: Field[][] } {
  const head: Field[] = [];
  const groups: Field[][] = [];
  for (const field of fields) {
    const current = groups.at(-1);
    if (field.name === "Q") groups.push([field]);
    else if (current === undefined || field.name === "TITLE" || field.name === "INTRO") head.push(field);
    else current.push(field);
  }
  return { head, groups };
}
