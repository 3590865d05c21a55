import type { ReactElement } from "react";
import { PredictLab } from "../labs/predict-lab.tsx";
import { predictLabPropsSchema } from "../labs/predict-props.ts";
import { quizPropsSchema } from "../quiz/quiz-props.ts";
import { QuizView } from "../quiz/quiz-view.tsx";

/** The parts of a page that come alive in the browser; the rest stays the HTML that the server sent. */
export type IslandKind = "quiz" | "predict";

/**
 * An island's content from its properties as JSON.
 *
 * @throws when the properties are not those of the kind.
 */
export function islandContent(kind: IslandKind, props: unknown): ReactElement {
  switch (kind) {
    case "quiz":
      return <QuizView {...quizPropsSchema.parse(props)} />;
    case "predict":
      return <PredictLab {...predictLabPropsSchema.parse(props)} />;
  }
}

/** The attribute that marks an island, and its properties in a script element that no browser runs. */
export const islandAttribute = "data-island";

export function isIslandKind(kind: string | null): kind is IslandKind {
  return kind === "quiz" || kind === "predict";
}
