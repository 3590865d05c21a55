import type { QuizBlock, RichText } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import { contentHash, normalised, slugOf } from "../parse/ids.ts";
import { parseRange, refusalFinding } from "../markdown/parse-range.ts";
import type { Range } from "../parse/source.ts";
import { reportInlineQuestion } from "./inline-questions.ts";
import type { QuizContext } from "./question-context.ts";
import { readQuestion } from "./read-question.ts";
import { scanFields } from "./scan-fields.ts";
import type { Field, UnknownLabel } from "./scan-fields.ts";
import { reportUnknown, slipsIn } from "./unknown-labels.ts";
import { gluedFinding } from "./sort-fields.ts";

/** A quiz as the walk over the lesson found it. */
export interface QuizSection {
  /** The marker line. */
  marker: Range;
  /** From after the marker, and its attributes, to before the next marker. */
  body: Range;
  /** The id that the author gave in the marker's attributes. */
  givenId: string | undefined;
  /** From the marker's attributes. */
  pass: number | undefined;
  shuffle: boolean | undefined;
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
export function readQuiz(section: QuizSection, context: QuizContext): QuizReading {
  const { source, reporter } = context;
  const scan = scanFields(source, section.body, context.profile);
  const unreadable: RichText[] = [];
  const keep = (range: Range): void => {
    unreadable.push(parseRange(source, range, context.labels));
  };

  for (const range of scan.questions) reportInlineQuestion(range, context);
  const slips = slipsIn(scan.fields, scan.unknown);
  for (const unknown of scan.unknown) if (!slips.has(unknown)) reportUnknown(unknown, scan.fields, context);
  if (scan.before.end > scan.before.start) {
    keep(scan.before);
    reporter.report("quiz-text-outside-field", source.position(scan.before.start, scan.before.end), {
      message: "A quiz holds fields only; this text belongs to none.",
      expected: "TITLE:, INTRO: or Q: at the start of a line",
      received: source.text.slice(scan.before.start, scan.before.end),
    });
  }

  const { head, misplaced, groups } = grouped(scan.fields);
  const once = new Map<string, Field>();
  for (const field of head) {
    const place = source.position(field.range.start, field.range.end);
    if (field.isGlued) reporter.report("field-unknown", place, gluedFinding(field));
    if (!once.has(field.name)) {
      once.set(field.name, field);
      continue;
    }
    keep(field.range);
    reporter.report("field-duplicate", place, {
      message: `The quiz has \`${field.name}:\` twice.`,
      expected: "one of each per quiz",
    });
  }
  for (const [range, name] of misplaced) {
    keep(range);
    reporter.report("field-misplaced", source.position(range.start, range.end), {
      message: `\`${name}:\` stands before the first question.`,
      expected: "`Q:` first, then the fields of the question",
    });
  }
  const text = (name: string): RichText | undefined => {
    const field = once.get(name);
    if (field === undefined || field.value.start === field.value.end) return undefined;
    return parseRange(source, field.value, context.labels, (refusal) => {
      reporter.report(refusal.refused, source.position(refusal.offset, refusal.offset), refusalFinding(refusal));
    });
  };

  const questions = [];
  for (const group of groups) {
    const question = readQuestion(group, slipsOf(group, slips), context);
    if (question === undefined) keep(source.trimmed(group[0]?.range.start ?? 0, group.at(-1)?.range.end ?? 0));
    else questions.push(question);
  }
  const marker = source.position(section.marker.start, section.marker.end);
  if (groups.length === 0 && unreadable.length === 0) {
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
  if (section.givenId !== undefined && context.quizIds.has(section.givenId)) {
    reporter.report("id-duplicate", marker, {
      message: `The id \`${section.givenId}\` is taken by an earlier quiz.`,
      expected: "an id of its own for every quiz",
      received: section.givenId,
    });
  }
  const id = section.givenId ?? quizId(title, questions);
  return {
    block: {
      kind: "quiz",
      id: context.quizIds.unique(id),
      ...(title !== undefined && { title }),
      ...(intro !== undefined && { intro }),
      ...(section.pass !== undefined && { pass: section.pass }),
      ...(section.shuffle !== undefined && { shuffle: section.shuffle }),
      questions,
      unreadable,
      position: source.position(section.marker.start, end),
    },
    rest: scan.end === undefined ? undefined : { start: scan.end.end, end: section.body.end },
  };
}

/** Those of the slips that stand in one of the fields. */
function slipsOf(fields: readonly Field[], slips: ReadonlySet<UnknownLabel>): UnknownLabel[] {
  const start = fields[0]?.range.start ?? 0;
  const end = fields.at(-1)?.range.end ?? 0;
  return slips.size === 0 ? [] : [...slips].filter((slip) => slip.start >= start && slip.end <= end);
}

function quizId(title: RichText | undefined, questions: readonly { id: string }[]): string {
  if (title === undefined) return `quiz-${contentHash(8, ...questions.map((question) => question.id))}`;
  return slugOf(normalised(plainText(title)), "quiz");
}

/** The fields of a quiz by what they belong to. */
interface Grouped {
  /** Every TITLE and INTRO, wherever it stands. */
  head: Field[];
  /** Runs of other fields before the first `Q:`, each with the name of its first field. */
  misplaced: [range: Range, name: string][];
  /** The fields of each question, `Q:` first. */
  groups: Field[][];
}

function grouped(fields: readonly Field[]): Grouped {
  const { head, misplaced, groups }: Grouped = { head: [], misplaced: [], groups: [] };
  let run: Range | undefined;
  for (const field of fields) {
    if (field.name === "TITLE" || field.name === "INTRO") {
      head.push(field);
      run = undefined;
    } else if (field.name === "Q") {
      groups.push([field]);
    } else if (groups.length > 0) {
      groups.at(-1)?.push(field);
    } else if (run === undefined) {
      run = { ...field.range };
      misplaced.push([run, field.name]);
    } else {
      run.end = field.range.end;
    }
  }
  return { head, misplaced, groups };
}
