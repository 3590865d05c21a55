import { readdirSync } from "node:fs";
import { fixture } from "./helpers.ts";

/** What a line of a damaged lesson is. */
export type LineKind = "code" | "prose" | "marker" | "quiz";

/** A lesson that was damaged, and what each of its lines is. */
export interface DamagedLesson {
  name: string;
  text: string;
  /** One for each line of the text. */
  truth: LineKind[];
}

/**
 * Damages a lesson as copying it from a web page does: the fences, the indentation of code, blank lines, the marks of
 * headings and of code in lines are gone, and the fields of a quiz are run together. What is code is known from the fences.
 */
export function damage(name: string, markdown: string): DamagedLesson {
  const lines: string[] = [];
  const truth: LineKind[] = [];
  const put = (line: string, kind: LineKind): void => {
    lines.push(line);
    truth.push(kind);
  };
  let fence = false;
  let quiz: string[] | undefined;
  for (const line of markdown.split("\n")) {
    if (quiz !== undefined) {
      if (line === "---END-QUIZ---") {
        for (const one of quizLines(quiz)) put(one, "quiz");
        quiz = undefined;
      } else {
        quiz.push(line);
      }
    } else if (line === "---QUIZ---") {
      quiz = [];
    } else if (line.startsWith("```")) {
      fence = !fence;
    } else if (line.trim() !== "") {
      if (fence) put(line.trim(), "code");
      else if (line === "---PAGE---") put(line, "marker");
      else put(line.replace(/^#+ /, "").replaceAll("`", ""), "prose");
    }
  }
  return { name, text: lines.join("\n"), truth };
}

/** The title, then each question with its fields on one line; the end marker at the end of the last. */
function quizLines(lines: readonly string[]): string[] {
  const joined = lines
    .filter((line) => line.trim() !== "" && !line.startsWith("ID:"))
    .join(" ")
    .split(/ (?=Q: )/);
  const [first = "", ...rest] = joined;
  const all = first.startsWith("Q: ") ? ["---QUIZ---", first, ...rest] : [`---QUIZ--- ${first}`, ...rest];
  return all.map((line, index) => (index === all.length - 1 ? `${line} ---END-QUIZ---` : line));
}

const kinds: Readonly<Record<string, LineKind>> = { c: "code", p: "prose", m: "marker", q: "quiz" };

/** The lessons of the folder `unseen`: written by another hand than the rules, some of them damaged by hand. */
export function unseenLessons(): DamagedLesson[] {
  const files = readdirSync(new URL("fixtures/recovery/unseen/", import.meta.url)).toSorted();
  return files.flatMap((file) => {
    const text = fixture(`recovery/unseen/${file}`);
    const name = file.replace(/\.(?:md|scraped\.txt)$/, "");
    if (file.endsWith(".md")) return [damage(name, text)];
    if (!file.endsWith(".scraped.txt")) return [];
    const letters = fixture(`recovery/unseen/${name}.truth.txt`).trim().split("\n");
    return [{ name, text, truth: letters.map((letter) => kinds[letter.trim()] ?? "prose") }];
  });
}

/** Every lesson of the folder, damaged. */
export function damagedLessons(): DamagedLesson[] {
  return readdirSync(new URL("fixtures/recovery/", import.meta.url))
    .filter((file) => file.endsWith(".md"))
    .toSorted()
    .map((file) => damage(file.replace(/\.md$/, ""), fixture(`recovery/${file}`)));
}
