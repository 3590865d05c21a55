import type { Position } from "@mlops/schema";

/** Something that the target of a conversion cannot hold, or holds in another way. */
export interface Loss {
  /** Stable identifier, for example `title-dropped`. */
  code: string;
  /** The field that is not what it was, as the lesson's types name it (`hints`, `key.feedback`), or the source's own name. */
  field: string;
  /** One sentence for a person. */
  message: string;
  /** The id of the question, where the loss is in one. */
  question?: string | undefined;
  /** Where it stands in the text that was converted. */
  position?: Position | undefined;
}

/** What a conversion gives: the value, and everything that it could not carry over. */
export interface Exchange<T> {
  value: T;
  losses: Loss[];
}
