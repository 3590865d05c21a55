import type { ChoiceQuestion, Option, RichText } from "@mlops/schema";
import { plainText } from "@mlops/schema";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Finding, Reporter } from "../diagnostics/reporter.ts";
import { contentHash, IdSet, isId, normalised, slugOf } from "./ids.ts";
import { parseRange, refusalFinding } from "./markdown.ts";
import type { Field, FieldName, Profile } from "./quiz-fields.ts";
import type { Range, Source } from "./source.ts";

/** What a question is read with. */
export interface QuestionContext {
  source: Source;
  reporter: Reporter;
  /** The profile that the quiz is read with. */
  profile: Profile;
  /** Whether the caller asked for that profile. */
  isProfileGiven: boolean;
  /** The ids of the lesson's questions so far. */
  ids: IdSet;
  /** The ids of its quizzes so far. */
  quizIds: IdSet;
}

/**
 * Builds a question from its fields, the first of which is `Q:`. Every fault in it is reported.
 *
 * @returns `undefined` when something in it is wrong: a question is right or it is not there.
 */
export function buildQuestion(fields: readonly Field[], context: QuestionContext): ChoiceQuestion | undefined {
  const { source, reporter } = context;
  let faults = 0;
  const isFaulty = (): boolean => faults > 0;
  const fault = (code: DiagnosticCode, range: Range, finding: Finding): void => {
    faults += 1;
    reporter.report(code, source.position(range.start, range.end), finding);
  };

  for (const field of fields.filter(({ isGlued }) => isGlued)) {
    fault("field-unknown", field.range, { ...gluedFinding(field), severity: "error" });
  }
  const single = singleFields(fields, fault);
  const answers = fields.filter((field) => field.name === "A");
  const whole: Range = { start: fields[0]?.range.start ?? 0, end: fields.at(-1)?.range.end ?? 0 };
  const q = single.get("Q");
  if (q === undefined || isEmpty(q)) {
    fault("prompt-empty", q?.range ?? whole, { message: "The question has no text.", expected: "text after `Q:`" });
  }
  for (const answer of answers.filter(isEmpty)) {
    fault("option-empty", answer.range, { message: "The answer has no text.", expected: "text after `A:`" });
  }
  if (answers.length < minOptions) {
    fault("options-too-few", q?.range ?? whole, {
      message: "A choice question needs at least two answers.",
      expected: "two or more fields `A:`",
      received: String(answers.length),
    });
  }
  const correct = readCorrect(single.get("CORRECT"), answers.length, whole, context, fault);
  const points = readPoints(single.get("POINTS"), source, fault);
  const givenId = readId(single.get("ID"), context, fault);
  if (isFaulty() || q === undefined || correct === undefined) return undefined;

  const rich = (field: Field): RichText =>
    parseRange(source, field.value, (refusal) => {
      fault(refusal.refused, { start: refusal.offset, end: refusal.offset }, refusalFinding(refusal));
    });
  const prompt = rich(q);
  const contents = answers.map(rich);
  const explain = single.get("EXPLAIN");
  const explanation = explain === undefined || isEmpty(explain) ? undefined : rich(explain);
  if (isFaulty()) return undefined;

  const options = buildOptions(contents, reporter);
  const key = options[correct];
  if (key === undefined) return undefined;
  const promptWords = wordsOf(prompt);
  const id = givenId ?? context.ids.unique(`${slugOf(promptWords, "question")}-${contentHash(8, promptWords)}`);
  if (givenId === undefined) reportMissingId(q, id, context);
  return {
    type: "choice",
    id,
    version: contentHash(16, promptWords, String(points), ...options.map((option) => wordsOf(option.content))),
    prompt,
    points,
    ...(explanation !== undefined && { explanation }),
    position: source.position(whole.start, whole.end),
    options,
    key: { correct: key.id },
  };
}

type ReportFault = (code: DiagnosticCode, range: Range, finding: Finding) => void;

function isEmpty(field: Field): boolean {
  return field.value.start === field.value.end;
}

/** What identifies a piece of rich text: its words; where it has none, as an image without alternative text, its source. */
function wordsOf(text: RichText): string {
  const words = normalised(plainText(text));
  return words === "" ? normalised(text.markdown) : words;
}

/** What to say about a field whose colon no white space follows. */
export function gluedFinding({ name }: Field): Finding {
  return {
    message: `No space follows \`${name}:\`, so it is not certain that it starts a field.`,
    expected: `\`${name}:\`, a space and a value`,
    hint: `Put a space after the colon; or, if this is text, do not let its line start with \`${name}:\`.`,
  };
}

/** The fields that may stand once, by name. */
function singleFields(fields: readonly Field[], fault: ReportFault): Map<FieldName, Field> {
  const found = new Map<FieldName, Field>();
  for (const field of fields) {
    if (field.name === "A") continue;
    if (found.has(field.name)) {
      fault("field-duplicate", field.range, {
        message: `The question has \`${field.name}:\` twice.`,
        expected: "one of each per question",
        hint: "Start the next question with `Q:` on a line of its own.",
      });
    } else {
      found.set(field.name, field);
    }
  }
  return found;
}

const minOptions = 2;

const indexPattern = /^[0-9]{1,6}$/;

/** The index of the right answer, counted from 0 as the format does. */
function readCorrect(
  field: Field | undefined,
  count: number,
  whole: Range,
  { source }: QuestionContext,
  fault: ReportFault,
): number | undefined {
  const expected = count === 0 ? "the index of an answer" : `an index from 0 to ${count - 1}`;
  if (field === undefined) {
    fault("correct-missing", whole, {
      message: "The question does not say which answer is right.",
      expected: "`CORRECT:` with the index of the right answer, counted from 0",
    });
    return undefined;
  }
  const received = source.text.slice(field.value.start, field.value.end);
  if (!indexPattern.test(received)) {
    fault("correct-not-an-index", field.range, {
      message: "`CORRECT:` takes one index, counted from 0.",
      expected,
      received: received === "" ? "nothing" : received,
    });
    return undefined;
  }
  const index = Number(received);
  if (index < count) return index;
  if (count < minOptions) return undefined;
  fault("correct-out-of-range", field.range, {
    message: `\`CORRECT: ${index}\` points past the last of ${count} answers.`,
    expected,
    received,
    ...(index === count && { hint: `Answers are counted from 0; the last one is ${count - 1}.` }),
  });
  return undefined;
}

const pointsPattern = /^[0-9]{1,6}(?:\.[0-9]{1,7})?$/;

function readPoints(field: Field | undefined, source: Source, fault: ReportFault): number {
  if (field === undefined) return 1;
  const received = source.text.slice(field.value.start, field.value.end);
  if (pointsPattern.test(received)) return Number(received);
  fault("points-invalid", field.range, {
    message: "`POINTS:` takes a number.",
    expected: "a number of at least 0 with at most 7 decimals, below 1,000,000",
    received: received === "" ? "nothing" : received,
  });
  return 0;
}

function readId(field: Field | undefined, context: QuestionContext, fault: ReportFault): string | undefined {
  if (field === undefined) return undefined;
  const received = context.source.text.slice(field.value.start, field.value.end);
  if (!isId(received)) {
    fault("question-id-invalid", field.range, {
      message: "This cannot be the id of a question.",
      expected: "1 to 128 letters, digits, dots, dashes and underscores, the first one a letter or digit",
      received: received === "" ? "nothing" : received,
    });
    return undefined;
  }
  if (context.ids.has(received)) {
    fault("id-duplicate", field.range, {
      message: `The id \`${received}\` is taken by an earlier question of this lesson.`,
      expected: "an id of its own for every question",
      received,
    });
    return undefined;
  }
  return context.ids.unique(received);
}

function reportMissingId(q: Field, id: string, context: QuestionContext): void {
  const { source, reporter, profile, isProfileGiven } = context;
  if (profile !== "strict") return;
  reporter.report("question-id-missing", source.position(q.range.start, q.range.end), {
    message: "The question has no id of its own, so editing its text loses the answers saved for it.",
    expected: "`ID:` on a line of its own",
    hint: `Add \`ID: ${id}\` after the question.`,
    ...(isProfileGiven && { severity: "error" }),
  });
}

function buildOptions(contents: readonly RichText[], reporter: Reporter): Option[] {
  const ids = new IdSet();
  return contents.map((content) => {
    const hash = contentHash(6, wordsOf(content));
    if (ids.has(hash)) {
      reporter.report("option-duplicate", content.position, {
        message: "Two answers of this question have the same words.",
        received: content.markdown,
      });
    }
    return { id: ids.unique(hash), content };
  });
}
