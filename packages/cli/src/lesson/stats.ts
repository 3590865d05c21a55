import type { LessonStats } from "@mlops/content";
import { defineLeaf } from "../commands.ts";
import type { Command } from "../commands.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { readBytes } from "../read-text.ts";
import { counted } from "../report/finding.ts";
import { pathsOf, profileArgument } from "./arguments.ts";
import { collectInputs } from "./inputs.ts";

/** A lesson with what it holds. */
interface Entry extends LessonStats {
  file: string;
  title: string;
}

/** `mlops lesson stats`. */
export function statsCommand(io: Io): Command {
  return defineLeaf(
    "stats",
    "Count pages, words, code and questions",
    {
      path: { type: "positional", required: true, description: "Lessons, folders and courses; - reads standard input" },
      json: { type: "boolean", default: false, description: "Print the numbers as JSON and nothing else" },
      profile: profileArgument,
    },
    async ({ _: rest, json, profile }) => {
      const { lessonStats, parseLesson } = await import("@mlops/content");
      const { lessons } = await collectInputs(pathsOf(rest), io);
      const entries: Entry[] = [];
      for (const { path, name } of lessons) {
        const { lesson } = parseLesson(await readBytes(path, io), { profile });
        entries.push({ file: name, title: lesson.title, ...lessonStats(lesson) });
      }
      io.stdout(
        json ? `${JSON.stringify(entries, null, 2)}\n` : `${entries.map(entryText).join("\n\n")}\n${total(entries)}`,
      );
      return 0;
    },
    { isVariadic: true },
  );
}

function entryText(entry: Entry): string {
  const { file, title, pages, words, readingMinutes, codeLines, quizzes, questions, points } = entry;
  const code = Object.entries(codeLines).map(([language, lines]) => `${lines} ${printable(language)}`);
  const kinds = Object.entries(questions).map(([kind, count]) => `${count} ${kind}`);
  const count = Object.values(questions).reduce((sum, one) => sum + one, 0);
  const rows = [
    ["length", `${counted(pages, "page")}, ${counted(words, "word")}, about ${counted(readingMinutes, "minute")}`],
    ["code", code.length === 0 ? "none" : `lines: ${code.join(", ")}`],
    [
      "questions",
      `${count} in ${counted(quizzes, "quiz", "quizzes")}${count === 0 ? "" : ` (${kinds.join(", ")})`}, ${counted(points, "point")}`,
    ],
    ...balance(entry),
  ];
  return [
    `${printable(file)}: ${printable(title)}`,
    ...rows.map(([name = "", text = ""]) => `  ${name.padEnd(10)} ${text}`),
  ].join("\n");
}

function balance({ answerPositions, longestIsRight, pagesWithoutQuestion }: Entry): string[][] {
  const rows: string[][] = [];
  if (answerPositions.length > 0) {
    const places = answerPositions.map((count, place) => `${place}: ${count}`).join(", ");
    rows.push([
      "key",
      `right answers by place ${places}; the longest is right in ${Math.round(longestIsRight * 100)} %`,
    ]);
  }
  if (pagesWithoutQuestion.length > 0) rows.push(["not asked", pagesWithoutQuestion.map(printable).join(", ")]);
  return rows;
}

function total(entries: readonly Entry[]): string {
  if (entries.length < 2) return "";
  const sum = (count: (entry: Entry) => number): number => entries.reduce((all, entry) => all + count(entry), 0);
  const questions = sum((entry) => Object.values(entry.questions).reduce((all, one) => all + one, 0));
  const parts = [
    counted(entries.length, "lesson"),
    counted(
      sum(({ pages }) => pages),
      "page",
    ),
    counted(
      sum(({ words }) => words),
      "word",
    ),
    counted(questions, "question"),
    `about ${counted(
      sum(({ readingMinutes }) => readingMinutes),
      "minute",
    )}`,
  ];
  return `\n${parts.join(", ")}\n`;
}
