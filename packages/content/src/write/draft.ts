import type { JsonValue, Lesson, Question, QuestionType, QuizBlock } from "@mlops/schema";

/** What reading adds: where something stands, what it was parsed into, and hashes over it. */
type Added = "position" | "nodes" | "version";

/**
 * What a part of a lesson is before it is text: the same without positions, trees and versions. A question may do without
 * an `id`. A whole part is a draft as well.
 *
 * @example
 * const quiz: Draft<QuizBlock> = { kind: "quiz", id: "check", questions: [], unreadable: [] };
 */
export type Draft<T> = T extends JsonValue | undefined
  ? T
  : T extends readonly unknown[]
    ? { [Index in keyof T]: Draft<T[Index]> }
    : T extends { prompt: unknown }
      ? DraftFields<T, Added | "id"> & { id?: string | undefined }
      : DraftFields<T, Added>;

type DraftFields<T, Left extends string> = { [Key in keyof T as Key extends Left ? never : Key]: Draft<T[Key]> };

/**
 * A lesson before it is text. The title of a page is that of its first heading, or else its first line: it is made from the
 * blocks when the text is read again.
 */
export type LessonDraft = Draft<Lesson>;

/** A quiz before it is text. */
export type QuizDraft = Draft<QuizBlock>;

/** A question before it is text. Ids of options only connect them with the key: in a text they are made from their words. */
export type QuestionDraft = Draft<Question>;

/** A question of one kind before it is text. */
export type QuestionDraftOf<Type extends QuestionType> = Extract<QuestionDraft, { type: Type }>;
