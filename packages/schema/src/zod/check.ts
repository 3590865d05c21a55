import type * as z from "zod/mini";
import type { KeyBase, Option, Question } from "../question.ts";

/** One thing that is wrong with a question as a whole. */
interface Issue {
  path: (string | number)[];
  message: string;
}

/** What no single field of a question can show: that its two sides fit together. */
export function checkQuestion(context: z.core.ParsePayload<Question>): void {
  for (const { path, message } of issuesOf(context.value)) {
    context.issues.push({ code: "custom", path, message, input: context.value });
  }
}

function issuesOf(question: Question): Issue[] {
  switch (question.type) {
    case "choice":
      return [
        ...listIssues("options", question.options),
        ...perOptionIssues(question.options, question.key),
        ...unless(has(question.options, question.key.correct), ["key", "correct"], "The key must name an option"),
      ];
    case "multi":
      return [
        ...listIssues("options", question.options),
        ...perOptionIssues(question.options, question.key),
        ...unless(
          question.key.correct.every((id) => has(question.options, id)) && areDistinct(question.key.correct),
          ["key", "correct"],
          "The key must name options, each once",
        ),
      ];
    case "order":
      return [
        ...listIssues("items", question.items),
        ...unless(
          question.key.order.length === question.items.length &&
            areDistinct(question.key.order) &&
            question.key.order.every((id) => has(question.items, id)),
          ["key", "order"],
          "The key must name every item once",
        ),
      ];
    case "match":
      return [
        ...listIssues("lefts", question.lefts),
        ...listIssues("rights", question.rights, 1),
        ...unless(
          question.key.pairs.length === question.lefts.length &&
            question.key.pairs.every(
              ([left, right], index) => left === question.lefts[index]?.id && has(question.rights, right),
            ),
          ["key", "pairs"],
          "The key must have a pair for every left, in order",
        ),
      ];
    case "cloze":
      return [
        ...listIssues("gaps", question.gaps, 1),
        ...question.gaps.flatMap(({ id, kind, choices = [] }, index) => {
          const key = question.key.gaps[index];
          const fits =
            key?.id === id &&
            question.key.gaps.length === question.gaps.length &&
            (kind === "text" ? "patterns" in key : kind === "number" ? "number" in key : isOneOf(key, choices));
          return unless(fits, ["key", "gaps", index], "The key must have what goes into every gap, in order");
        }),
      ];
    case "numeric":
    case "text":
      return unless(question.key.answers.length > 0, ["key", "answers"], "The key must accept an answer");
    case "tracing":
      return unless(
        (question.key.outcome === "prints") === (question.key.output !== undefined),
        ["key", "output"],
        "A program that prints has an output, one that fails has none",
      );
    case "trueFalse":
    case "essay":
      return [];
  }
}

function isOneOf(key: object, choices: readonly string[]): boolean {
  return "choice" in key && choices.some((choice) => choice === key.choice);
}

const has = (options: readonly { id: string }[], id: string): boolean => options.some((option) => option.id === id);

const areDistinct = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;

const unless = (isRight: boolean, path: Issue["path"], message: string): Issue[] =>
  isRight ? [] : [{ path, message }];

function listIssues(name: string, list: readonly { id: string }[], least = 2): Issue[] {
  return [
    ...unless(list.length >= least, [name], `There must be ${least} or more`),
    ...unless(areDistinct(list.map(({ id }) => id)), [name], "Their ids must differ"),
  ];
}

function perOptionIssues(
  options: readonly Option[],
  { feedback = {}, weights = {} }: KeyBase & { feedback?: object | undefined; weights?: object | undefined },
): Issue[] {
  return Object.entries({ feedback, weights }).flatMap(([name, record]) =>
    Object.keys(record).flatMap((id) => unless(has(options, id), ["key", name, id], "There is no such option")),
  );
}
