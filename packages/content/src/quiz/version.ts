import type { RichText } from "@mlops/schema";
import { contentHash } from "../parse/ids.ts";
import type { QuestionBody } from "./kind.ts";
import { wordsOf } from "./words.ts";

const versionLength = 16;

/** The hash over what a learner sees before answering; see `QuestionFace.version`. */
export function faceVersion(prompt: RichText, points: number, scoring: string | undefined, body: QuestionBody): string {
  return contentHash(versionLength, body.type, wordsOf(prompt), String(points), scoring ?? "", ...faceParts(body));
}

/** The hash over that and the key, without what is only said about answers; see `KeyBase.version`. */
export function keyVersion(version: string, { key }: QuestionBody): string {
  const withoutTexts = JSON.stringify(key, (name, value: unknown) => (textFields.has(name) ? undefined : value));
  return contentHash(versionLength, version, withoutTexts);
}

const textFields: ReadonlySet<string> = new Set(["feedback", "otherwise"]);

function faceParts(body: QuestionBody): string[] {
  switch (body.type) {
    case "choice":
      return optionParts(body.options);
    case "multi":
      return [body.allowEmpty === true ? "empty" : "", ...optionParts(body.options)];
    case "numeric":
      return [JSON.stringify(body.units ?? [])];
    case "text":
      return [body.caseSensitive === true ? "case" : ""];
    case "order":
      return optionParts(body.items);
    case "match":
      return [...optionParts(body.lefts), "->", ...optionParts(body.rights)];
    case "cloze":
      return [body.caseSensitive === true ? "case" : "", JSON.stringify(body.gaps)];
    case "trueFalse":
    case "tracing":
    case "essay":
      return [];
  }
}

function optionParts(options: readonly { content: RichText; pinned?: true | undefined }[]): string[] {
  return options.flatMap(({ content, pinned }) => [wordsOf(content), pinned === true ? "pinned" : ""]);
}
