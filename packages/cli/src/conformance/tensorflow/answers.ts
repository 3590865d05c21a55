import { isList, isObject, ownValue } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { listSizes } from "../../tensor/nested.ts";
import type { NamedCheck } from "../check.ts";
import { each, get, gives, json, once, refusesAll, skip } from "../judge.ts";
import { firstRow } from "./subject.ts";
import type { TensorflowSubject } from "./subject.ts";

type Table = readonly NamedCheck<TensorflowSubject>[];

const states = ["UNKNOWN", "START", "LOADING", "AVAILABLE", "UNLOADING", "END"];

function rowsOf(subject: TensorflowSubject): readonly JsonObject[] {
  const [only] = subject.info.inputs;
  return subject.rows.map((row) => (isObject(row) ? row : { [only?.name ?? ""]: row }));
}

/** What several outputs in columns say of each row. */
function rowsOfOutputs(outputs: Json | undefined, names: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, row) => {
    const at = (list: Json | undefined): Json => (isList(list) ? (list[row] ?? null) : null);
    if (names.length === 1) return writeJson(at(isObject(outputs) ? outputs[names[0] ?? ""] : outputs));
    return writeJson(Object.fromEntries(names.map((name) => [name, at(ownValue(outputs, name))])));
  });
}

/** Cases of metadata and of good requests. */
export const answerChecks: Table = [
  [
    "status",
    "must",
    "metadata",
    "tells the state of each version of its model",
    ({ name }) =>
      json(get(`/v1/models/${encodeURIComponent(name)}`), (value) => {
        const list = ownValue(value, "model_version_status");
        if (!isList(list) || list.length === 0) return "model_version_status with a version";
        const isWhole = list.every((one) => {
          const [version, state, status] = ["version", "state", "status"].map((key) => ownValue(one, key));
          const isKnown = typeof state === "string" && states.includes(state);
          return typeof version === "string" && isKnown && typeof ownValue(status, "error_code") === "string";
        });
        return isWhole
          ? undefined
          : 'versions as {"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}';
      }),
  ],
  [
    "metadata",
    "must",
    "metadata",
    "describes its model: its name, its version, and the tensors of serving_default",
    ({ name }) =>
      json(get(`/v1/models/${encodeURIComponent(name)}/metadata`), (value) => {
        const spec = ownValue(value, "model_spec");
        if (ownValue(spec, "name") !== name) return `model_spec with the name ${name}`;
        return typeof ownValue(spec, "version") === "string" ? undefined : "model_spec with a version that is a text";
      }),
  ],
  [
    "metadata-unknown",
    "must",
    "metadata",
    "does not describe a model that there is not",
    () => refusesAll([get("/v1/models/mlops-no-such-model"), get("/v1/models/mlops-no-such-model/metadata")]),
  ],
  [
    "predict-column",
    "must",
    "predict",
    "answers inputs in columns with the same values as instances in rows",
    (subject) => {
      const rows = rowsOf(subject).slice(0, 2);
      const names = Object.keys(rows[0] ?? {});
      const inputs = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? null)]));
      const wanted = subject.answers.slice(0, rows.length).join(" ");
      const outputNames = subject.info.outputs.map(({ name }) => name);
      return json(subject.predict({ inputs }), (value) => {
        const given = rowsOfOutputs(ownValue(value, "outputs"), outputNames, rows.length).join(" ");
        return sorted(given) === sorted(wanted) ? undefined : `outputs with the values ${wanted}`;
      });
    },
  ],
  [
    "predict-unnamed",
    "must",
    "predict",
    "takes the value of an only input without its name",
    (subject) => {
      const [only, ...others] = subject.info.inputs;
      if (only === undefined || others.length > 0) return skip("the model has several inputs");
      const value = firstRow(subject)[only.name] ?? null;
      const calls = [subject.predict({ instances: [value] }), subject.predict({ instances: [{ [only.name]: value }] })];
      return each(calls, (answer) => gives(answer, subject, subject.rows.slice(0, 1), subject.answers.slice(0, 1)));
    },
  ],
  [
    "signature-default",
    "must",
    "predict",
    "takes serving_default by its name",
    (subject) =>
      once(subject.predict({ signature_name: "serving_default", instances: [firstRow(subject)] }), (answer) =>
        gives(answer, subject, subject.rows.slice(0, 1), subject.answers.slice(0, 1)),
      ),
  ],
  [
    "answer-form",
    "must",
    "predict",
    "gives a list for one output, and an object of the names for several",
    (subject) => {
      const names = subject.info.outputs.map(({ name }) => name);
      const rows = subject.rows.slice(0, 2);
      return json(subject.call(rows), (value) => {
        const predictions = ownValue(value, "predictions");
        if (!isList(predictions) || predictions.length !== rows.length) return `predictions with ${rows.length} rows`;
        if (names.length === 1) return undefined;
        const isNamed = predictions.every((row) => isObject(row) && names.every((name) => Object.hasOwn(row, name)));
        return isNamed ? undefined : `rows with ${names.join(", ")}`;
      });
    },
  ],
  [
    "answer-shapes",
    "must",
    "predict",
    "gives outputs of the shapes of its description",
    (subject) => {
      const { outputs } = subject.info;
      return json(subject.call(subject.rows.slice(0, 1)), (value) => {
        const predictions = ownValue(value, "predictions");
        const [row = null] = isList(predictions) ? predictions : [];
        for (const { name, shape } of outputs) {
          const given = outputs.length === 1 ? row : (ownValue(row, name) ?? null);
          const sizes = listSizes(given, 32);
          const wanted = shape.slice(1);
          const fits =
            sizes.length === wanted.length && wanted.every((size, axis) => size === -1 || size === sizes[axis]);
          if (!fits) return `${name} of the shape [${wanted.join(", ")}] in each row`;
        }
        return undefined;
      });
    },
  ],
  [
    "bytes-base64",
    "must",
    "predict",
    'takes {"b64": …} for a text',
    (subject) => {
      const row = firstRow(subject);
      const text = subject.info.inputs.find(({ datatype }) => datatype === "BYTES");
      if (text === undefined || row[text.name] === undefined) return skip("no input is of texts");
      const coded = (value: Json): Json =>
        isList(value)
          ? value.map(coded)
          : typeof value === "string"
            ? { b64: Buffer.from(value).toString("base64") }
            : value;
      return once(subject.predict({ instances: [{ ...row, [text.name]: coded(row[text.name] ?? "") }] }), (answer) =>
        gives(answer, subject, subject.rows.slice(0, 1), subject.answers.slice(0, 1)),
      );
    },
  ],
  [
    "version-path",
    "must",
    "predict",
    "takes requests for the version that it describes",
    (subject) => {
      const { versioned } = subject;
      if (versioned === undefined) return skip("paths have no version");
      return once(versioned(subject.version), (answer) =>
        gives(answer, subject, subject.rows.slice(0, 1), subject.answers.slice(0, 1)),
      );
    },
  ],
];

/** The same for objects whatever the order of their names. */
function sorted(text: string): string {
  return text
    .split(/[{},\s]/)
    .toSorted()
    .join();
}
