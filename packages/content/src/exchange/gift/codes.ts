import type { Severity } from "@mlops/schema";

/** What reading GIFT can report, with its severity. */
export const giftCodes: Readonly<Record<GiftCode, Severity>> = {
  "gift-text-too-long": "error",
  "gift-items-too-many": "error",
  "gift-category-empty": "error",
  "gift-category-not-alone": "warning",
  "gift-title-unclosed": "error",
  "gift-stem-empty": "error",
  "gift-brace-missing": "error",
  "gift-brace-unexpected": "error",
  "gift-answer-empty": "error",
  "gift-answers-too-few": "error",
  "gift-answers-too-many": "error",
  "gift-text-before-answer": "error",
  "gift-weight-invalid": "error",
  "gift-number-invalid": "error",
  "gift-pair-invalid": "error",
  "gift-general-feedback-repeated": "warning",
  "gift-truth-value-case": "warning",
  "gift-id-repeated": "warning",
};

/** The code of a finding about GIFT. */
export type GiftCode =
  | "gift-text-too-long"
  | "gift-items-too-many"
  | "gift-category-empty"
  | "gift-category-not-alone"
  | "gift-title-unclosed"
  | "gift-stem-empty"
  | "gift-brace-missing"
  | "gift-brace-unexpected"
  | "gift-answer-empty"
  | "gift-answers-too-few"
  | "gift-answers-too-many"
  | "gift-text-before-answer"
  | "gift-weight-invalid"
  | "gift-number-invalid"
  | "gift-pair-invalid"
  | "gift-general-feedback-repeated"
  | "gift-truth-value-case"
  | "gift-id-repeated";
