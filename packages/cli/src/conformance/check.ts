import type { Answer, Reply } from "../http/send.ts";
import type { Json } from "../json/parse-json.ts";
import type { Call } from "./call.ts";

export type ProtocolName = "native" | "tensorflow" | "openinference" | "mlflow" | "seldon";

/** What a failed check means: the server breaks the protocol or endangers somebody, or it could be better. */
export type Severity = "must" | "should";

/** What a check is about. */
export type Group = "metadata" | "health" | "predict" | "input" | "binary" | "body" | "http" | "concurrency" | "errors";

/** A server under test, in the words of its protocol. */
export interface Subject {
  readonly protocol: ProtocolName;
  /** As it is shown; `undefined` for the default one. */
  readonly model: string | undefined;
  /** Rows that the server has taken, no two alike; at least one. */
  readonly rows: readonly Json[];
  /** What it answered for each of them alone, as JSON text. */
  readonly answers: readonly string[];
  /** Whether its answers can be read; where not, only their status is looked at, but for the checks of their form. */
  readonly isReadable: boolean;
  /** Whether it answered the same again. */
  readonly isDeterministic: boolean;
  /** Whether a request may have several rows. */
  readonly hasBatches: boolean;
  /** A good request for rows. */
  readonly call: (rows: readonly Json[]) => Call;
  /** What the answer says of each row, as JSON text. @throws AnswerError where it is not of the protocol's form. */
  readonly results: (reply: Reply, rows: readonly Json[]) => readonly string[];
  /** What is not as the protocol has it in an answer with a bad status. */
  readonly errorFault: (reply: Reply) => string | undefined;
  /** Says whether predictions are taken. */
  readonly readiness: Call;
  readonly traits: Traits;
  /** A good request, to the model of a name that stands in the path as it is; none where paths have no model. */
  readonly named?: (name: string) => Call;
  /** The same for a version. */
  readonly versioned?: (version: string) => Call;
  /** A row with a whole number of 64 bits that an output of whole numbers may give back; none where there is no such. */
  readonly bigRow?: (value: bigint) => Json;
}

/** In what protocols differ. */
export interface Traits {
  /** Whether `NaN` and infinite numbers may be taken. */
  readonly nonFinite: boolean;
  /** Content types of a good request, and what becomes of it; `undefined` for a request without one. */
  readonly contentTypes: {
    readonly taken: readonly (string | undefined)[];
    readonly refused: readonly (string | undefined)[];
  };
  /** Whether a body that is no object is refused. */
  readonly takesObjects: boolean;
}

/** What is wrong with an answer. */
export interface Fault {
  readonly expected: string;
  readonly got: string;
  /** Which of the calls; the first by default. */
  readonly at?: number | undefined;
}

/** Why a check does not apply. */
export interface Skip {
  readonly skip: string;
}

/** What a check sends and how it judges the answers. */
export interface Plan {
  /** Sent one stage after the other, the calls of a stage all at once. */
  readonly stages: readonly (readonly Call[])[];
  /** Gets the answers in the order of the calls. */
  judge(answers: readonly Answer[]): Fault | Skip | undefined;
}

/** A case of the suite. */
export interface Check<S extends Subject = Subject> {
  /** Stable: `protocol/name`. */
  readonly id: string;
  /** The claim that the check holds the server to. */
  readonly title: string;
  readonly severity: Severity;
  readonly group: Group;
  plan(subject: S): Plan | Skip;
}

/** A claim about every answer of the run. */
export interface Review {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly group: "errors";
  /** @param isBad - Whether the call may be one that a server has to refuse. */
  review(answer: Answer, subject: Subject, call: Call, isBad: boolean): Omit<Fault, "at"> | undefined;
}

/** A check in a protocol's table, before it has its protocol's name. */
export type NamedCheck<S extends Subject = Subject> = readonly [
  name: string,
  severity: Severity,
  group: Group,
  title: string,
  plan: (subject: S) => Plan | Skip,
];

/** The checks of a table, under the name of a protocol. */
export function checksOf<S extends Subject>(protocol: ProtocolName, table: readonly NamedCheck<S>[]): Check<S>[] {
  return table.map(([name, severity, group, title, plan]) => ({
    id: `${protocol}/${name}`,
    title,
    severity,
    group,
    plan,
  }));
}
