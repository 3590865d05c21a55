import type { RowField } from "../../core/contract/row-fields.ts";
import { writeJson } from "../../core/json/write-json.ts";
import { isObject, ownValue, readJsonAnswer, unfit } from "../read-answer.ts";
import type { RowProtocol } from "../protocol.ts";

/** How rows are sent to MLflow's scoring server. */
export type MlflowForm = "dataframe_split" | "dataframe_records" | "instances" | "inputs";

/** A model behind MLflow's scoring server. */
export interface MlflowTarget {
  /**
   * A table, for models that were trained on data frames, or tensors by rows (`instances`) or by inputs (`inputs`).
   *
   * @default "dataframe_split" for a model of rows, "inputs" for one of tensors
   */
  readonly form?: MlflowForm | undefined;
}

/** MLflow's scoring server (mlflow/pyfunc/scoring_server), `POST /invocations`. */
export function mlflowRemote({ form }: MlflowTarget): RowProtocol {
  const path = "/invocations";
  return {
    kind: "rows",
    path,
    async isReady(ask) {
      await ask({ method: "GET", path: "/ping" });
      return true;
    },
    predict(call, rows, { inputFields, outputFields, isTensors = false }) {
      const body = writeJson(invocation(form ?? (isTensors ? "inputs" : "dataframe_split"), rows, inputFields)) ?? "";
      const headers = { "content-type": "application/json" };
      return call({ method: "POST", path, headers, body }, (answer) => {
        const predictions = ownValue(readJsonAnswer(answer), "predictions");
        return rowsOf(predictions, outputFields, rows.length);
      });
    },
  };
}

function invocation(form: MlflowForm, rows: readonly unknown[], fields: readonly RowField[]): unknown {
  const names = fields.map(({ name }) => name);
  switch (form) {
    case "dataframe_split":
      return { dataframe_split: { columns: names, data: rows.map((row) => fields.map((one) => valueOf(row, one))) } };
    case "dataframe_records":
      return {
        dataframe_records: rows.map((row) => Object.fromEntries(fields.map((one) => [one.name, valueOf(row, one)]))),
      };
    case "instances": {
      const [only, ...others] = fields;
      if (only !== undefined && others.length === 0) return { instances: rows.map((row) => valueOf(row, only)) };
      return { instances: rows };
    }
    case "inputs":
      return { inputs: Object.fromEntries(fields.map((one) => [one.name, rows.map((row) => valueOf(row, one))])) };
  }
}

function valueOf(row: unknown, { field }: RowField): unknown {
  return field === undefined ? row : (ownValue(row, field) ?? null);
}

/** `predictions` as rows: records, values of the only output, or lists by output. */
function rowsOf(predictions: unknown, fields: readonly RowField[], rowCount: number): readonly unknown[] {
  const [only, ...others] = fields;
  if (isObject(predictions)) {
    const columns = Object.entries(predictions);
    if (columns.some(([, list]) => !Array.isArray(list) || list.length !== rowCount)) {
      throw unfit(`its predictions are no lists of ${rowCount}`);
    }
    return Array.from({ length: rowCount }, (_, row) =>
      Object.fromEntries(columns.map(([name, list]) => [name, Array.isArray(list) ? list[row] : undefined])),
    );
  }
  if (!Array.isArray(predictions) || predictions.length !== rowCount) {
    throw unfit(`its predictions are no list of ${rowCount}`);
  }
  const isBare = only?.field !== undefined && others.length === 0 && !predictions.some(isObject);
  return isBare ? predictions.map((value: unknown) => ({ [only.name]: value })) : predictions;
}
