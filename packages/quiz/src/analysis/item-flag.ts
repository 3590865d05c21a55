/** Something remarkable about an item: a union discriminated by `code`, with the numbers behind it. */
export type ItemFlag =
  /** Every attempt has the same points for it. */
  | { readonly code: "no-variance" }
  /** There are fewer answers than `limits.fewAttempts`, while there are enough attempts. */
  | { readonly code: "few-answers"; readonly answered: number; readonly limit: number }
  | { readonly code: "too-easy"; readonly facility: number; readonly limit: number }
  | { readonly code: "too-hard"; readonly facility: number; readonly limit: number }
  /** Those who earn more for the rest earn less for this item: the key is likely wrong, or the question misleads. */
  | { readonly code: "negative-correlation"; readonly correlation: number }
  /** The item says little about who knows more; not below 0. */
  | { readonly code: "weak-correlation"; readonly correlation: number; readonly limit: number }
  /** A wrong option draws the better learners more than any key does: it is likely the key, or one too. */
  | {
      readonly code: "distractor-beats-key";
      readonly optionId: string;
      readonly correlation: number;
      /** The highest of the keys; `null` where everyone or nobody chose them. */
      readonly keyCorrelation: number | null;
    }
  /** One of several right options draws the weaker learners. */
  | { readonly code: "key-negative"; readonly optionId: string; readonly correlation: number }
  /** A wrong option draws the better learners, though less than a key does. */
  | {
      readonly code: "distractor-positive";
      readonly optionId: string;
      readonly correlation: number;
      readonly limit: number;
    }
  /** Hardly anybody chooses a wrong option, so it could be left out. */
  | { readonly code: "dead-distractor"; readonly optionId: string; readonly share: number; readonly limit: number };
