import { isList, isObject, ownValue } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { AnswerError } from "../dialect.ts";
import type { Dialect } from "../dialect.ts";
import { valuesIn } from "../../tensor/datatypes.ts";
import { jsonHeaders, jsonOf, listText, outcomesOf } from "./rows.ts";

/** The first protocol of Seldon Core: objects as `jsonData`, all other rows as `data.ndarray`. */
export const seldonDialect: Dialect = {
  mostRows: undefined,
  kindOf: ({ value }) => ({ kind: isObject(value) ? "jsonData" : "ndarray" }),
  request(rows) {
    const [before, after] = isObject(rows[0]?.value) ? ['{"jsonData":', "}"] : ['{"data":{"ndarray":', "}}"];
    const body = Buffer.concat([Buffer.from(before), listText(rows), Buffer.from(after)]);
    return { method: "POST", path: "/api/v1.0/predictions", headers: jsonHeaders, body };
  },
  outcomes(reply, rows) {
    const body = jsonOf(reply);
    const data = ownValue(body, "data");
    const list = ownValue(body, "jsonData") ?? ownValue(data, "ndarray") ?? rowsOfTensor(ownValue(data, "tensor"));
    return outcomesOf(list, rows, "answers");
  },
};

/** The rows of a tensor, each as the flat list of its values. */
function rowsOfTensor(tensor: Json | undefined): Json[] | undefined {
  if (tensor === undefined) return undefined;
  const [shape, values] = [ownValue(tensor, "shape"), ownValue(tensor, "values")];
  const sizes = isList(shape) ? shape.map(Number) : [];
  const [count = 0, ...rest] = sizes;
  if (!isList(values) || valuesIn(sizes) !== values.length) throw new AnswerError("the tensor does not fit its shape");
  const width = valuesIn(rest);
  return Array.from({ length: count }, (_, row) => values.slice(row * width, (row + 1) * width));
}
