import type { GiftItem, GiftReply, GiftText } from "../src/exchange/gift/syntax.ts";
import type { GiftResult } from "../src/exchange/gift/parse.ts";

/** What was read, one line for every part, so that it can be compared with what a person expects. */
export function outlineOf({ items, diagnostics }: GiftResult): string {
  const findings = diagnostics.map(({ code, position: { start } }) => `-- ${start.line}:${start.column} ${code}`);
  return [...items.flatMap(linesOf), ...findings].map((line) => `${line}\n`).join("");
}

function linesOf(item: GiftItem): string[] {
  const { line, column } = item.position.start;
  const place = `${line}:${column} ${item.type}`;
  if (item.type === "category") return [`${place} ${item.path}`];
  if (item.type === "unsupported") return [`${place} ${item.reason} ${JSON.stringify(item.source)}`];
  const words = [
    place,
    ...(item.id === undefined ? [] : [`id=${item.id}`]),
    ...(item.tags.length === 0 ? [] : [`tags=${item.tags.join("|")}`]),
    ...(item.title === undefined ? [] : [`(${item.title})`]),
    text(item.stem),
  ];
  if (item.type === "description") return [words.join(" ")];
  if (item.tail !== undefined) words.push("___", JSON.stringify(item.tail));
  if (item.type === "trueFalse") words.push(String(item.isTrue));
  const general = item.generalFeedback === undefined ? [] : [`general # ${text(item.generalFeedback)}`];
  return [words.join(" "), ...[...answersOf(item), ...general].map((answer) => `  ${answer}`)];
}

function answersOf(item: GiftItem): string[] {
  switch (item.type) {
    case "trueFalse":
      return [
        ...(item.wrongFeedback === undefined ? [] : [`wrong # ${text(item.wrongFeedback)}`]),
        ...(item.rightFeedback === undefined ? [] : [`right # ${text(item.rightFeedback)}`]),
      ];
    case "multipleChoice":
      return item.choices.map((choice) => reply(choice.isRight ? "=" : "~", choice, text(choice.text)));
    case "shortAnswer":
      return item.answers.map((answer) => reply("=", answer, text(answer.text)));
    case "numerical": {
      const numbers = item.answers.map((answer) => {
        const { number } = answer;
        const tolerance = "value" in number && number.tolerance !== undefined ? `:${number.tolerance}` : "";
        return reply("", answer, "min" in number ? `${number.min}..${number.max}` : number.value + tolerance);
      });
      return [...numbers, ...(item.otherwise === undefined ? [] : [`otherwise # ${text(item.otherwise)}`])];
    }
    case "matching":
      return item.pairs.map(({ left, right }) => `${left === undefined ? "" : `${text(left)} `}-> ${text(right)}`);
    default:
      return [];
  }
}

function text({ value, format }: GiftText): string {
  return (format === undefined ? "" : `[${format}]`) + JSON.stringify(value);
}

function reply(mark: string, { weight, feedback }: GiftReply, words: string): string {
  const parts = [mark, weight === undefined ? "" : `%${weight}%`, words];
  return [...parts.filter((part) => part !== ""), ...(feedback === undefined ? [] : ["#", text(feedback)])].join(" ");
}
