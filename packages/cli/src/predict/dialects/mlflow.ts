import { isList, isObject, ownValue } from "../../json/parse-json.ts";
import type { Dialect } from "../dialect.ts";
import { jsonHeaders, jsonOf, listText, outcomesOf, rowsOfColumns } from "./rows.ts";

/** MLflow's scoring server: objects as `dataframe_records`, all other rows as `instances`. */
export const mlflowDialect: Dialect = {
  mostRows: undefined,
  kindOf: ({ value }) => ({ kind: isObject(value) ? "dataframe_records" : "instances" }),
  request: (rows) => {
    const key = isObject(rows[0]?.value) ? "dataframe_records" : "instances";
    const body = Buffer.concat([Buffer.from(`{"${key}":`), listText(rows), Buffer.from("}")]);
    return { method: "POST", path: "/invocations", headers: jsonHeaders, body };
  },
  outcomes(reply, rows) {
    const predictions = ownValue(jsonOf(reply), "predictions");
    // Several outputs are an object of lists.
    const list =
      predictions === undefined || isList(predictions) ? predictions : rowsOfColumns(predictions, "predictions");
    return outcomesOf(list, rows, "predictions");
  },
};
