import { isList, ownValue } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import type { Dialect, Outcome, RowFault } from "../dialect.ts";
import { jsonHeaders, jsonOf, listText, outcomesOf } from "./rows.ts";

/** The kit's own routes: `/predict` for one row, `/predict/batch` for many. */
export function nativeDialect(model: string | undefined, version: string | undefined): Dialect {
  const prefix = [
    ...(model === undefined ? [] : [`/models/${encodeURIComponent(model)}`]),
    ...(version === undefined ? [] : [`/versions/${encodeURIComponent(version)}`]),
  ].join("");
  let hasBatches = true;
  return {
    get mostRows() {
      return hasBatches ? undefined : 1;
    },
    oneByOne() {
      const had = hasBatches;
      hasBatches = false;
      return had;
    },
    request(rows) {
      const [first] = rows;
      if (!hasBatches && first !== undefined) {
        return { method: "POST", path: `${prefix}/predict`, headers: jsonHeaders, body: Buffer.from(first.text) };
      }
      return { method: "POST", path: `${prefix}/predict/batch`, headers: jsonHeaders, body: listText(rows) };
    },
    outcomes(reply, rows) {
      if (!hasBatches) return outcomesOf([jsonOf(reply)], rows, "answers");
      const body = jsonOf(reply);
      const errors = faultsOf(ownValue(body, "errors"));
      return outcomesOf(ownValue(body, "predictions"), rows, "predictions").map((outcome, index): Outcome => {
        const fault = errors.get(index);
        return fault === undefined ? outcome : { fault };
      });
    },
  };
}

/** The faults of a batch by the row that each is of. */
function faultsOf(list: Json | undefined): ReadonlyMap<number, RowFault> {
  return new Map(
    (isList(list) ? list : []).flatMap((one): [number, RowFault][] => {
      const [index, code, detail, errors] = ["index", "code", "detail", "errors"].map((key) => ownValue(one, key));
      if (typeof index !== "number") return [];
      const told = typeof detail === "string" ? detail : "the row failed";
      return [[index, { detail: told, ...(typeof code === "string" && { code }), ...(isList(errors) && { errors }) }]];
    }),
  );
}
