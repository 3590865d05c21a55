import { describe, expectTypeOf, it } from "vitest";
import type {
  AnswerKey,
  PublicQuestion,
  Question,
  QuestionType,
  QuizBlock,
  Responses,
  ScoringPolicy,
  SplitQuestion,
} from "@mlops/schema";
import { compile, compileQuiz, englishPhrases, explain, grade, gradeQuiz, responseLimits } from "@mlops/quiz";
import type {
  CbmPolicy,
  Certainty,
  ExplainPhrases,
  Gradable,
  GradableHalves,
  GradableQuiz,
  Grade,
  Grader,
  InvalidReason,
  PartStatus,
  Policy,
  PolicyName,
  QuizError,
  QuizErrorCode,
  QuizGrade,
  QuizGrader,
  TraceStep,
} from "@mlops/quiz";
import { gradeTries, shuffle } from "@mlops/quiz/attempts";
import type { AttemptPolicy, Try, TriesGrade } from "@mlops/quiz/attempts";

describe("the types", () => {
  it("take a whole question of every kind, and its halves", () => {
    expectTypeOf<Question>().toExtend<Gradable>();
    expectTypeOf<SplitQuestion>().toExtend<GradableHalves>();
    expectTypeOf<{ public: PublicQuestion; key: AnswerKey }>().toExtend<GradableHalves>();
    expectTypeOf<Gradable["type"]>().toEqualTypeOf<QuestionType>();
    expectTypeOf<QuizBlock>().toExtend<GradableQuiz>();
    expectTypeOf<{ questions: SplitQuestion[] }>().toExtend<GradableQuiz>();
    expectTypeOf<{ questions: Gradable[] }>().not.toExtend<GradableQuiz>();
  });

  it("take no public half for a question", () => {
    expectTypeOf<PublicQuestion>().not.toExtend<Gradable>();
    expectTypeOf<AnswerKey>().not.toExtend<Gradable>();
    expectTypeOf<{ public: PublicQuestion }>().not.toExtend<GradableHalves>();
  });

  it("take a question that nobody may change", () => {
    const question = {
      type: "multi",
      points: 1,
      options: [{ id: "a" }, { id: "b" }],
      key: { correct: ["a"] },
    } as const;
    expectTypeOf(grade).parameter(0).toEqualTypeOf<Gradable | GradableHalves>();
    expectTypeOf<Omit<typeof question, "key">>().toExtend<Omit<Extract<Gradable, { type: "multi" }>, "key">>();
  });

  it("take any value for an answer", () => {
    expectTypeOf(grade).parameter(1).toEqualTypeOf<unknown>();
    expectTypeOf<Parameters<Grader>>().toEqualTypeOf<[response: unknown]>();
    expectTypeOf<Parameters<QuizGrader>>().toEqualTypeOf<[responses: unknown]>();
    expectTypeOf<Try["response"]>().toEqualTypeOf<unknown>();
    expectTypeOf<Responses[QuestionType]>().toExtend<Parameters<Grader>[0]>();
  });

  it("give grades", () => {
    expectTypeOf(grade).returns.toEqualTypeOf<Grade>();
    expectTypeOf(compile).returns.toEqualTypeOf<Grader>();
    expectTypeOf(compile).returns.returns.toEqualTypeOf<Grade>();
    expectTypeOf(gradeQuiz).returns.toEqualTypeOf<QuizGrade>();
    expectTypeOf(compileQuiz).returns.returns.toEqualTypeOf<QuizGrade>();
    expectTypeOf(gradeTries).returns.toEqualTypeOf<TriesGrade>();
    expectTypeOf(explain).returns.toEqualTypeOf<string>();
    expectTypeOf(englishPhrases).toEqualTypeOf<ExplainPhrases>();
  });

  it("name every way in which an answer can come out", () => {
    expectTypeOf<Grade["status"]>().toEqualTypeOf<"correct" | "partial" | "incorrect" | "invalid" | "ungraded">();
    expectTypeOf<PartStatus>().toEqualTypeOf<"correct" | "partial" | "incorrect" | "missed" | "avoided">();
    expectTypeOf<InvalidReason>().toEqualTypeOf<
      | "unanswered"
      | "malformed"
      | "unknown-option"
      | "too-many"
      | "duplicate"
      | "incomplete"
      | "too-long"
      | "not-a-number"
      | "unknown-unit"
    >();
    expectTypeOf<Grade["reason"]>().toEqualTypeOf<InvalidReason | undefined>();
    expectTypeOf<TraceStep["step"]>().toEqualTypeOf<
      "invalid" | "manual" | "parts" | "policy" | "bounds" | "certainty" | "penalty" | "best"
    >();
  });

  it("have a policy for every name, and phrases for each", () => {
    expectTypeOf<PolicyName>().toEqualTypeOf<ScoringPolicy | "mapResponse">();
    expectTypeOf<Exclude<Policy, string>["type"]>().toEqualTypeOf<PolicyName>();
    expectTypeOf<Extract<Policy, string>>().toEqualTypeOf<ScoringPolicy>();
    expectTypeOf<keyof ExplainPhrases["policies"]>().toEqualTypeOf<PolicyName>();
    expectTypeOf<keyof ExplainPhrases["invalid"]>().toEqualTypeOf<InvalidReason>();
    expectTypeOf<CbmPolicy["certainty"]>().toEqualTypeOf<Certainty | undefined>();
    expectTypeOf<{ type: "mapResponse" }>().not.toExtend<Policy>();
    expectTypeOf<{ type: "cbm"; base: "cbm" }>().not.toExtend<Policy>();
    expectTypeOf<"mapResponse">().not.toExtend<Policy>();
    expectTypeOf<AttemptPolicy["type"]>().toEqualTypeOf<"deferred" | "immediate" | "adaptive" | "interactive">();
  });

  it("name every fault of a program", () => {
    expectTypeOf<QuizError["code"]>().toEqualTypeOf<QuizErrorCode>();
    expectTypeOf<QuizErrorCode>().toEqualTypeOf<
      "question-type-unknown" | "key-mismatch" | "key-invalid" | "policy-invalid" | "policy-unfit"
    >();
  });

  it("keep the kind of what is shuffled", () => {
    expectTypeOf(shuffle<{ id: string; content: number }>).returns.toEqualTypeOf<{ id: string; content: number }[]>();
  });

  it("say what the limits are", () => {
    expectTypeOf(responseLimits).toEqualTypeOf<{
      readonly number: 80;
      readonly text: 2_000;
      readonly output: 100_000;
      readonly essay: 200_000;
    }>();
  });

  it("let nobody change a grade", () => {
    expectTypeOf<Grade>().toEqualTypeOf<Readonly<Grade>>();
    expectTypeOf<QuizGrade>().toEqualTypeOf<Readonly<QuizGrade>>();
    expectTypeOf<TriesGrade>().toEqualTypeOf<Readonly<TriesGrade>>();
  });
});
