import type { Json } from "../json/parse-json.ts";
import { writeJson } from "../json/write-json.ts";
import { AnswerError } from "../predict/dialect.ts";
import type { Dialect } from "../predict/dialect.ts";
import type { Call } from "./call.ts";
import type { Subject } from "./check.ts";
import { asInput } from "./describe.ts";

/** A dialect of `mlops predict` as it is tested: a row that fails makes the whole answer a wrong one. */
export function dialectParts(dialect: Dialect, single: Dialect = dialect): Pick<Subject, "call" | "results"> {
  const dialectOf = (rows: readonly Json[]): Dialect => (rows.length === 1 ? single : dialect);
  return {
    call: (rows) => asCall(dialectOf(rows), rows),
    results: (reply, rows) =>
      dialectOf(rows)
        .outcomes(reply, rows.map(asInput))
        .map((outcome, row) => {
          if ("output" in outcome) return outcome.output;
          throw new AnswerError(`row ${row} failed: ${writeJson(outcome.fault.detail)}`);
        }),
  };
}

function asCall(dialect: Dialect, rows: readonly Json[]): Call {
  const { body, ...call } = dialect.request(rows.map(asInput));
  if (body === undefined) return call;
  // Texts are shown as they are.
  const text = Buffer.from(body).toString("utf8");
  return { ...call, body: [Buffer.from(text).equals(body) ? text : body] };
}
