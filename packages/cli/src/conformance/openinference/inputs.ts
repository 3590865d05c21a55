import type { Json, JsonObject } from "../../json/parse-json.ts";
import { isList } from "../../json/parse-json.ts";
import { datatypes, valuesIn } from "../../tensor/datatypes.ts";
import type { TensorInfo } from "../../tensor/datatypes.ts";
import { nested } from "../../tensor/nested.ts";
import type { NamedCheck, Plan, Skip } from "../check.ts";
import { each, isGood, refused, refusedOrClosed, refusesAll, skip } from "../judge.ts";
import type { OpenInferenceSubject } from "./subject.ts";

type Table = readonly NamedCheck<OpenInferenceSubject>[];
type Input = JsonObject;

const noJson = skip("an input has no form in JSON");

/** Each of these in the place of an input of a good request. */
function inPlace(
  subject: OpenInferenceSubject,
  changes: (input: Input, info: TensorInfo) => readonly JsonObject[],
): readonly ReturnType<OpenInferenceSubject["infer"]>[] {
  const { inputs = [], info } = subject;
  return inputs.flatMap((input, at) => {
    const of = info.inputs.find(({ name }) => name === input["name"]);
    if (of === undefined) return [];
    return changes(input, of).map((change) => {
      return subject.infer({ inputs: inputs.map((one, place) => (place === at ? { ...one, ...change } : one)) });
    });
  });
}

function refuses(
  changes: (input: Input, info: TensorInfo) => readonly JsonObject[],
): (subject: OpenInferenceSubject) => Plan | Skip {
  return (subject) => {
    if (subject.inputs === undefined) return noJson;
    const calls = inPlace(subject, changes);
    return calls.length === 0 ? skip("no input has such values") : each(calls, refusedOrClosed);
  };
}

const listAt = (input: Input, name: string): readonly Json[] => {
  const value = input[name];
  return isList(value) ? value : [];
};
const dataOf = (input: Input): readonly Json[] => listAt(input, "data");
const shapeOf = (input: Input): readonly number[] => listAt(input, "shape").map(Number);

/** The data with another first value. */
const firstAs = (input: Input, ...values: readonly Json[]): JsonObject[] =>
  dataOf(input).length === 0 ? [] : values.map((value) => ({ data: [value, ...dataOf(input).slice(1)] }));

/** Cases of inputs that do not fit their description. */
export const inputChecks: Table = [
  [
    "inputs-none",
    "must",
    "input",
    "refuses a request without inputs",
    (subject) =>
      refusesAll(
        [{}, { inputs: [] }, { inputs: {} }, { inputs: null }, { inputs: "x" }].map((one) => subject.infer(one)),
      ),
  ],
  [
    "input-missing",
    "should",
    "input",
    "refuses a request that lacks an input, of those that have to be there",
    (subject) => {
      const { inputs } = subject;
      if (inputs === undefined) return noJson;
      const calls = inputs.map((_, at) => subject.infer({ inputs: inputs.filter((__, place) => place !== at) }));
      return {
        stages: calls.map((call) => [call]),
        judge: (answers) =>
          answers.every(isGood)
            ? { expected: "a status of 4xx for at least one of the inputs", got: "200 without any of them" }
            : undefined,
      };
    },
  ],
  [
    "input-unknown",
    "should",
    "input",
    "refuses an input that the model does not have",
    (subject) => {
      const { inputs } = subject;
      const [first] = inputs ?? [];
      if (inputs === undefined || first === undefined) return noJson;
      return refusesAll([subject.infer({ inputs: [...inputs, { ...first, name: "mlops-no-such-input" }] })]);
    },
  ],
  [
    "input-twice",
    "should",
    "input",
    "refuses an input that is there twice",
    (subject) => {
      const { inputs } = subject;
      const [first] = inputs ?? [];
      if (inputs === undefined || first === undefined) return noJson;
      return refusesAll([subject.infer({ inputs: [...inputs, first] })]);
    },
  ],
  [
    "input-form",
    "must",
    "input",
    "refuses an input without name, shape or datatype, and a name that is no text",
    refuses(() => [{ name: null }, { name: 5 }, { name: {} }, { shape: null }, { datatype: null }]),
  ],
  [
    "datatype-unknown",
    "must",
    "input",
    "refuses datatypes that there are not",
    refuses((_, { datatype }) =>
      ["FLOAT", datatype.toLowerCase(), "", "FP128", "__proto__"].map((name) => ({ datatype: name })),
    ),
  ],
  [
    "datatype-other",
    "must",
    "input",
    "refuses texts for numbers and numbers for texts",
    refuses((input, { datatype }) => {
      const isText = datatypes[datatype].kind === "text";
      const values = dataOf(input).map((): Json => (isText ? 1 : "1"));
      return [{ datatype: isText ? "FP32" : "BYTES", data: values }];
    }),
  ],
  [
    "data-count",
    "must",
    "input",
    "refuses more or fewer values than a shape has",
    refuses((input) => {
      const data = dataOf(input);
      return [{ data: [...data, data[0] ?? 0] }, ...(data.length > 0 ? [{ data: data.slice(1) }, { data: [] }] : [])];
    }),
  ],
  [
    "data-form",
    "must",
    "input",
    "refuses data that is no list, and lists that are not as long as each other",
    refuses((input) => {
      const data = dataOf(input);
      const ragged = data.length > 1 ? [{ data: [data.slice(1), data.slice(0, 1)] }] : [];
      return [{ data: null }, { data: {} }, { data: "x" }, { data: 5 }, ...ragged];
    }),
  ],
  [
    "shape-rank",
    "must",
    "input",
    "refuses a shape of more or fewer sizes than the description has",
    refuses((input) => {
      const shape = shapeOf(input);
      return [
        { shape: [...shape, 1] },
        { shape: [1, ...shape] },
        ...(shape.length > 1 ? [{ shape: [valuesIn(shape)] }] : []),
        { shape: [] },
      ];
    }),
  ],
  [
    "shape-form",
    "must",
    "input",
    "refuses sizes that are no whole numbers of at least 0",
    refuses((input) => {
      const [, ...rest] = shapeOf(input);
      const sizes: readonly Json[] = [-1, 1.5, "1", null, true, [1]];
      return [...sizes.map((size) => ({ shape: [size, ...rest] })), { shape: {} }, { shape: "1" }];
    }),
  ],
  [
    "shape-huge",
    "must",
    "input",
    "refuses shapes of more values than can be counted, and survives",
    refuses((input) => {
      const rank = shapeOf(input).length;
      const shapes = [
        [4_294_967_296, 4_294_967_296],
        [16, 1_152_921_504_606_846_978n],
        [9_223_372_036_854_775_807n],
        Array.from({ length: 2_000 }, () => 1),
      ];
      const padded = Array.from({ length: rank }, (_, at) => (at === 0 ? 1_000_000_000_000 : 1));
      return [...shapes, padded].map((shape) => ({ shape }));
    }),
  ],
  [
    "value-kind",
    "must",
    "input",
    "refuses values of another kind than the datatype",
    refuses((input, { datatype }) => {
      const other: Record<(typeof datatypes)[typeof datatype]["kind"], Json[]> = {
        flag: ["true", 2, null],
        whole: ["1", 1.5, null, {}],
        real: ["1", null, {}, "NaN"],
        text: [1, null, {}, true],
      };
      return firstAs(input, ...other[datatypes[datatype].kind]);
    }),
  ],
  [
    "value-range",
    "must",
    "input",
    "refuses whole numbers beyond their datatype",
    refuses((input, { datatype }) => {
      const { range } = datatypes[datatype];
      return range === undefined ? [] : firstAs(input, range[0] - 1n, range[1] + 1n, 2n ** 70n);
    }),
  ],
  [
    "value-single",
    "should",
    "input",
    "refuses numbers beyond FP32 rather than making them infinite",
    refuses((input, { datatype }) => (datatype === "FP32" ? firstAs(input, 1e39, -1e39) : [])),
  ],
  [
    "rows-differ",
    "must",
    "input",
    "refuses inputs that do not have as many rows as each other",
    (subject) => {
      const { inputs, hasBatches } = subject;
      if (inputs === undefined) return noJson;
      if (!hasBatches || inputs.length < 2) return skip("there is one input, or no batch");
      const [first, ...others] = inputs;
      if (first === undefined) return noJson;
      const [, ...rest] = shapeOf(first);
      const twice = { ...first, shape: [2, ...rest], data: [...dataOf(first), ...dataOf(first)] };
      return refusesAll([subject.infer({ inputs: [twice, ...others] })]);
    },
  ],
  [
    "output-unknown",
    "must",
    "input",
    "refuses to give an output that the model does not have",
    (subject) => {
      const { inputs } = subject;
      return inputs === undefined
        ? noJson
        : refusesAll([subject.infer({ inputs, outputs: [{ name: "mlops-no-such-output" }] })]);
    },
  ],
  [
    "members-form",
    "should",
    "input",
    "refuses an id that is no text, and outputs and parameters of another form",
    (subject) => {
      const { inputs } = subject;
      if (inputs === undefined) return noJson;
      const members: JsonObject[] = [
        { id: 5 },
        { outputs: "x" },
        { outputs: [{}] },
        { outputs: [5] },
        { parameters: [] },
      ];
      return each(
        members.map((one) => subject.infer({ inputs, ...one })),
        (answer) => refused(answer),
      );
    },
  ],
];

/** The data of an input in lists of its shape. */
export function nestedInput(input: JsonObject): JsonObject {
  return { ...input, data: nested(dataOf(input), shapeOf(input)) };
}
