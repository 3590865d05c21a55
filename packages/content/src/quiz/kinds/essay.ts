import type { Kind, QuestionBody } from "../kind.ts";

/** A free answer that no program grades. */
export const essay: Kind = {
  fields: [],
  attributes: [],
  isUngraded: true,
  read: (): QuestionBody<"essay"> => ({ type: "essay", key: {} }),
};
