import { isObject } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";
import type { NamedCheck, Plan, Skip } from "../check.ts";
import { describeAnswer, each, get, gives, isGood, once, refusesAll, skip } from "../judge.ts";
import type { MlflowSubject } from "./subject.ts";

/** The first rows that have the same names. */
function namedRows({ rows }: MlflowSubject): readonly JsonObject[] {
  const [first] = rows;
  const names = isObject(first) ? Object.keys(first).join() : undefined;
  return rows.filter(isObject).filter((row) => Object.keys(row).join() === names);
}

/** Another form of the same rows has the same answers. */
function sameAs(
  make: (rows: readonly JsonObject[], names: readonly string[]) => JsonObject,
): (subject: MlflowSubject) => Plan | Skip {
  return (subject) => {
    const rows = namedRows(subject).slice(0, 3);
    const [first] = rows;
    if (first === undefined) return skip("the example is no object");
    const wanted = rows.map((row) => subject.answers[subject.rows.indexOf(row)] ?? "");
    return once(subject.invoke(make(rows, Object.keys(first))), (answer) => gives(answer, subject, rows, wanted));
  };
}

/** Cases of MLflow's scoring server. */
export const mlflowChecks: readonly NamedCheck<MlflowSubject>[] = [
  [
    "ping",
    "must",
    "health",
    "answers GET /ping and GET /health",
    () =>
      each([get("/ping"), get("/health")], (answer) =>
        isGood(answer) ? undefined : { expected: "a status of 2xx", got: describeAnswer(answer) },
      ),
  ],
  [
    "version",
    "must",
    "metadata",
    "tells its version at /version",
    () =>
      once(get("/version"), (answer) => {
        const isVersion = isGood(answer) && /^[0-9]+(?:\.[0-9a-z]+)+\s*$/.test(answer.body.toString("utf8"));
        return isVersion ? undefined : { expected: "a version as 2.0.0", got: describeAnswer(answer) };
      }),
  ],
  ["dataframe-records", "must", "predict", "takes dataframe_records", sameAs((rows) => ({ dataframe_records: rows }))],
  [
    "dataframe-split",
    "must",
    "predict",
    "takes dataframe_split, with an index and without",
    (subject) => {
      const split = (more: (rows: readonly JsonObject[]) => JsonObject) =>
        sameAs((rows, columns) => ({
          dataframe_split: {
            columns,
            data: rows.map((row) => columns.map((name) => row[name] ?? null)),
            ...more(rows),
          },
        }))(subject);
      const plans = [split(() => ({})), split((rows) => ({ index: rows.map((_, at) => at) }))];
      const [plain, indexed] = plans;
      if (plain === undefined || indexed === undefined || "skip" in plain || "skip" in indexed)
        return skip("the example is no object");
      return {
        stages: [...plain.stages, ...indexed.stages],
        judge: (answers) => plain.judge(answers.slice(0, 1)) ?? indexed.judge(answers.slice(1)),
      };
    },
  ],
  ["instances", "must", "predict", "takes instances", sameAs((rows) => ({ instances: rows }))],
  [
    "inputs",
    "must",
    "predict",
    "takes inputs in columns",
    sameAs((rows, names) => ({
      inputs: Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? null)])),
    })),
  ],
  [
    "params-empty",
    "should",
    "predict",
    "takes params that are empty",
    sameAs((rows) => ({ dataframe_records: rows, params: {} })),
  ],
  [
    "request-keys",
    "must",
    "input",
    "refuses a request with none of its four keys, and with two of them",
    (subject) => {
      const [row = null] = subject.rows;
      const bad: JsonObject[] = [
        {},
        { data: [row] },
        { instances: [row], inputs: [row] },
        { dataframe_records: [row], dataframe_split: {} },
      ];
      return refusesAll(bad.map((members) => subject.invoke(members)));
    },
  ],
  [
    "records-form",
    "must",
    "input",
    "refuses dataframe_records that are no list of objects",
    (subject) =>
      refusesAll(
        ([5, "x", {}, null, [5], ["x"], [null]] satisfies Json[]).map((dataframe_records) =>
          subject.invoke({ dataframe_records }),
        ),
      ),
  ],
  [
    "split-form",
    "must",
    "input",
    "refuses a dataframe_split without columns or data, with rows of other lengths or another index",
    (subject) => {
      const [row] = namedRows(subject);
      if (row === undefined) return skip("the example is no object");
      const columns = Object.keys(row);
      const data = [columns.map((name) => row[name] ?? null)];
      const bad: Json[] = [
        null,
        5,
        {},
        { columns },
        { columns: "x", data },
        { columns, data: [[...(data[0] ?? []), 1]] },
        { columns, data: [[]] },
        { columns, data: 5 },
        { columns, data, index: [0, 1, 2] },
      ];
      return refusesAll(bad.map((dataframe_split) => subject.invoke({ dataframe_split })));
    },
  ],
  [
    "record-foreign",
    "must",
    "input",
    "refuses records of other names, and those that lack all of theirs",
    (subject) =>
      subject.isNamed
        ? refusesAll([{ "mlops-no-such-field": 1 }, {}].map((row) => subject.invoke({ dataframe_records: [row] })))
        : skip("the example is no object"),
  ],
];
