import type { MarkdownNode, Option, Question, QuestionResponse, QuestionType, RichText } from "@mlops/schema";

const position = { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };

/** Rich text of one node. */
export const rich = (...nodes: MarkdownNode[]): RichText => ({ markdown: "", nodes, position });

/** One paragraph of plain words. */
export const words = (value: string): RichText => rich({ type: "paragraph", children: [{ type: "text", value }] });

const option = (id: string, value = id): Option => ({ id, content: words(value) });
const face = (
  id: string,
  prompt: string,
): { id: string; version: string; prompt: RichText; points: number; position: typeof position } => ({
  id,
  version: "v1",
  prompt: words(prompt),
  points: 2,
  position,
});

/** One question of every kind; texts are in capitals, so that they are told from words of the user interface. */
export const samples: { readonly [Type in QuestionType]: Extract<Question, { type: Type }> } = {
  choice: {
    type: "choice",
    ...face("q-choice", "WHICH?"),
    options: [option("a", "ALPHA"), option("b", "BETA"), option("c", "GAMMA")],
    key: { correct: "b", feedback: { a: words("REASON A"), b: words("REASON B"), c: words("REASON C") } },
    explanation: words("BECAUSE"),
    hints: [words("HINT 1"), words("HINT 2")],
    teaches: ["page-one"],
  },
  multi: {
    type: "multi",
    ...face("q-multi", "WHICH ONES?"),
    options: [option("a", "ALPHA"), option("b", "BETA"), option("c", "GAMMA"), option("d", "DELTA")],
    allowEmpty: true,
    scoring: "edc",
    key: { correct: ["a", "b"] },
  },
  trueFalse: {
    type: "trueFalse",
    ...face("q-true", "IS IT?"),
    key: { correct: true, feedback: { false: words("REASON FALSE") } },
  },
  numeric: {
    type: "numeric",
    ...face("q-numeric", "HOW LONG?"),
    units: [
      { name: "S", factor: "1" },
      { name: "MS", factor: "0.001" },
    ],
    key: {
      answers: [
        { value: "0.5", weight: 0.5 },
        { value: "1.5", tolerance: { kind: "absolute", amount: "0.1" } },
      ],
      otherwise: words("REASON OTHERWISE"),
    },
  },
  text: { type: "text", ...face("q-text", "WHAT?"), key: { answers: [{ pattern: "CAN*Y" }] } },
  order: {
    type: "order",
    ...face("q-order", "IN WHICH ORDER?"),
    items: [option("first", "ONE"), option("second", "TWO"), option("third", "THREE")],
    key: { order: ["first", "second", "third"] },
  },
  match: {
    type: "match",
    ...face("q-match", "WHICH TO WHICH?"),
    lefts: [option("l1", "LEFT ONE"), option("l2", "LEFT TWO")],
    rights: [option("r1", "RIGHT ONE"), option("r2", "RIGHT TWO"), option("r3", "RIGHT THREE")],
    key: {
      pairs: [
        ["l1", "r1"],
        ["l2", "r2"],
      ],
    },
  },
  cloze: {
    type: "cloze",
    ...face("q-cloze", "A {{word}} AND {{count: number}} AND {{pick: X | Y}} AND {{NOTHING}}."),
    gaps: [
      { id: "word", kind: "text" },
      { id: "count", kind: "number" },
      { id: "pick", kind: "choice", choices: ["X", "Y"] },
    ],
    key: {
      gaps: [
        { id: "word", patterns: ["MODEL", "NET"] },
        { id: "count", number: { min: "3", max: "4" } },
        { id: "pick", choice: "Y" },
      ],
    },
  },
  tracing: {
    type: "tracing",
    ...face("q-tracing", "PRINTS WHAT?"),
    prompt: rich({ type: "code", lang: "python", value: "print(1)" }),
    key: { outcome: "prints", output: "1\n2" },
  },
  essay: { type: "essay", ...face("q-essay", "WHY?"), key: {} },
};

/** An answer of each kind that is right, or, for an essay, an answer. */
export const rightResponses: { readonly [Type in QuestionType]: QuestionResponse<Type> } = {
  choice: "b",
  multi: ["a", "b"],
  trueFalse: true,
  numeric: { value: "1500", unit: "MS" },
  text: "CANARY",
  order: ["first", "second", "third"],
  match: [
    ["l1", "r1"],
    ["l2", "r2"],
  ],
  cloze: [
    { id: "word", value: "NET" },
    { id: "count", value: "3.5" },
    { id: "pick", value: "Y" },
  ],
  tracing: { outcome: "prints", output: "1\n2" },
  essay: "FREELY",
};

/** An answer of each kind that is wrong. */
export const wrongResponses: { readonly [Type in Exclude<QuestionType, "essay">]: QuestionResponse<Type> } = {
  choice: "a",
  multi: ["c", "d"],
  trueFalse: false,
  numeric: { value: "7", unit: "S" },
  text: "BLUE",
  order: ["third", "first", "second"],
  match: [
    ["l1", "r2"],
    ["l2", "r3"],
  ],
  cloze: [
    { id: "word", value: "BLUE" },
    { id: "count", value: "9" },
    { id: "pick", value: "X" },
  ],
  tracing: { outcome: "fails" },
};

export const kinds = Object.keys(rightResponses).filter((type): type is QuestionType => type in samples);

/** What a form would send: read from React's markup, whose form is known, as a browser without scripts reads it. */
export function formOf(markup: string): URLSearchParams {
  const form = new URLSearchParams();
  const tokens =
    /<(input|select|textarea)((?: [^\s=>]+(?:="[^"]*")?)*)\/?>(?:([^<]*)<\/textarea>|((?:<option.*?<\/option>)*)<\/select>)?/gs;
  for (const [, tag = "", rest = "", area = "", options = ""] of markup.matchAll(tokens)) {
    const attributes = attributesOf(rest);
    const name = attributes.get("name");
    if (name === undefined || attributes.has("disabled")) continue;
    const type = attributes.get("type") ?? "text";
    if (tag === "input" && ["radio", "checkbox"].includes(type) && !attributes.has("checked")) continue;
    if (tag === "input") form.append(name, attributes.get("value") ?? "");
    // The first line break of a textarea is not part of its text.
    if (tag === "textarea") form.append(name, unescape(area).replace(/^\n/, ""));
    if (tag === "select") {
      const all = [...options.matchAll(/<option((?: [^\s=>]+(?:="[^"]*")?)*)>/g)].map(([, own = ""]) =>
        attributesOf(own),
      );
      const chosen = all.find((own) => own.has("selected")) ?? all[0];
      form.append(name, chosen?.get("value") ?? "");
    }
  }
  return form;
}

function attributesOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/ ([^\s=>]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name, unescape(value)]),
  );
}

function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#x27": "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|#x27|amp);/g, (whole, name: string) => named[name] ?? whole);
}
