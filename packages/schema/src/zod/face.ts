import * as z from "zod/mini";
import type { Gap, Option, QuestionType, ScoringPolicy, Unit } from "../question.ts";
import { amount, decimal, identifier, line, text } from "./leaf.ts";

type Optional<T> = z.ZodMiniOptional<z.ZodMiniType<T>>;

/** What every kind of question shows. */
interface CommonFields<Type extends QuestionType, Text> {
  type: z.ZodMiniLiteral<Type>;
  id: z.ZodMiniType<string>;
  version: z.ZodMiniType<string>;
  prompt: z.ZodMiniType<Text>;
  points: z.ZodMiniType<number>;
  scoring: Optional<ScoringPolicy>;
  tags: Optional<string[]>;
}

type Options<Text> = z.ZodMiniType<Option<Text>[]>;
type Yes = Optional<true>;

interface FaceFields<Text> {
  choice: CommonFields<"choice", Text> & { options: Options<Text> };
  multi: CommonFields<"multi", Text> & { options: Options<Text>; allowEmpty: Yes };
  trueFalse: CommonFields<"trueFalse", Text>;
  numeric: CommonFields<"numeric", Text> & { units: Optional<Unit[]> };
  text: CommonFields<"text", Text> & { caseSensitive: Yes };
  order: CommonFields<"order", Text> & { items: Options<Text> };
  match: CommonFields<"match", Text> & { lefts: Options<Text>; rights: Options<Text> };
  cloze: CommonFields<"cloze", Text> & { gaps: z.ZodMiniType<Gap[]>; caseSensitive: Yes };
  tracing: CommonFields<"tracing", Text>;
  essay: CommonFields<"essay", Text>;
}

const yes: Yes = z.optional(z.literal(true));
const texts = z.array(text);

/** The fields of the public side of every kind, for texts with or without places. */
export function faceFields<Text>(content: z.ZodMiniType<Text>): FaceFields<Text> {
  const common = {
    id: identifier,
    version: identifier,
    prompt: content,
    points: amount,
    scoring: z.optional(z.literal(["exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty", "cbm"])),
    tags: z.optional(z.array(line)),
  };
  const list = z.array(z.strictObject({ id: identifier, content, pinned: yes }));
  const gaps = z.array(
    z.strictObject({
      id: identifier,
      kind: z.literal(["text", "number", "choice"]),
      choices: z.optional(texts),
    }),
  );
  const units = z.optional(z.array(z.strictObject({ name: line, factor: decimal })));
  return {
    choice: { type: z.literal("choice"), ...common, options: list },
    multi: { type: z.literal("multi"), ...common, options: list, allowEmpty: yes },
    trueFalse: { type: z.literal("trueFalse"), ...common },
    numeric: { type: z.literal("numeric"), ...common, units },
    text: { type: z.literal("text"), ...common, caseSensitive: yes },
    order: { type: z.literal("order"), ...common, items: list },
    match: { type: z.literal("match"), ...common, lefts: list, rights: list },
    cloze: { type: z.literal("cloze"), ...common, gaps, caseSensitive: yes },
    tracing: { type: z.literal("tracing"), ...common },
    essay: { type: z.literal("essay"), ...common },
  };
}
