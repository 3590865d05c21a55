/** In a class of a regular expression: characters that show nothing, and spaces that are none to Markdown. */
export const unseen = "\\u00A0\\u00AD\\u1680\\u2000-\\u200F\\u202F\\u205F-\\u2064\\u3000\\uFEFF";

const onlyUnseen = new RegExp(`^[\\s${unseen}]*$`, "u");

/** Whether a text shows nothing. */
export function isUnseen(text: string): boolean {
  return onlyUnseen.test(text);
}

/** In such a class: dashes and what looks like one. */
export const dashes = "\\-\\u2010-\\u2015\\u2212\\uFE58\\uFE63\\uFF0D";

/** Letters of other scripts by the capital that they look like. */
const capitals: Readonly<Record<string, string>> = {
  A: "\u0410\u0391",
  B: "\u0412\u0392",
  C: "\u0421\u03F9",
  E: "\u0415\u0395",
  F: "\u03DC",
  G: "\u050C",
  H: "\u041D\u0397",
  I: "\u0406\u0399",
  K: "\u041A\u039A",
  M: "\u041C\u039C",
  N: "\u039D",
  O: "\u041E\u039F",
  P: "\u0420\u03A1",
  Q: "\u051A",
  R: "\u13A1",
  S: "\u0405",
  T: "\u0422\u03A4",
  X: "\u0425\u03A7",
  Y: "\u04AE\u03A5",
  Z: "\u0396",
};
const latin: ReadonlyMap<string, string> = new Map(
  Object.entries(capitals).flatMap(([letter, others]) => Array.from(others, (other) => [other, letter] as const)),
);

/** The text in Latin capitals, also where its letters only look like them. */
export function inCapitals(text: string): string {
  return text.toUpperCase().replaceAll(/[^\u0000-\u007F]/gu, (character) => latin.get(character) ?? character);
}
