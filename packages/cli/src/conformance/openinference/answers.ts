import { isList, ownValue } from "../../json/parse-json.ts";
import type { Json } from "../../json/parse-json.ts";
import { datatypes, valuesIn } from "../../tensor/datatypes.ts";
import type { Datatype, TensorInfo } from "../../tensor/datatypes.ts";
import { leavesOf } from "../../tensor/nested.ts";
import type { Call } from "../call.ts";
import type { NamedCheck, Plan, Skip } from "../check.ts";
import { goodCall } from "../common/bodies.ts";
import { describeAnswer, each, get, gives, json, jsonOfGood, once, skip } from "../judge.ts";
import { nestedInput } from "./inputs.ts";
import type { OpenInferenceSubject } from "./subject.ts";

type Table = readonly NamedCheck<OpenInferenceSubject>[];

const noJson = skip("a tensor has no form in JSON");

/** Holds each output of a good answer in JSON to its description. */
function outputs(
  judge: (output: Json, info: TensorInfo, rows: number) => string | undefined,
): (subject: OpenInferenceSubject) => Plan | Skip {
  return (subject) => {
    if (subject.info.outputs.some(({ datatype }) => !datatypes[datatype].hasJson) || subject.inputs === undefined)
      return noJson;
    const batches = [1, ...(subject.hasBatches ? [subject.rows.length] : [])].map((count) =>
      subject.rows.slice(0, count),
    );
    return each(
      batches.map((rows) => subject.call(rows)),
      (answer, at) => {
        const found = jsonOfGood(answer);
        if ("fault" in found) return found.fault;
        const given = outputsOf(found.value);
        for (const info of subject.info.outputs) {
          const output = given.find((tensor) => ownValue(tensor, "name") === info.name);
          const wanted =
            output === undefined ? `an output ${info.name}` : judge(output, info, batches[at]?.length ?? 1);
          if (wanted !== undefined) return { expected: wanted, got: describeAnswer(answer) };
        }
        return undefined;
      },
    );
  };
}

function outputsOf(value: Json): readonly Json[] {
  const list = ownValue(value, "outputs");
  return isList(list) ? list : [];
}

function namesOf(value: Json): string {
  return outputsOf(value)
    .map((output) => ownValue(output, "name"))
    .filter((name) => typeof name === "string")
    .join();
}

function inJson(
  subject: OpenInferenceSubject,
  make: (inputs: NonNullable<OpenInferenceSubject["inputs"]>) => Plan | Skip,
): Plan | Skip {
  const isJson = subject.info.outputs.every(({ datatype }) => datatypes[datatype].hasJson);
  return subject.inputs === undefined || !isJson ? noJson : make(subject.inputs);
}

/** The same answer as the first example's. */
function same(subject: OpenInferenceSubject, ...calls: readonly Call[]): Plan {
  return each(calls, (answer) => gives(answer, subject, subject.rows.slice(0, 1), subject.answers.slice(0, 1)));
}

/** Cases of metadata and of good requests. */
export const answerChecks: Table = [
  [
    "server-metadata",
    "must",
    "metadata",
    "gives its name, its version and its extensions at /v2",
    () =>
      json(get("/v2"), (value) => {
        const [name, version, extensions] = ["name", "version", "extensions"].map((key) => ownValue(value, key));
        const isWhole = typeof name === "string" && typeof version === "string" && isList(extensions);
        return isWhole && extensions.every((extension) => typeof extension === "string")
          ? undefined
          : '{"name": "…", "version": "…", "extensions": ["…"]}';
      }),
  ],
  [
    "model-metadata",
    "must",
    "metadata",
    "describes its model: name, platform, inputs and outputs with name, datatype and shape",
    ({ name }) =>
      json(get(`/v2/models/${encodeURIComponent(name)}`), (value) => {
        if (ownValue(value, "name") !== name) return `the name ${name}`;
        if (typeof ownValue(value, "platform") !== "string") return "a platform";
        const versions = ownValue(value, "versions");
        const isListed =
          versions === undefined || (isList(versions) && versions.every((version) => typeof version === "string"));
        return isListed ? undefined : "versions that are a list of texts";
      }),
  ],
  ["live", "must", "health", "answers its liveness probe", () => json(get("/v2/health/live"), () => undefined)],
  ["ready", "must", "health", "answers its readiness probe", () => json(get("/v2/health/ready"), () => undefined)],
  [
    "answer-form",
    "must",
    "predict",
    "names its model and gives every output",
    (subject) =>
      inJson(subject, () =>
        json(goodCall(subject), (value) => {
          if (ownValue(value, "model_name") !== subject.name) return `model_name ${subject.name}`;
          const wanted = subject.info.outputs.map(({ name }) => name);
          const given = outputsOf(value).map((output) => ownValue(output, "name"));
          return wanted.every((name) => given.includes(name)) ? undefined : `the outputs ${wanted.join(", ")}`;
        }),
      ),
  ],
  [
    "answer-datatypes",
    "must",
    "predict",
    "gives outputs of the datatypes of its description",
    outputs((output, { name, datatype }) => {
      return ownValue(output, "datatype") === datatype ? undefined : `the output ${name} as ${datatype}`;
    }),
  ],
  [
    "answer-shapes",
    "must",
    "predict",
    "gives outputs of the shapes of its description, with a value for each place",
    outputs((output, { name, shape }, rows) => {
      const [given, data] = [ownValue(output, "shape"), ownValue(output, "data")];
      if (!isList(given) || !isList(data)) return `a shape and data of ${name}`;
      const sizes = given.map(Number);
      const fits = sizes.length === shape.length && shape.every((size, axis) => size === -1 || size === sizes[axis]);
      if (!fits) return `${name} of the shape [${shape.join(", ")}]`;
      if (shape[0] === -1 && sizes[0] !== rows) return `${name} with ${rows} rows`;
      const count = leavesOf(data).length;
      return count === valuesIn(sizes) ? undefined : `${name} with ${valuesIn(sizes)} values, as its shape says`;
    }),
  ],
  [
    "answer-values",
    "must",
    "predict",
    "gives values that their datatypes have",
    outputs((output, { name, datatype }) => {
      const data = ownValue(output, "data");
      const values = isList(data) ? leavesOf(data) : [];
      return values.every((value) => isOf(datatype, value)) ? undefined : `${name} with values of ${datatype}`;
    }),
  ],
  [
    "id-echo",
    "must",
    "predict",
    "gives an id back",
    (subject) =>
      inJson(subject, (inputs) =>
        json(subject.infer({ id: "mlops-7f3", inputs }), (value) =>
          ownValue(value, "id") === "mlops-7f3" ? undefined : 'the id "mlops-7f3"',
        ),
      ),
  ],
  [
    "outputs-filter",
    "must",
    "predict",
    "gives the outputs that are asked for, and no other",
    (subject) =>
      inJson(subject, (inputs) => {
        const names = subject.info.outputs.map(({ name }) => name);
        const asked = names.length > 1 ? names.map((name) => [name]) : [names];
        return {
          stages: asked.map((one) => [subject.infer({ inputs, outputs: one.map((name) => ({ name })) })]),
          judge(answers) {
            for (const [at, answer] of answers.entries()) {
              const wanted = asked[at]?.join() ?? "";
              const fault = json(goodCall(subject), (value) =>
                namesOf(value) === wanted ? undefined : `only the output ${wanted}`,
              ).judge([answer]);
              if (fault !== undefined && !("skip" in fault)) return { ...fault, at };
            }
            return undefined;
          },
        };
      }),
  ],
  [
    "data-nested",
    "must",
    "predict",
    "takes data in lists of its shape as it takes one flat list",
    (subject) => inJson(subject, (inputs) => same(subject, subject.infer({ inputs: inputs.map(nestedInput) }))),
  ],
  [
    "inputs-order",
    "must",
    "predict",
    "takes inputs in any order",
    (subject) =>
      inJson(subject, (inputs) =>
        inputs.length < 2 ? skip("there is one input") : same(subject, subject.infer({ inputs: inputs.toReversed() })),
      ),
  ],
  [
    "version-path",
    "must",
    "predict",
    "takes requests for a version that its description lists",
    (subject) => {
      const { versions, versioned } = subject;
      if (versions.length === 0 || versioned === undefined) return skip("the description lists no version");
      return each(versions.map(versioned), (answer) => gives(answer, subject, subject.rows.slice(0, 1)));
    },
  ],
  [
    "parameters-unknown",
    "should",
    "predict",
    "takes parameters that it does not know",
    (subject) =>
      inJson(subject, (inputs) =>
        once(subject.infer({ inputs, parameters: { "mlops-unknown": true } }), (answer) =>
          gives(answer, subject, subject.rows.slice(0, 1)),
        ),
      ),
  ],
  [
    "unknown-model-metadata",
    "must",
    "metadata",
    "does not describe a model that there is not, and does not call it ready",
    () => ({
      stages: [[get("/v2/models/mlops-no-such-model")], [get("/v2/models/mlops-no-such-model/ready")]],
      judge: (answers) => {
        const at = answers.findIndex(
          (answer) => answer.kind !== "reply" || answer.status < 400 || answer.status >= 500,
        );
        return at === -1
          ? undefined
          : {
              at,
              expected: "a status of 4xx",
              got: String(answers[at]?.kind === "reply" ? answers[at].status : "no answer"),
            };
      },
    }),
  ],
];

function isOf(datatype: Datatype, value: Json): boolean {
  const { kind, range } = datatypes[datatype];
  switch (kind) {
    case "flag":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string";
    case "real":
      return typeof value === "number" || typeof value === "bigint";
    case "whole":
      if (typeof value !== "bigint" && !Number.isInteger(value)) return false;
      return range !== undefined && Number(value) >= Number(range[0]) && Number(value) <= Number(range[1]);
  }
}
