import type { Reply } from "../../http/send.ts";
import { isObject, ownValue, parseJson } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { mlflowDialect } from "../../predict/dialects/mlflow.ts";
import { withBody } from "../call.ts";
import type { Call } from "../call.ts";
import type { Subject } from "../check.ts";
import { calibrated } from "../describe.ts";
import type { Described, Undescribed } from "../describe.ts";
import { dialectParts } from "../dialect-parts.ts";
import { get } from "../judge.ts";
import { defaultRows } from "../native/default-rows.ts";

/** The model behind MLflow's scoring server. */
export interface MlflowSubject extends Subject {
  /** Whether the rows are objects. */
  readonly isNamed: boolean;
  /** A request with these members. */
  readonly invoke: (members: JsonObject) => Call;
}

/** @throws CannotTest */
export async function mlflowSubject(described: Described): Promise<MlflowSubject> {
  const candidates = await defaultRows(described);
  const base = {
    protocol: "mlflow",
    model: undefined,
    hasBatches: true,
    ...dialectParts(mlflowDialect),
    errorFault,
    readiness: get("/ping"),
    traits: {
      nonFinite: false,
      contentTypes: {
        taken: ["application/json; charset=utf-8"],
        refused: [undefined, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"],
      },
      takesObjects: true,
    },
  } satisfies Undescribed;
  const found = await calibrated(described, candidates, base);
  const [first = null] = found.rows;
  return {
    ...base,
    ...found,
    isNamed: isObject(first),
    invoke: (members) => withBody(base.call([first]), writeJson(members)),
  };
}

function errorFault({ body }: Reply): string | undefined {
  const expected = '{"error_code": "…", "message": "…"} without a stack trace';
  let value: Json;
  try {
    value = parseJson(body.toString("utf8"));
  } catch {
    return expected;
  }
  const isWhole = ["error_code", "message"].every((name) => typeof ownValue(value, name) === "string");
  const trace = ownValue(value, "stack_trace");
  return isWhole && (trace === undefined || trace === null || trace === "") ? undefined : expected;
}
