import type { MarkdownNode } from "@mlops/schema";
import { reportMissing } from "../indexes.ts";
import type { Kind, QuestionBody } from "../kind.ts";
import { isEmpty } from "../question-context.ts";

/** "What does this program print?" */
export const tracing: Kind = {
  fields: ["CORRECT"],
  attributes: ["CORRECT.fails"],
  read({ prompt, correct, flags, whole }, reading): QuestionBody<"tracing"> | undefined {
    if (!hasCode(prompt.nodes)) {
      reading.fault("program-missing", whole, {
        message: "The prompt holds no program.",
        expected: "a code block in the prompt",
      });
    }
    if (correct === undefined) {
      return reportMissing(whole, "`CORRECT:` with what the program prints, or `CORRECT{fails}:`", reading);
    }
    if (flags.has("CORRECT.fails")) {
      if (!isEmpty(correct)) {
        reading.fault("output-unexpected", correct.range, {
          message: "A program that fails is not asked for its output.",
          expected: "nothing after `CORRECT{fails}:`",
          received: reading.valueOf(correct),
        });
      }
      return reading.isFaulty ? undefined : { type: "tracing", key: { outcome: "fails" } };
    }
    if (isEmpty(correct)) {
      reading.fault("output-missing", correct.range, {
        message: "It is not said what the program prints.",
        expected: "the output; for a program that prints nothing, an empty code fence",
      });
    }
    if (reading.isFaulty) return undefined;
    const { nodes } = reading.rich(correct.value);
    const [first] = nodes;
    const isFence = nodes.length === 1 && first?.type === "code";
    const output = isFence ? (first.value ?? "") : reading.valueOf(correct);
    return { type: "tracing", key: { outcome: "prints", output } };
  },
};

function hasCode(nodes: readonly MarkdownNode[]): boolean {
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "code" || node.type === "inlineCode") return true;
    pending.push(...(node.children ?? []));
  }
  return false;
}
