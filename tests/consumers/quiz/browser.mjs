// A program of a consumer's in the browser. Says in the title how it went.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { Quiz } from "@mlops/quiz/react";
import { indexedDbStore } from "@mlops/quiz/stores/indexeddb";
import { memoryStore } from "@mlops/quiz/stores/memory";
import { quiz, tryAttempt, tryPurePart } from "./shared.mjs";

try {
  tryPurePart();
  await tryAttempt(memoryStore());
  await tryAttempt(indexedDbStore());
  const again = indexedDbStore();
  if ((await again.list({ learnerId: "ada" })).length !== 1) throw new Error("The attempt is not in the database");
  const root = document.createElement("main");
  document.body.append(root);
  createRoot(root).render(createElement(Quiz, { quiz }));
  document.title = "ok";
} catch (error) {
  document.title = String(error?.stack ?? error);
}
