import { checksOf } from "./check.ts";
import type { Check, Group, ProtocolName, Review, Severity, Subject } from "./check.ts";
import { bodyChecks, textForNumber } from "./common/bodies.ts";
import { contentTypeTaken, httpChecks } from "./common/http.ts";
import { predictionChecks } from "./common/predictions.ts";
import { reviewsOf } from "./common/reviews.ts";
import type { Described } from "./describe.ts";
import { mlflowChecks } from "./mlflow/checks.ts";
import { mlflowSubject } from "./mlflow/subject.ts";
import { nativeChecks } from "./native/checks.ts";
import { nativeSubject } from "./native/subject.ts";
import { answerChecks } from "./openinference/answers.ts";
import { binaryChecks } from "./openinference/binary.ts";
import { inputChecks } from "./openinference/inputs.ts";
import { openInferenceSubject } from "./openinference/subject.ts";
import { seldonChecks } from "./seldon/checks.ts";
import { seldonSubject } from "./seldon/subject.ts";
import { answerChecks as tensorflowAnswers } from "./tensorflow/answers.ts";
import { inputChecks as tensorflowInputs } from "./tensorflow/inputs.ts";
import { tensorflowSubject } from "./tensorflow/subject.ts";

/** What is known of a check without a server. */
export interface CheckInfo {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly group: Group;
}

/** A check with its subject, ready to be planned. */
export interface ReadyCheck extends CheckInfo {
  plan(): ReturnType<Check["plan"]>;
}

/** A protocol's checks. */
export interface Suite {
  readonly protocol: ProtocolName;
  /** Every check, in the order in which they are run; what all answers are held to comes last. */
  readonly infos: readonly CheckInfo[];
  /** Gets to know a server. @throws CannotTest */
  prepare(described: Described): Promise<{ readonly subject: Subject; readonly checks: readonly ReadyCheck[] }>;
  readonly reviews: readonly Review[];
}

function suite<S extends Subject>(
  protocol: ProtocolName,
  own: readonly Check<S>[],
  severities: { readonly strictNumbers: Severity; readonly contentTypes: Severity },
  subjectOf: (described: Described) => Promise<S>,
): Suite {
  const common = checksOf(protocol, [
    ...predictionChecks,
    ...bodyChecks,
    ["body-text-for-number", severities.strictNumbers, "body", "refuses a text where a number belongs", textForNumber],
    ...httpChecks,
    [
      "content-type-taken",
      severities.contentTypes,
      "http",
      "takes the content types that its clients send",
      contentTypeTaken,
    ],
  ]);
  const checks: readonly Check<S>[] = [...own, ...common];
  const reviews = reviewsOf(protocol);
  return {
    protocol,
    infos: [...checks, ...reviews].map(({ id, title, severity, group }) => ({ id, title, severity, group })),
    reviews,
    async prepare(described) {
      const subject = await subjectOf(described);
      const ready = checks.map((check) => ({ ...check, plan: () => check.plan(subject) }));
      return { subject, checks: ready };
    },
  };
}

/** The checks of every protocol. */
export const suites: Readonly<Record<ProtocolName, Suite>> = {
  native: suite(
    "native",
    checksOf("native", nativeChecks),
    { strictNumbers: "must", contentTypes: "must" },
    nativeSubject,
  ),
  tensorflow: suite(
    "tensorflow",
    checksOf("tensorflow", [...tensorflowAnswers, ...tensorflowInputs]),
    { strictNumbers: "must", contentTypes: "must" },
    tensorflowSubject,
  ),
  openinference: suite(
    "openinference",
    checksOf("openinference", [...answerChecks, ...inputChecks, ...binaryChecks]),
    { strictNumbers: "must", contentTypes: "should" },
    openInferenceSubject,
  ),
  mlflow: suite(
    "mlflow",
    checksOf("mlflow", mlflowChecks),
    { strictNumbers: "should", contentTypes: "must" },
    mlflowSubject,
  ),
  seldon: suite(
    "seldon",
    checksOf("seldon", seldonChecks),
    { strictNumbers: "should", contentTypes: "should" },
    seldonSubject,
  ),
};
