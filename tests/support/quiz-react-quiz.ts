import { parseLesson } from "@mlops/content";
import type { Question, QuestionResponse, QuizBlock } from "@mlops/schema";

const text = `# A quiz

---QUIZ--- {#all pass=0.5}

TITLE: Every kind of question
INTRO: Take your **time**.

Q: Which deployment answers *twice* and shows one?
ID: choice
A: Canary
FEEDBACK: A canary answers some requests alone.
A: Shadow
FEEDBACK: Both answer, and one is thrown away.
A: Blue/green
FEEDBACK: There, one of the two answers.
CORRECT: 1
HINT: Think of what the user sees.
HINT: It is dark where it stands.
TEACHES: #deploy
EXPLAIN: The shadow gets a copy of each request.

Q: Which of these are metrics?
ID: multi
TYPE: multi
A: \`p99\` latency
A: A log line
A: Error rate
CORRECT: 0, 2

Q: A model in production can get worse without a change of code.
ID: trueFalse
TYPE: trueFalse
CORRECT: true

Q: How long is half of three seconds?
ID: numeric
TYPE: numeric
UNITS: s, ms = 0.001
CORRECT: 1.5

Q: What is it called when the data of today differ from those of the training?
ID: text
TYPE: text
CORRECT: *drift

Q: Put the steps in order.
ID: order
TYPE: order
A: Train
A: Evaluate
A: Deploy
A: Monitor

Q: What belongs together?
ID: match
TYPE: match
CORRECT:
  Liveness -> restart

  Readiness -> take out of the balancer

  -> scale up

Q: A model of {{kind}} reads {{count: number}} features and gives {{what: a class | a number}}.
ID: cloze
TYPE: cloze
CORRECT:
  kind = irises | iris

  count = 4

  what = a class

Q: What does this print?

  \`\`\`python
  for i in range(2):
      print(i)
  \`\`\`
ID: tracing
TYPE: tracing
CORRECT:
  \`\`\`text
  0
  1
  \`\`\`

Q: Why would you keep the old model?
ID: essay
TYPE: essay

---END-QUIZ---
`;

/** A quiz with one question of every kind. */
export function everyKind(): QuizBlock {
  const { lesson, diagnostics } = parseLesson(text, { profile: "strict" });
  const quiz = lesson.pages.flatMap(({ blocks }) => blocks).find((block) => block.kind === "quiz");
  if (quiz === undefined || diagnostics.some(({ severity }) => severity === "error")) {
    throw new Error(JSON.stringify(diagnostics, null, 2));
  }
  return quiz;
}

/** A wrong answer to a question of that quiz. */
export function wrongAnswer(question: Question): QuestionResponse {
  switch (question.type) {
    case "choice":
      return question.options.map(({ id }) => id).find((id) => id !== question.key.correct) ?? null;
    case "multi":
      return question.key.correct.slice(1);
    case "trueFalse":
      return !question.key.correct;
    case "numeric":
      return { value: "1.5", unit: "ms" };
    case "order":
      return question.key.order.toReversed();
    case "match":
      return question.lefts.flatMap(({ id }, place): [string, string][] => {
        const right = question.rights[place];
        return right === undefined ? [] : [[id, right.id]];
      });
    case "cloze":
      return [{ id: "kind", value: "roses" }];
    case "tracing":
      return { outcome: "fails" };
    case "text":
    case "essay":
      return "No.";
  }
}
