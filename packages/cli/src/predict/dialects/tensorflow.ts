import { ownValue } from "../../json/parse-json.ts";
import type { Dialect } from "../dialect.ts";
import { jsonHeaders, jsonOf, listText, outcomesOf } from "./rows.ts";

/** TensorFlow Serving, in its row form. */
export function tensorflowDialect(model: string, version: string | undefined, label: string | undefined): Dialect {
  const path = [
    `/v1/models/${encodeURIComponent(model)}`,
    ...(version === undefined ? [] : [`/versions/${encodeURIComponent(version)}`]),
    ...(label === undefined ? [] : [`/labels/${encodeURIComponent(label)}`]),
  ].join("");
  return {
    mostRows: undefined,
    request: (rows) => ({
      method: "POST",
      path: `${path}:predict`,
      headers: jsonHeaders,
      body: Buffer.concat([Buffer.from('{"instances":'), listText(rows), Buffer.from("}")]),
    }),
    outcomes: (reply, rows) => outcomesOf(ownValue(jsonOf(reply), "predictions"), rows, "predictions"),
  };
}
