import type {
  CodeBlock,
  LabBlock,
  Lesson,
  Page,
  ProseBlock,
  PublicQuestion,
  PublicText,
  QuizBlock,
} from "@mlops/schema";
import { publicText, split } from "@mlops/schema";

/** A part of a page as a learner may see it before answering. */
export type PublicBlock =
  | ({ kind: ProseBlock["kind"] } & PublicText)
  | Omit<CodeBlock, "position">
  | Omit<LabBlock, "position">
  | (Pick<QuizBlock, "kind" | "id" | "pass" | "shuffle"> & {
      title?: PublicText;
      intro?: PublicText;
      questions: PublicQuestion[];
    });

/** A lesson without keys, without what could not be read, which may hold keys, and without positions. */
export interface PublicLesson extends Omit<Lesson, "pages"> {
  pages: (Pick<Page, "id" | "title"> & { blocks: PublicBlock[] })[];
}

/** The side of a lesson that a learner may see before answering. */
export function publicLesson({ pages, ...about }: Lesson): PublicLesson {
  return { ...about, pages: pages.map(({ id, title, blocks }) => ({ id, title, blocks: blocks.map(publicBlock) })) };
}

function publicBlock(block: Lesson["pages"][number]["blocks"][number]): PublicBlock {
  switch (block.kind) {
    case "prose":
      return { kind: block.kind, ...publicText(block) };
    case "code":
    case "lab": {
      // Positions would tell how long the hidden text between two blocks is.
      const { position: _, ...rest } = block;
      return rest;
    }
    case "quiz": {
      const { kind, id, title, intro, pass, shuffle, questions } = block;
      return {
        kind,
        id,
        ...(title !== undefined && { title: publicText(title) }),
        ...(intro !== undefined && { intro: publicText(intro) }),
        ...(pass !== undefined && { pass }),
        ...(shuffle !== undefined && { shuffle }),
        questions: questions.map((question) => split(question).public),
      };
    }
  }
}
