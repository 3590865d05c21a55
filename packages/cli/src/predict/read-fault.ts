import type { Reply } from "../http/send.ts";
import { isList, isObject, ownValue, parseAnswer } from "../json/parse-json.ts";
import type { Json } from "../json/parse-json.ts";
import { writeJson } from "../json/write-json.ts";
import type { RowFault } from "./dialect.ts";

/** What an answer with a bad status says, as long as it is: in problem details, or in the form of any of the protocols. */
export function readFault({ status, body }: Pick<Reply, "status" | "body">): RowFault {
  const text = body.toString("utf8").trim();
  const value = parsed(text);
  const code = [ownValue(value, "code"), ownValue(value, "error_code")].find((one) => typeof one === "string");
  const errors = ownValue(value, "errors");
  return {
    status,
    ...(typeof code === "string" && { code }),
    detail: detailOf(value) ?? (text === "" || text.startsWith("<") ? `the server answered ${status}` : text),
    ...(isList(errors) && { errors }),
  };
}

function detailOf(value: Json | undefined): string | undefined {
  const detail = ownValue(value, "detail");
  // FastAPI lists what is wrong with a body under `detail`.
  if (isList(detail) || isObject(detail)) return writeJson(detail);
  const status = ownValue(value, "status");
  const told = [detail, ownValue(value, "error"), ownValue(value, "message"), ownValue(status, "info")];
  return told.filter((one) => typeof one === "string").find((one) => one !== "");
}

function parsed(text: string): Json | undefined {
  try {
    return parseAnswer(text);
  } catch {
    return undefined;
  }
}
