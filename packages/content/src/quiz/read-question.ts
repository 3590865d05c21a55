import type { Question, QuestionType, RichText, ScoringPolicy } from "@mlops/schema";
import { contentHash, isId, slugOf } from "../parse/ids.ts";
import { readDecimal } from "./decimal.ts";
import { isQuestionType, kinds } from "./kinds/table.ts";
import { commaSeparated } from "./lines.ts";
import { isEmpty, QuestionReading, receivedOf } from "./question-context.ts";
import type { QuizContext } from "./question-context.ts";
import type { Field, UnknownLabel } from "./scan-fields.ts";
import { sortFields } from "./sort-fields.ts";
import { unknownFinding } from "./unknown-labels.ts";
import { faceVersion, keyVersion } from "./version.ts";
import { wordsOf } from "./words.ts";

const idHashLength = 8;

/**
 * Builds a question from its fields, the first of which is `Q:`. Every fault in it is reported.
 *
 * @param slips - What was probably meant as an answer and is none.
 * @returns `undefined` when something in it is wrong: a question is right or it is not there.
 */
export function readQuestion(
  fields: readonly Field[],
  slips: readonly UnknownLabel[],
  context: QuizContext,
): Question | undefined {
  const reading = new QuestionReading(context);
  const type = readType(fields, reading);
  const hasAnswers = type !== undefined && kinds[type].fields.includes("A");
  for (const slip of slips) {
    const finding = unknownFinding(slip, context.source, hasAnswers);
    if (hasAnswers) reading.fault("field-unknown", slip, finding);
    else reading.warn("field-unknown", slip, finding);
  }
  if (type === undefined) return undefined;
  const kind = kinds[type];
  const sorted = sortFields(fields, type, kind, reading);
  const { single, whole } = sorted;

  const q = single.get("Q");
  if (q === undefined || isEmpty(q)) {
    reading.fault("prompt-empty", q?.range ?? whole, {
      message: "The question has no text.",
      expected: "text after `Q:`",
    });
  }
  const points = readPoints(single.get("POINTS"), reading);
  const scoring = readScoring(single.get("SCORING"), reading);
  if (scoring !== undefined && kind.isUngraded === true) {
    reading.fault("field-not-for-type", single.get("SCORING")?.range ?? whole, {
      message: `A question of the type ${type} is not graded, so it takes no \`SCORING:\`.`,
    });
  }
  const tags = readTags(single.get("TAGS"), reading);
  const teaches = readTeaches(single.get("TEACHES"), reading);
  const givenId = readId(single.get("ID"), context, reading);

  const prompt = q === undefined ? undefined : reading.rich(q.value);
  const body = prompt === undefined ? undefined : kind.read({ ...sorted, prompt }, reading);
  if (q === undefined || prompt === undefined || body === undefined || reading.isFaulty) return undefined;
  const texts = (some: readonly (Field | undefined)[]): RichText[] =>
    some.flatMap((field) => (field === undefined || isEmpty(field) ? [] : [reading.rich(field.value)]));
  const hints = texts(sorted.hints);
  const [explanation] = texts([single.get("EXPLAIN")]);
  // Reading a text can be a fault as well.
  if (hasFault(reading)) return undefined;

  const words = wordsOf(prompt);
  const id = givenId ?? context.ids.unique(`${slugOf(words, "question")}-${contentHash(idHashLength, words)}`);
  if (givenId === undefined) reportMissingId(q, id, context);
  const version = faceVersion(prompt, points, scoring, body);
  const base = {
    id,
    version,
    prompt,
    points,
    ...(scoring !== undefined && { scoring }),
    ...(tags.length > 0 && { tags }),
    ...(explanation !== undefined && { explanation }),
    ...(hints.length > 0 && { hints }),
    ...(teaches.length > 0 && { teaches }),
    position: reading.source.position(whole.start, whole.end),
  };
  return withKeyVersion({ ...base, ...body }, keyVersion(version, body));
}

function hasFault(reading: QuestionReading): boolean {
  return reading.isFaulty;
}

/** The question with the version of its key. */
function withKeyVersion(question: Question, version: string): Question {
  question.key.version = version;
  return question;
}

/** What was asked for by `TYPE:`; without it, several indexes make a `multi`, and everything else is a `choice`. */
function readType(fields: readonly Field[], reading: QuestionReading): QuestionType | undefined {
  const field = fields.find(({ name }) => name === "TYPE");
  if (field === undefined) {
    const correct = fields.find(({ name }) => name === "CORRECT");
    return /^[0-9]+\s*,[\s0-9,]*$/.test(reading.valueOf(correct)) ? "multi" : "choice";
  }
  const received = reading.valueOf(field);
  if (isQuestionType(received)) return received;
  const folded = received.toLowerCase().replaceAll(/[^a-z]/g, "");
  const meant = Object.keys(kinds).find((name) => name.toLowerCase() === folded);
  const { start, end } = field.value;
  reading.fault("type-unknown", field.range, {
    message: "There is no such kind of question.",
    expected: Object.keys(kinds).join(", "),
    received: receivedOf(received),
    ...(meant !== undefined && {
      hint: `Did you mean ${meant}?`,
      fix: { title: `Write ${meant}`, edits: [{ start, end, text: meant }] },
    }),
  });
  return undefined;
}

const pointsPattern = /^[0-9]{1,6}(?:\.[0-9]{1,7})?$/;

function readPoints(field: Field | undefined, reading: QuestionReading): number {
  if (field === undefined) return 1;
  const received = reading.valueOf(field);
  const points = pointsPattern.test(received) ? readDecimal(received, 0, Number.MAX_SAFE_INTEGER) : undefined;
  if (points !== undefined) return points;
  reading.fault("points-invalid", field.range, {
    message: "`POINTS:` takes a number.",
    expected: "a number of at least 0 with at most 7 decimals, below 1,000,000",
    received: receivedOf(received),
  });
  return 0;
}

const policies: readonly ScoringPolicy[] = [
  "exact",
  "fractions",
  "edc",
  "halves",
  "coverage",
  "perOptionPenalty",
  "cbm",
];

function readScoring(field: Field | undefined, reading: QuestionReading): ScoringPolicy | undefined {
  if (field === undefined) return undefined;
  const received = reading.valueOf(field);
  const policy = policies.find((one) => one === received);
  if (policy === undefined) {
    reading.fault("scoring-unknown", field.range, {
      message: "There is no such way to score.",
      expected: policies.join(", "),
      received: receivedOf(received),
    });
  }
  return policy;
}

const maxTagLength = 50;

function readTags(field: Field | undefined, reading: QuestionReading): string[] {
  if (field === undefined) return [];
  const tags = commaSeparated(reading.valueOf(field).replaceAll(/\s+/g, " "));
  const wrong = tags.find((tag, index) => tag === "" || tag.length > maxTagLength || tags.indexOf(tag) < index);
  if (wrong === undefined) return tags;
  reading.fault("tags-invalid", field.range, {
    message: "`TAGS:` takes words, separated by commas.",
    expected: `tags of 1 to ${maxTagLength} characters, each once`,
    received: receivedOf(wrong),
  });
  return [];
}

/** `page` and `lesson#page`; the `#` before a page of this lesson goes without saying. */
function readTeaches(field: Field | undefined, reading: QuestionReading): string[] {
  if (field === undefined) return [];
  const pages = commaSeparated(reading.valueOf(field)).map((page) => page.replace(/^#/, ""));
  const wrong = pages.find((page, index) => {
    const parts = page.split("#");
    return parts.length > 2 || !parts.every(isId) || pages.indexOf(page) < index;
  });
  if (wrong === undefined) return pages;
  reading.fault("teaches-invalid", field.range, {
    message: "`TEACHES:` takes the pages that teach what is asked, separated by commas.",
    expected: "`#page` of this lesson or `lesson#page` of another, each once",
    received: receivedOf(wrong),
  });
  return [];
}

function readId(field: Field | undefined, context: QuizContext, reading: QuestionReading): string | undefined {
  if (field === undefined) return undefined;
  const received = reading.valueOf(field);
  if (!isId(received)) {
    reading.fault("question-id-invalid", field.range, {
      message: "This cannot be the id of a question.",
      expected: "1 to 128 letters, digits, dots, dashes and underscores, the first one a letter or digit",
      received: receivedOf(received),
    });
    return undefined;
  }
  if (context.ids.has(received)) {
    reading.fault("id-duplicate", field.range, {
      message: `The id \`${received}\` is taken by an earlier question of this lesson.`,
      expected: "an id of its own for every question",
      received,
    });
    return undefined;
  }
  return context.ids.unique(received);
}

function reportMissingId(q: Field, id: string, { source, reporter, profile, isProfileGiven }: QuizContext): void {
  if (profile !== "strict") return;
  const { end } = q.range;
  reporter.report("question-id-missing", source.position(q.range.start, end), {
    message: "The question has no id of its own, so editing its text loses the answers saved for it.",
    expected: "`ID:` on a line of its own",
    hint: `Add \`ID: ${id}\` after the question.`,
    fix: { title: "Write the id", edits: [{ start: end, end, text: `\nID: ${id}` }] },
    ...(isProfileGiven && { severity: "error" }),
  });
}
