import type { ClozeQuestion, GapKey, TracingQuestion } from "@mlops/schema";
import { findGaps } from "../../quiz/gaps.ts";
import { textToMarkdown } from "../text-to-markdown.ts";
import type { ExportedBody } from "./exported.ts";
import { numberOf } from "./export-number.ts";
import { marked } from "./export-text.ts";
import type { TextDraft } from "./export-text.ts";
import type { Lose } from "./import-text.ts";

const blank = "_____";

/** A text with one gap as a question with a missing word. */
export function toCloze(question: ClozeQuestion, stem: TextDraft, lose: Lose): ExportedBody {
  const { prompt, gaps, key } = question;
  const [gap, ...others] = key.gaps;
  const inText = findGaps(prompt.nodes).found.filter((found) => !found.isInCode && found.gap.id === gap?.id);
  const places = [...prompt.markdown.matchAll(/\{\{([^{}\r\n]{1,500})\}\}/g)].filter(
    ([, inside = ""]) => inside.split(":", 1)[0]?.trim() === gap?.id,
  );
  const [place] = places;
  if (gap === undefined || others.length > 0) return { refused: "GIFT has no question with several gaps." };
  if (place === undefined || places.length > 1 || inText.length !== 1) {
    return { refused: "GIFT has no gap in code." };
  }
  const before = prompt.markdown.slice(0, place.index);
  const tail = prompt.markdown.slice(place.index + place[0].length).trimEnd();
  const text = tail === "" ? { stem: { ...stem, value: before + blank } } : { stem: { ...stem, value: before }, tail };
  const body = gapBody(gap, gaps[0]?.choices ?? [], text, lose);
  if ("refused" in body) return body;
  lose("type-changed", "type", `A text with one gap became a question of the type ${body.type} with a missing word.`);
  if (question.caseSensitive === true) {
    lose("case-dropped", "caseSensitive", "GIFT does not tell upper from lower case.");
  }
  return body;
}

/** What stands around the answers. */
interface Around {
  stem: TextDraft;
  tail?: string;
}

function gapBody(gap: GapKey, choices: readonly string[], around: Around, lose: Lose): ExportedBody {
  if ("number" in gap) return { ...around, type: "numerical", answers: [{ number: numberOf(gap.number, lose) }] };
  if ("choice" in gap) {
    const right = gap.choice;
    const answers = choices.map((choice) => ({ isRight: choice === right, text: marked(textToMarkdown(choice)) }));
    return { ...around, type: "multipleChoice", choices: answers };
  }
  return wordsBody(gap.patterns, around);
}

/** Words to type, as the answers of a question. */
function wordsBody(patterns: readonly string[], around: Around): ExportedBody {
  if (patterns.length > 1 && patterns.some((pattern) => pattern.includes("->"))) {
    return { refused: "In GIFT, several answers with an arrow are pairs." };
  }
  return { ...around, type: "shortAnswer", answers: patterns.map((pattern) => ({ text: marked(pattern) })) };
}

/** What a program prints on one line, as words to type. */
export function toTracing({ key }: TracingQuestion, stem: TextDraft, lose: Lose): ExportedBody {
  const output = key.output?.trim() ?? "";
  if (key.outcome === "fails" || output === "") return { refused: "GIFT has no program that fails or prints nothing." };
  if (/[\r\n]/.test(output)) return { refused: "GIFT has no answer of several lines." };
  // A star means any characters, and no backslash can be told from the one before a star.
  if (output.includes(String.raw`\*`)) return { refused: "GIFT has no answer with a backslash before a star." };
  lose("type-changed", "type", "What a program prints became a question of the type shortAnswer.");
  return wordsBody([output.replaceAll("*", String.raw`\*`)], { stem });
}
