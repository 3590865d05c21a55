import type {
  AnswerKey,
  ChoiceKey,
  ClozeKey,
  EssayKey,
  Gap,
  MatchKey,
  MultiKey,
  NumericKey,
  OrderKey,
  PublicQuestion,
  QuestionType,
  ScoringPolicy,
  TextKey,
  TracingKey,
  TrueFalseKey,
  Unit,
} from "@mlops/schema";

interface Base<Type extends QuestionType, Key> {
  readonly type: Type;
  /** What a right answer earns. */
  readonly points: number;
  /** How the parts of an answer add up; without one, the kind decides. */
  readonly scoring?: ScoringPolicy | undefined;
  readonly key: Readonly<Key>;
}

interface Named {
  readonly id: string;
}

/** What grading needs of a choice question. */
export interface GradableChoice extends Base<"choice", ChoiceKey> {
  readonly options: readonly Named[];
}
/** What grading needs of a multi question. */
export interface GradableMulti extends Base<"multi", MultiKey> {
  readonly options: readonly Named[];
  readonly allowEmpty?: true | undefined;
}
/** What grading needs of a true or false question. */
export type GradableTrueFalse = Base<"trueFalse", TrueFalseKey>;
/** What grading needs of a numeric question. */
export interface GradableNumeric extends Base<"numeric", NumericKey> {
  readonly units?: readonly Readonly<Unit>[] | undefined;
}
/** What grading needs of a text question. */
export interface GradableText extends Base<"text", TextKey> {
  readonly caseSensitive?: true | undefined;
}
/** What grading needs of an order question. */
export type GradableOrder = Base<"order", OrderKey>;
/** What grading needs of a match question. */
export interface GradableMatch extends Base<"match", MatchKey> {
  readonly rights: readonly Named[];
}
/** What grading needs of a cloze question. */
export interface GradableCloze extends Base<"cloze", ClozeKey> {
  readonly gaps: readonly Readonly<Gap>[];
  readonly caseSensitive?: true | undefined;
}
/** What grading needs of a tracing question. */
export type GradableTracing = Base<"tracing", TracingKey>;
/** What grading needs of an essay question. */
export type GradableEssay = Base<"essay", EssayKey>;

/** What grading needs of a question of any kind: a union discriminated by `type`. A whole `Question` fits as it is. */
export type Gradable =
  | GradableChoice
  | GradableMulti
  | GradableTrueFalse
  | GradableNumeric
  | GradableText
  | GradableOrder
  | GradableMatch
  | GradableCloze
  | GradableTracing
  | GradableEssay;

/** A question in its two halves, as `split` of `@mlops/schema` gives them. */
export interface GradableHalves {
  readonly public: PublicQuestion;
  readonly key: AnswerKey;
}
