import type { GiftAsked } from "./import-question.ts";
import type { Draft } from "./write.ts";

/** What a question becomes: GIFT, or why there is none. */
export type Exported = Draft<GiftAsked> | { refused: string };

type Common = "id" | "tags" | "generalFeedback";
type WithoutCommon<T> = T extends unknown ? Omit<T, Common> : never;
/** A question without what all have. */
export type ExportedBody = WithoutCommon<Draft<GiftAsked>> | { refused: string };
