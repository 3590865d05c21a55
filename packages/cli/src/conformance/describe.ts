import type { Answer, Reply } from "../http/send.ts";
import type { Json } from "../json/parse-json.ts";
import { writeJson } from "../json/write-json.ts";
import { AnswerError } from "../predict/dialect.ts";
import type { InputRow } from "../predict/input-row.ts";
import type { Call } from "./call.ts";
import type { Subject } from "./check.ts";
import { describeAnswer, isGood, jsonOfGood } from "./judge.ts";

/** What the caller says of the server. */
export interface Described {
  readonly model: string | undefined;
  /** Rows that the model takes; `undefined` where they are to be made up. */
  readonly examples: readonly Json[] | undefined;
  readonly ask: (call: Call) => Promise<Answer>;
}

/** A server that cannot be tested: it is not there, does not describe itself, or refuses every example. */
export class CannotTest extends Error {
  override readonly name = "CannotTest";
  /** Whether nobody is there. */
  readonly isUnreachable: boolean;

  constructor(message: string, isUnreachable = false) {
    super(message);
    this.isUnreachable = isUnreachable;
  }
}

/** The JSON that a server answers with. @throws CannotTest where it does not. */
export async function ask(described: Described, call: Call, what: string): Promise<Json> {
  const answer = await described.ask(call);
  if (answer.kind === "failure") throw new CannotTest(answer.detail, true);
  const found = jsonOfGood(answer);
  if ("value" in found) return found.value;
  throw new CannotTest(`${call.path} does not describe ${what}: ${describeAnswer(answer)}`);
}

/** A row as the dialects of `mlops predict` take it. */
export function asInput(value: Json, row: number): InputRow {
  return { row, line: row + 1, text: writeJson(value), value };
}

/** A subject whose examples are not known yet. */
export type Undescribed = Omit<Subject, keyof Calibration>;

/** What is known of a server once it has answered examples. */
type Calibration = Pick<Subject, "rows" | "answers" | "isReadable" | "isDeterministic">;

/**
 * The examples that a server takes, with its answers.
 *
 * @throws CannotTest where it takes none.
 */
export async function calibrated(
  { ask: send }: Described,
  candidates: readonly Json[],
  subject: Undescribed,
): Promise<Calibration> {
  const taken: { row: Json; answer: string | undefined }[] = [];
  const seen = new Set<string>();
  let refusal = "it has no inputs";
  for (const row of candidates) {
    const text = writeJson(row);
    if (seen.has(text)) continue;
    seen.add(text);
    const answer = await send(subject.call([row]));
    if (answer.kind === "failure" && answer.reason === "unreachable") throw new CannotTest(answer.detail, true);
    if (isGood(answer)) taken.push({ row, answer: readAnswer(subject, answer, row) });
    else refusal = describeAnswer(answer);
  }
  const [first] = taken;
  if (first === undefined) throw new CannotTest(`the server takes no example; give one with --input: ${refusal}`);
  const again = await send(subject.call([first.row]));
  return {
    rows: taken.map(({ row }) => row),
    answers: taken.map(({ answer = "" }) => answer),
    isReadable: taken.every(({ answer }) => answer !== undefined),
    isDeterministic: isGood(again) && readAnswer(subject, again, first.row) === first.answer,
  };
}

function readAnswer(subject: Undescribed, answer: Reply, row: Json): string | undefined {
  try {
    return subject.results(answer, [row]).join();
  } catch (error) {
    if (error instanceof AnswerError) return undefined;
    throw error;
  }
}
