import { readAttributes } from "../parse/attributes.ts";
import type { Attribute } from "../parse/attributes.ts";
import type { Range } from "../parse/source.ts";
import type { FieldName } from "./field-names.ts";
import type { Answer, Kind, QuestionFields } from "./kind.ts";
import type { QuestionReading } from "./question-context.ts";
import type { Field } from "./scan-fields.ts";

/** The fields of a question by their names, with what belongs to what. */
export interface SortedFields extends Omit<QuestionFields, "prompt"> {
  /** Every field that may stand once. */
  single: ReadonlyMap<FieldName, Field>;
  hints: Field[];
}

const repeatable: ReadonlySet<FieldName> = new Set<FieldName>(["A", "FEEDBACK", "HINT"]);

/** The fields that every kind of question takes. */
const commonFields: readonly FieldName[] = [
  "Q",
  "TYPE",
  "ID",
  "POINTS",
  "SCORING",
  "TAGS",
  "TEACHES",
  "HINT",
  "EXPLAIN",
];

/** Sorts the fields of a question, the first of which is `Q:`, and reports those that do not fit in. */
export function sortFields(fields: readonly Field[], type: string, kind: Kind, reading: QuestionReading): SortedFields {
  const single = new Map<FieldName, Field>();
  const answers: Answer[] = [];
  const hints: Field[] = [];
  const flags = new Set<string>();
  const feedbackFor: QuestionFields["feedbackFor"] = { true: undefined, false: undefined };
  let otherwise: Field | undefined;
  let previous: Field | undefined;

  for (const field of fields) {
    const before = previous;
    previous = field;
    if (field.isGlued) reading.fault("field-unknown", field.range, gluedFinding(field));
    if (!commonFields.includes(field.name) && !kind.fields.includes(field.name)) {
      reportUnfit(field, type, reading);
      continue;
    }
    const attributes = attributesOf(field, kind, reading);
    for (const { name } of attributes) flags.add(`${field.name}.${name}`);
    if (!repeatable.has(field.name)) {
      if (single.has(field.name)) reportDuplicate(field, reading);
      else single.set(field.name, field);
    } else if (field.name === "HINT") {
      hints.push(field);
    } else if (field.name === "A") {
      const named = (name: string): Attribute | undefined => attributes.find((attribute) => attribute.name === name);
      answers.push({
        field,
        weight: named("weight")?.value,
        tolerance: named("tolerance")?.value,
        isPinned: named("pin") !== undefined,
        feedback: undefined,
      });
    } else if (attributes.length > 0) {
      const side = attributes[0]?.name === "true" ? "true" : "false";
      if (feedbackFor[side] === undefined) feedbackFor[side] = field;
      else reportDuplicate(field, reading);
    } else if (before?.name === "A") {
      const answer = answers.at(-1);
      if (answer !== undefined) answer.feedback = field;
    } else if (answers.length === 0 && otherwise === undefined) {
      otherwise = field;
    } else {
      reading.fault("field-misplaced", field.range, {
        message: "It is not clear which answer this feedback is for.",
        expected: "`FEEDBACK:` right after its `A:`, or once before the first one for when no answer fits",
      });
    }
  }
  return {
    single,
    hints,
    answers,
    correct: single.get("CORRECT"),
    units: single.get("UNITS"),
    tolerance: single.get("TOLERANCE"),
    otherwise,
    feedbackFor,
    flags,
    whole: wholeOf(fields),
  };
}

function wholeOf(fields: readonly Field[]): Range {
  return { start: fields[0]?.range.start ?? 0, end: fields.at(-1)?.range.end ?? 0 };
}

/** The attributes of a field that its kind takes; the others are reported. */
function attributesOf(field: Field, kind: Kind, reading: QuestionReading): Attribute[] {
  if (field.attributes === undefined) return [];
  const known = kind.attributes.filter((name) => name.startsWith(`${field.name}.`));
  const seen = new Set<string>();
  return readAttributes(field.attributes, reading.source).filter(({ name, value, range }) => {
    const takesValue = name === "weight" || name === "tolerance";
    const fits = known.includes(`${field.name}.${name}`) && (value !== undefined) === takesValue && !seen.has(name);
    seen.add(name);
    if (fits) return true;
    reading.fault("attribute-unknown", range, {
      message: `\`${field.name}:\` has no such attribute in this kind of question.`,
      expected: known.length === 0 ? "no attributes" : known.map((one) => one.slice(field.name.length + 1)).join(", "),
      received: reading.source.text.slice(range.start, range.end),
    });
    return false;
  });
}

function reportUnfit(field: Field, type: string, reading: QuestionReading): void {
  reading.fault("field-not-for-type", field.range, {
    message: `A question of the type ${type} takes no \`${field.name}:\`.`,
    expected: "a field of this type, or another `TYPE:`",
    received: `${field.name}:`,
  });
}

function reportDuplicate(field: Field, reading: QuestionReading): void {
  reading.fault("field-duplicate", field.range, {
    message: `The question has \`${field.name}:\` twice.`,
    expected: "one of each per question",
    hint: "Start the next question with `Q:` on a line of its own.",
  });
}

/** What to say about a field whose colon no white space follows. */
export function gluedFinding({ name }: Field): { message: string; expected: string; hint: string } {
  return {
    message: `No space follows \`${name}:\`, so it is not certain that it starts a field.`,
    expected: `\`${name}:\`, a space and a value`,
    hint: `Put a space after the colon; or, if this is text, do not let its line start with \`${name}:\`.`,
  };
}
