import { isList } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { datatypes } from "../../tensor/datatypes.ts";
import type { TensorInfo } from "../../tensor/datatypes.ts";
import type { NamedCheck, Plan, Skip } from "../check.ts";
import { each, get, refused, refusesAll, skip } from "../judge.ts";
import { firstRow } from "./subject.ts";
import type { TensorflowSubject } from "./subject.ts";

type Table = readonly NamedCheck<TensorflowSubject>[];

/** Each of these in the place of an input of a good row. */
function refuses(
  changes: (value: Json, info: TensorInfo) => readonly Json[],
): (subject: TensorflowSubject) => Plan | Skip {
  return (subject) => {
    const row = firstRow(subject);
    const calls = subject.info.inputs.flatMap((info) => {
      const value = row[info.name];
      return value === undefined
        ? []
        : changes(value, info).map((change) => subject.predict({ instances: [{ ...row, [info.name]: change }] }));
    });
    return calls.length === 0 ? skip("no input has such values") : refusesAll(calls);
  };
}

/** A value with another first leaf. */
function firstLeaf(value: Json, leaf: Json): Json {
  if (!isList(value)) return leaf;
  const [first = null, ...others] = value;
  return [firstLeaf(first, leaf), ...others];
}

/** Cases of requests that do not fit the description, and of paths that mean nothing. */
export const inputChecks: Table = [
  [
    "request-keys",
    "must",
    "input",
    "refuses a request with both of instances and inputs, and with neither",
    (subject) => {
      const row = firstRow(subject);
      return refusesAll([
        subject.predict({}),
        subject.predict({ instances: [row], inputs: row }),
        subject.predict({ rows: [row] }),
      ]);
    },
  ],
  [
    "instances-form",
    "must",
    "input",
    "refuses instances that are no list, and an empty list",
    (subject) => refusesAll([[], {}, null, 5, "x"].map((instances: Json) => subject.predict({ instances }))),
  ],
  [
    "signature-unknown",
    "must",
    "input",
    "refuses a signature that there is not, and one that is no text",
    (subject) => {
      const instances = [firstRow(subject)];
      return refusesAll(
        ["mlops-no-such-signature", 5, {}].map((signature_name: Json) =>
          subject.predict({ signature_name, instances }),
        ),
      );
    },
  ],
  [
    "input-unknown",
    "must",
    "input",
    "refuses an input that the model does not have",
    (subject) => refusesAll([subject.predict({ instances: [{ ...firstRow(subject), "mlops-no-such-input": 1 }] })]),
  ],
  [
    "inputs-none",
    "must",
    "input",
    "refuses rows without any input",
    (subject) => {
      const [only, ...others] = subject.info.inputs;
      const calls = [
        subject.predict({ instances: [{}] }),
        ...(only !== undefined && others.length === 0 ? [subject.predict({ instances: [null] })] : []),
      ];
      return refusesAll(calls);
    },
  ],
  [
    "rows-differ",
    "must",
    "input",
    "refuses rows of different kinds",
    (subject) =>
      refusesAll([
        subject.predict({ instances: [firstRow(subject), 5] }),
        subject.predict({ instances: [firstRow(subject), {}] }),
      ]),
  ],
  [
    "shape-rank",
    "must",
    "input",
    "refuses lists that nest deeper or less deep than the description says",
    refuses((value) =>
      [[value], ...(isList(value) ? [value[0] ?? null] : [])].filter((one) => !isList(one) || one.length > 0),
    ),
  ],
  [
    "shape-sizes",
    "must",
    "input",
    "refuses lists of more or fewer values than the description says",
    refuses((value, { shape }) => {
      if (!isList(value) || shape[1] === undefined || shape[1] === -1) return [];
      return [[...value, value[0] ?? null], value.slice(1), []];
    }),
  ],
  [
    "value-kind",
    "must",
    "input",
    "refuses values of another kind than the dtype",
    refuses((value, { datatype }) => {
      const other: Record<(typeof datatypes)[typeof datatype]["kind"], readonly Json[]> = {
        flag: ["true", 2, null],
        whole: ["1", 1.5, null, {}],
        real: ["1", null, {}],
        text: [1, null, {}],
      };
      return other[datatypes[datatype].kind].map((leaf) => firstLeaf(value, leaf));
    }),
  ],
  [
    "value-range",
    "must",
    "input",
    "refuses whole numbers beyond their dtype",
    refuses((value, { datatype }) => {
      const { range } = datatypes[datatype];
      return range === undefined ? [] : [range[0] - 1n, range[1] + 1n, 2n ** 70n].map((leaf) => firstLeaf(value, leaf));
    }),
  ],
  [
    "bytes-not-base64",
    "must",
    "input",
    "refuses what says that it is base64 and is not",
    refuses((value, { datatype }) =>
      datatype === "BYTES" ? [5, null, "*"].map((b64) => firstLeaf(value, { b64 })) : [],
    ),
  ],
  [
    "paths-malformed",
    "must",
    "http",
    "answers 400 for a path without a model, with a verb that there is not, or with a version and a label at once",
    ({ name, predict, rows }) => {
      const call = predict({ instances: [rows[0] ?? null] });
      const path = `/v1/models/${encodeURIComponent(name)}`;
      return each(
        [
          get("/v1/models"),
          ...[`${path}:explode`, `${path}/versions/1/labels/a:predict`, `${path}/versions/one:predict`].map((one) => ({
            ...call,
            path: one,
          })),
        ],
        (answer) => refused(answer, [400]),
      );
    },
  ],
  [
    "label-unknown",
    "must",
    "http",
    "refuses a label that there is not",
    ({ name, predict, rows }) => {
      const call = predict({ instances: [rows[0] ?? null] });
      return refusesAll([
        { ...call, path: `/v1/models/${encodeURIComponent(name)}/labels/mlops-no-such-label:predict` },
      ]);
    },
  ],
];
