/** A lesson of about 18 KB: prose, lists, code, tables and a quiz, as courses have them. `seed` varies its words. */
export function lessonText(seed, { pages = 9 } = {}) {
  const word = (index) => words[(seed * 7 + index * 13) % words.length];
  const sentence = (index) =>
    `The ${word(index)} of a ${word(index + 1)} is **${word(index + 2)}** when the ${word(index + 3)} waits, and \`${word(index + 4)}\` says so.`;
  const page = (number) => `# ${word(number)} and ${word(number + 5)} ${number}

${sentence(number)} ${sentence(number + 11)} See [the ${word(number)}](https://example.org/${number}).

- ${sentence(number + 1)}
- ${sentence(number + 2)}
  - ${sentence(number + 3)}

\`\`\`python
def ${word(number)}_${number}(value):
    # ${word(number + 7)}
    return model.predict([value])[${number}]
\`\`\`

| name | value |
| ---- | ----- |
| ${word(number + 1)} | ${number} |
| ${word(number + 2)} | *${number + 1}* |

${sentence(number + 4)}

1. ${sentence(number + 5)}
2. ${sentence(number + 6)}

> ${sentence(number + 8)}
`;
  const question = (number) => `Q: Which ${word(number)} is the ${word(number + 3)} of question ${number}?
ID: q-${seed}-${number}
A: The ${word(number + 1)} of the ${word(number + 2)}
A: A ${word(number + 3)}, or a ${word(number + 4)}
A: None, because the ${word(number + 5)} waits
A: The ${word(number + 6)}
CORRECT: ${number % 4}
EXPLAIN: ${sentence(number + 9)} ${sentence(number + 10)}
`;
  const body = Array.from({ length: pages }, (_, index) => page(index)).join("\n---PAGE---\n\n");
  const quiz = Array.from({ length: 8 }, (_, index) => question(index)).join("\n");
  return `---\nid: lesson-${seed}\ntitle: Lesson ${seed}\n---\n\n${body}\n---PAGE---\n\n---QUIZ---\nTITLE: Check ${seed}\n\n${quiz}---END-QUIZ---\n`;
}

const words =
  "queue cache model request answer batch latency canary shadow registry tensor session worker buffer stream trace alert budget release gateway".split(
    " ",
  );

/** Texts that some parsers are slow on, each within the limits of a page. */
export const hardTexts = {
  "quotes, 90 deep": `${`${">".repeat(90)} x\n`.repeat(20)}\n`.repeat(4),
  "lists, 90 deep": Array.from({ length: 90 }, (_, depth) => `${"  ".repeat(depth)}- x`).join("\n"),
  "brackets, 5,000 open": "[".repeat(5000),
  "brackets, 2,000 links": "[a](b)".repeat(2000),
  "emphasis runs, 3,000": "*a _b ".repeat(1500),
  "lines of 5,000 stars, 204": `${`${"*".repeat(5000)}\n`.repeat(12)}---PAGE---\n`.repeat(17),
  "backticks of all lengths": Array.from({ length: 200 }, (_, index) => "`".repeat(index)).join(" x "),
  "markers, 100,000": "---PAGE---\n".repeat(100_000).slice(0, 1_048_000),
  "quizzes that are not closed, 5,000": "---QUIZ---\nQ: x\n".repeat(5000),
  "fences that are not closed, 2,000": "```\nx\n".repeat(2001),
  "HTML that is not closed, 2,000": "<div>\n<!--\n".repeat(2000),
  "table, 100 columns and 90 rows": `|${" a |".repeat(100)}\n|${" - |".repeat(100)}\n${`|${" b |".repeat(100)}\n`.repeat(89)}`,
};
