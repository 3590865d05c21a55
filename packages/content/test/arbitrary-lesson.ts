import fc from "fast-check";
import type { AcceptedNumber, Block, JsonValue, QuestionType, ScoringPolicy, Unit } from "@mlops/schema";
import type { Draft, LessonDraft, QuestionDraft, QuestionDraftOf, QuizDraft } from "@mlops/content";

const word = fc.stringMatching(/^[a-z]{2,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((list) => list.join(" "));

/** Markdown as it comes out of a field again, character for character. */
const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: words },
  fc.tuple(words, words).map(([one, other]) => `${one}\n${other}\n\n**${one}** and \`A: ${other}\``),
  fc.tuple(words, word).map(([text, code]) => `${text}\n\n\`\`\`\nA: ${code}\n---PAGE---\n\nCORRECT: 0\n\`\`\``),
  word.map((code) => `\`\`\`\`js meta\nconst ${code} = \`\`\`;\n\`\`\`\``),
  word.map((code) => `~~~\n${code}\n~~~\n\nThen ${code}`),
  fc.tuple(words, words).map((items) => items.map((item) => `- ${item}`).join("\n")),
  fc.tuple(words, words).map(([one, other]) => `1. ${one}\n\n   ${other}\n2. ${other}`),
  words.map((text) => `## ${text}`),
  words.map((text) => `${text}\n===\n\n> ${text}\n\n***\n\n${text}`),
  words.map((text) => `---\n\n${text}`),
  word.map((code) => `    ${code}: 1\n\n    ${code}`),
  fc.tuple(word, word).map(([one, other]) => `| ${one} | ${other} |\n| --- | --- |\n| A | ${other} |`),
  word.map((text) => `<div>\n${text}`),
  word.map((text) => `<!-- ${text}\nA: ${text}\n\nQ: ${text} -->\n\n${text}`),
  words.map((text) => `${text}  \n${text}\\\n${text} &amp; \\A: ${text}`),
  words.map((text) => `A\\: ${text} ![${text}](a.png "A\\: b")`),
);
const rich = value.map((markdown) => ({ markdown }));
const id = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/);

/** Things with contents of their own; their ids only connect them with the key. */
function things(
  minLength: number,
  contents: fc.Arbitrary<string> = value,
): fc.Arbitrary<{ id: string; content: { markdown: string } }[]> {
  return fc
    .array(contents, { minLength, maxLength: 5 })
    .map((list) =>
      list.map((markdown, index) => ({ id: `option ${index}`, content: { markdown: tagged(markdown, index) } })),
    );
}

/** The Markdown with a paragraph of its own, so that no two have the same words. */
function tagged(markdown: string, index: number): string {
  return markdown.includes("\n") || /^(?: {4}|#|-)/.test(markdown)
    ? `${markdown}\n\nn${index}`
    : `${markdown} n${index}`;
}

const weight = fc.integer({ min: -100, max: 100 }).map((hundredths) => hundredths / 100);
const share = fc.integer({ min: 0, max: 99 }).map((hundredths) => hundredths / 100);
const literal = fc.constantFrom("0", "-3.140", "1e3", "0.5", "007", "+2");
const amount = fc.constantFrom("0", "0.5", "10");
const accepted: fc.Arbitrary<AcceptedNumber> = fc.oneof(
  literal.map((number) => ({ value: number })),
  fc.record({
    value: literal,
    tolerance: fc.record({ kind: fc.constantFrom("absolute" as const, "percent" as const), amount }),
  }),
  fc.constant({ min: "-1.5", max: "2e1" }),
);
/** Words that mean something in Markdown, and none here. */
const odd = fc.constantFrom(
  ...["a*", "\\*", "x | y", "C++", "- a", "# b", "Q: no field", "1. 2", "```", "~~~ js", "a ```", "- ```", "> ~~~"],
  ...[
    "<!-- x",
    "<div>",
    "<script>x",
    "<?",
    "---PAGE---",
    "***",
    "===",
    "[x]: /y",
    "[^1]: z",
    "| a |",
    "\\",
    "`",
    "\u{1f600}",
  ],
);
const pattern = fc.oneof(words, odd);

/** What is said and earned for some of the things. */
function perOption(
  list: readonly { id: string }[],
): fc.Arbitrary<{ feedback?: Record<string, { markdown: string }>; weights?: Record<string, number> }> {
  const keyed = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
    fc.array(fc.option(one, { nil: undefined }), { minLength: list.length, maxLength: list.length }).map((values) =>
      Object.fromEntries(
        list.flatMap((thing, index): [string, T][] => {
          const given = values[index];
          return given === undefined ? [] : [[thing.id, given]];
        }),
      ),
    );
  return fc.tuple(keyed(rich), keyed(weight)).map(([feedback, weights]) => ({
    ...(Object.keys(feedback).length > 0 && { feedback }),
    ...(Object.keys(weights).length > 0 && { weights }),
  }));
}

type Special<Type extends QuestionType> = Type extends QuestionType
  ? Omit<
      QuestionDraftOf<Type>,
      "id" | "points" | "scoring" | "tags" | "hints" | "explanation" | "teaches" | "prompt"
    > & {
      prompt?: { markdown: string };
    }
  : never;

const choice: fc.Arbitrary<Special<"choice">> = things(2).chain((options) =>
  fc.record({
    type: fc.constant("choice" as const),
    options: fc.constant(options.map((option, index) => (index === 1 ? { ...option, pinned: true as const } : option))),
    key: fc.tuple(fc.nat({ max: options.length - 1 }), perOption(options)).map(([index, said]) => {
      const correct = `option ${index}`;
      const usual = (optionId: string): number => (optionId === correct ? 1 : 0);
      const weights = Object.entries(said.weights ?? {}).filter(([optionId, own]) => own !== usual(optionId));
      return {
        correct,
        ...(said.feedback !== undefined && { feedback: said.feedback }),
        ...(weights.length > 0 && { weights: Object.fromEntries(weights) }),
      };
    }),
  }),
);
const multi: fc.Arbitrary<Special<"multi">> = things(2).chain((options) =>
  fc.tuple(fc.subarray(options), fc.boolean(), perOption(options)).map(([rights, isEmpty, said]) => ({
    type: "multi" as const,
    options,
    ...((isEmpty || rights.length === 0) && { allowEmpty: true as const }),
    key: { correct: rights.map((option) => option.id), ...said },
  })),
);
const trueFalse: fc.Arbitrary<Special<"trueFalse">> = fc
  .tuple(fc.boolean(), fc.option(rich, { nil: undefined }), fc.option(rich, { nil: undefined }))
  .map(([correct, yes, no]) => ({
    type: "trueFalse" as const,
    key: {
      correct,
      ...((yes ?? no) !== undefined && { feedback: { ...(yes && { true: yes }), ...(no && { false: no }) } }),
    },
  }));
const foreseen = fc.record({ weight: share, feedback: rich }, { requiredKeys: [] });
const otherwise = fc.record({ otherwise: rich }, { requiredKeys: [] });
const numeric: fc.Arbitrary<Special<"numeric">> = fc
  .tuple(
    fc.array(fc.tuple(accepted, foreseen), { minLength: 1, maxLength: 4 }),
    otherwise,
    fc.option(
      fc.constant<Unit[]>([
        { name: "s", factor: "1" },
        { name: "ms", factor: "0.001" },
      ]),
      { nil: undefined },
    ),
  )
  .map(([answers, rest, units]) => ({
    type: "numeric" as const,
    ...(units !== undefined && { units }),
    key: { answers: answers.map(([number, said]) => ({ ...number, ...said })), ...rest },
  }));
const text: fc.Arbitrary<Special<"text">> = fc
  .tuple(fc.array(fc.tuple(pattern, foreseen), { minLength: 1, maxLength: 4 }), otherwise, fc.boolean())
  .map(([answers, rest, isCase]) => ({
    type: "text" as const,
    ...(isCase && { caseSensitive: true as const }),
    key: { answers: answers.map(([one, said]) => ({ pattern: one, ...said })), ...rest },
  }));
const order: fc.Arbitrary<Special<"order">> = things(2).chain((items) =>
  fc.shuffledSubarray(items, { minLength: items.length }).map((right) => ({
    type: "order" as const,
    items,
    key: { order: right.map((item) => item.id) },
  })),
);
const side = fc.oneof(
  words,
  words.map((one) => `\`${one} -> b\``),
  words.map((one) => `**${one}** & A: b`),
);
const match: fc.Arbitrary<Special<"match">> = fc
  .tuple(things(2, side), things(1, side), fc.array(fc.nat(), { minLength: 5, maxLength: 5 }))
  .map(([lefts, rights, picks]) => ({
    type: "match" as const,
    lefts,
    rights,
    key: {
      pairs: lefts.map((left, index): [string, string] => [left.id, `option ${(picks[index] ?? 0) % rights.length}`]),
    },
  }));
const cloze: fc.Arbitrary<Special<"cloze">> = fc
  .tuple(words, fc.array(words, { minLength: 1, maxLength: 3 }), accepted, fc.boolean())
  .map(([before, patterns, number, isCase]) => ({
    type: "cloze" as const,
    prompt: { markdown: `${before} {{one}} and {{two: number}}\n\n- {{three: a | b c}} \`{{four}}\`` },
    gaps: [
      { id: "one", kind: "text" as const },
      { id: "two", kind: "number" as const },
      { id: "three", kind: "choice" as const, choices: ["a", "b c"] },
    ],
    ...(isCase && { caseSensitive: true as const }),
    key: {
      gaps: [
        { id: "one", patterns: [...patterns, "x | y", "z\\", "```", "<!--"] },
        { id: "two", number },
        { id: "three", choice: "b c" },
      ],
    },
  }));
const output = fc.oneof(
  words,
  fc.constantFrom("", "1", "\n", " 1\n  2\n", "A: 1", "a\n```\nb", "<div>", "```", "# x", "---"),
);
const tracing: fc.Arbitrary<Special<"tracing">> = fc.option(output, { nil: undefined }).map((printed) => ({
  type: "tracing" as const,
  prompt: { markdown: "What?\n\n```js\nA: f();\n```" },
  key: printed === undefined ? { outcome: "fails" as const } : { outcome: "prints" as const, output: printed },
}));
const essay: fc.Arbitrary<Special<"essay">> = fc.constant({ type: "essay" as const, key: {} });

const policies: ScoringPolicy[] = ["exact", "fractions", "edc", "halves", "coverage", "perOptionPenalty", "cbm"];
const common = fc.record({
  prompt: rich,
  points: fc.constantFrom(1, 0, 2.5, 999_999),
  scoring: fc.option(fc.constantFrom(...policies), { nil: undefined }),
  tags: fc.option(
    fc.uniqueArray(fc.oneof(words, fc.constantFrom("```", "<!--", "- a")), { minLength: 1, maxLength: 3 }),
    {
      nil: undefined,
    },
  ),
  teaches: fc.option(fc.uniqueArray(fc.oneof(id, fc.constant("other#page")), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
  }),
  hints: fc.option(fc.array(rich, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  explanation: fc.option(rich, { nil: undefined }),
});

/** Any question, but for its id. */
const anyQuestion: fc.Arbitrary<QuestionDraft> = fc
  .tuple(fc.oneof(choice, multi, trueFalse, numeric, text, order, match, cloze, tracing, essay), common)
  .map(([special, { scoring, tags, teaches, hints, explanation, ...rest }]) => ({
    ...rest,
    ...(scoring !== undefined && special.type !== "essay" && { scoring }),
    ...(tags !== undefined && { tags }),
    ...(teaches !== undefined && { teaches }),
    ...(hints !== undefined && { hints }),
    ...(explanation !== undefined && { explanation }),
    ...special,
  }));

/** Any quiz; the ids in it are to be made unique by who puts it into a lesson. */
const anyQuiz: fc.Arbitrary<QuizDraft> = fc
  .tuple(
    fc.array(anyQuestion, { minLength: 1, maxLength: 3 }),
    fc.record({ title: rich, intro: rich, pass: share, shuffle: fc.boolean() }, { requiredKeys: [] }),
  )
  .map(([questions, rest]) => ({ kind: "quiz" as const, id: "quiz", ...rest, questions, unreadable: [] }));

const prose = fc
  .oneof(
    words,
    words.map((one) => `- ${one}\n\n  ---\n- ${one}  \n  \`${one}\``),
    words.map((one) => `| ${one} |\n| - |\n\n> Q: ${one}\nA: ${one}`),
    words.map((one) => `<div>\n${one}\n</div>\n\n***\n\n\\---PAGE---`),
  )
  .map((markdown) => ({ kind: "prose" as const, markdown }));
const code = fc.record({
  kind: fc.constant("code" as const),
  language: fc.constantFrom("js", "c++", "a&amp;b", "x\\*y", "`z", "~z", "lab2"),
  meta: fc.constantFrom(null, "title=x", "a  `b` \\# &lt;"),
  value: fc.constantFrom("", "x = 1", "\n", "```\n---PAGE---\n~~~~", "  a\n\n    b  ", "```lab"),
});
const bare = fc.record({
  kind: fc.constant("code" as const),
  language: fc.constant(null),
  meta: fc.constant(null),
  value: words,
});
const recovered = fc.record({
  kind: fc.constant("code" as const),
  language: fc.constant("python"),
  meta: fc.constant(null),
  recovered: fc.constant(true as const),
  value: words,
});
const lab = fc.record({
  kind: fc.constant("lab" as const),
  config: fc.dictionary(word, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 }).map(asJson),
});

/** A configuration as YAML can hold it: without negative zero. */
function asJson(config: object): { [key: string]: JsonValue } {
  const copy: { [key: string]: JsonValue } = JSON.parse(JSON.stringify(config), (key, field: unknown) =>
    key === "__proto__" ? undefined : field,
  );
  return copy;
}

const anyBlock: fc.Arbitrary<Draft<Block>> = fc.oneof(prose, code, bare, recovered, lab, anyQuiz);

/** Any lesson, as it is once it is read: titles are made from headings, ids are unique, prose is not next to prose. */
export const anyLesson: fc.Arbitrary<LessonDraft> = fc
  .tuple(
    fc.array(fc.tuple(words, fc.array(anyBlock, { maxLength: 4 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
    fc.record(
      { title: words, description: words, lang: fc.constant("pt-BR"), license: fc.constant("CC-BY-4.0") },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  )
  .map(([parts, front, isNamed]) => {
    let count = 0;
    const named = (block: Draft<Block>): Draft<Block> => {
      count += 1;
      if (block.kind !== "quiz") return block;
      const questions = block.questions.map((question, index) => ({ ...question, id: `q-${count}-${index}` }));
      return { ...block, id: `quiz-${count}`, questions };
    };
    const pages = parts.map(([title, blocks, hasMarker], index) => {
      const heading = { kind: "prose" as const, markdown: `# ${title} ${index}` };
      const others = blocks
        .map(named)
        .filter((block, at) => block.kind !== "prose" || (at > 0 && blocks[at - 1]?.kind !== "prose"));
      const slug = `${title} ${index}`.replaceAll(" ", "-").slice(0, 40);
      return { id: hasMarker ? `page-${index}` : slug, title: `${title} ${index}`, blocks: [heading, ...others] };
    });
    const title = front.title ?? pages[0]?.title ?? "";
    const made = title.replaceAll(" ", "-").slice(0, 40);
    return { schemaVersion: 1 as const, id: isNamed ? "named" : made, ...front, title, pages };
  });
