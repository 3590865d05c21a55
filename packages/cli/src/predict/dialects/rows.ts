import type { Reply } from "../../http/send.ts";
import { isList, isObject, parseAnswer } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { AnswerError } from "../dialect.ts";
import type { Outcome } from "../dialect.ts";
import type { InputRow } from "../input-row.ts";

export const jsonHeaders: readonly (readonly [string, string])[] = [["content-type", "application/json"]];

/** Rows as the items of a JSON list, as they were written. */
export function listText(rows: readonly InputRow[]): Buffer {
  return Buffer.from(`[${rows.map(({ text }) => text).join(",")}]`);
}

/** The JSON of an answer. @throws AnswerError where it is none. */
export function jsonOf({ body }: Reply): Json {
  try {
    return parseAnswer(body.toString("utf8"));
  } catch {
    throw new AnswerError("the answer is no JSON");
  }
}

/** One outcome for each item of a list. @throws AnswerError where there are not as many as rows. */
export function outcomesOf(list: Json | undefined, rows: readonly InputRow[], where: string): Outcome[] {
  if (!isList(list)) throw new AnswerError(`the answer has no list of ${where}`);
  if (list.length !== rows.length) {
    throw new AnswerError(`the answer has ${list.length} ${where} for ${rows.length} rows`);
  }
  return list.map((one) => ({ output: writeJson(one) }));
}

/** Columns, a list for each name, as an object for each row. */
export function rowsOfColumns(columns: Json, where: string): Json[] {
  const lists = isObject(columns) ? Object.entries(columns) : [];
  const length = lists[0] === undefined || !isList(lists[0][1]) ? 0 : lists[0][1].length;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(
      lists.map(([name, list]): [string, Json] => {
        if (!isList(list) || list.length !== length) throw new AnswerError(`the ${where} are not equally long`);
        return [name, list[row] ?? null];
      }),
    ),
  );
}
