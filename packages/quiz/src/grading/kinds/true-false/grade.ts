import type { GradableTrueFalse } from "../../gradable.ts";
import type { Outcome } from "../../kind.ts";

export function gradeTrueFalse({ key }: GradableTrueFalse, response: boolean): Outcome {
  const isRight = response === key.correct;
  const id = response ? "true" : "false";
  const content = key.feedback?.[id];
  return {
    parts: [{ id, status: isRight ? "correct" : "incorrect" }],
    wanted: 1,
    weight: isRight ? 1 : 0,
    values: { given: [id] },
    feedback: content === undefined ? [] : [{ part: id, content }],
  };
}
