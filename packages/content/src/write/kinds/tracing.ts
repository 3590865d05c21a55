import { fenced } from "../code-fence.ts";
import { wordField } from "../field.ts";
import { withLineFeeds } from "../line-ends.ts";
import { hiddenAfter } from "../open-block.ts";
import type { KindWriter } from "./table.ts";

export const tracing: KindWriter<"tracing"> = ({ key: { outcome, output = "" } }) => {
  const text = withLineFeeds(output);
  return [
    wordField("TYPE", "tracing"),
    outcome === "fails"
      ? { name: "CORRECT", attributes: ["fails"], value: { lines: [] } }
      : isWords(text)
        ? wordField("CORRECT", text)
        : { name: "CORRECT", value: { markdown: fenced(text, "text") } },
  ];
};

/** Whether an output is read as it is without a fence. */
function isWords(output: string): boolean {
  const isLine = output !== "" && output === output.trim() && !/[\r\n]/.test(output);
  return isLine && !/^(?:```|~~~)|[A-Z](?:\{[^}]*\})?:|---/.test(output) && hiddenAfter("", output) === undefined;
}
