import { ownValue } from "../../json/parse-json.ts";
import type { Json, JsonObject } from "../../json/parse-json.ts";
import { writeJson } from "../../json/write-json.ts";
import { encodeValues } from "../../tensor/binary.ts";
import { datatypes } from "../../tensor/datatypes.ts";
import { withHeader } from "../call.ts";
import type { Call } from "../call.ts";
import type { NamedCheck, Plan, Skip } from "../check.ts";
import { describeAnswer, gives, isGood, once, refusesAll, skip } from "../judge.ts";
import type { OpenInferenceSubject } from "./subject.ts";

const extension = "binary_tensor_data";
const lengthHeader = "inference-header-content-length";

interface Parts {
  /** The inputs, each with the size of its bytes. */
  readonly inputs: readonly JsonObject[];
  readonly bytes: readonly Buffer[];
}

function binary(subject: OpenInferenceSubject, make: (parts: Parts) => Plan | Skip): Plan | Skip {
  if (!subject.extensions.includes(extension)) return skip(`the server does not list ${extension}`);
  const parts = subject.tensors.map(({ info: { name, datatype }, shape, values }): readonly [JsonObject, Buffer] => {
    const bytes = encodeValues(datatype, values);
    return [{ name, datatype, shape, parameters: { binary_data_size: bytes.length } }, bytes];
  });
  return make({ inputs: parts.map(([input]) => input), bytes: parts.map(([, bytes]) => bytes) });
}

/** A request whose JSON is followed by bytes. */
function withBytes(subject: OpenInferenceSubject, members: Json, bytes: Uint8Array, length?: string): Call {
  const text = writeJson(members);
  const { body: _, ...call } = subject.infer({});
  return withHeader(
    withHeader({ ...call, body: [text, bytes] }, "content-type", "application/octet-stream"),
    lengthHeader,
    length ?? String(Buffer.byteLength(text)),
  );
}

function resized(inputs: readonly JsonObject[], by: number): JsonObject[] {
  return inputs.map((input, at) => {
    if (at > 0) return input;
    const size = Number(ownValue(input["parameters"], "binary_data_size"));
    return { ...input, parameters: { binary_data_size: size + by } };
  });
}

/** Cases of tensors as bytes (Triton, extension_binary_data.md). */
export const binaryChecks: readonly NamedCheck<OpenInferenceSubject>[] = [
  [
    "binary-input",
    "must",
    "binary",
    "takes inputs as bytes as it takes them in JSON",
    (subject) =>
      binary(subject, ({ inputs, bytes }) => {
        const isJson = subject.info.outputs.every(({ datatype }) => datatypes[datatype].hasJson);
        const members = { inputs, ...(!isJson && { parameters: { binary_data_output: true } }) };
        return once(withBytes(subject, members, Buffer.concat(bytes)), (answer) =>
          gives(answer, subject, subject.rows.slice(0, 1), subject.answers.slice(0, 1)),
        );
      }),
  ],
  [
    "binary-output",
    "must",
    "binary",
    "gives outputs as bytes that are the values that it gives in JSON",
    (subject) =>
      binary(subject, (parts) => {
        const hasSingles = subject.info.outputs.some(({ datatype }) => datatype === "FP32");
        return binaryOutput(subject, parts, hasSingles ? roundSingles : (text) => text);
      }),
  ],
  [
    "binary-output-headers",
    "must",
    "binary",
    "says with bytes how long its JSON is, and that the whole is no JSON",
    (subject) =>
      binary(subject, (parts) =>
        once(binaryOutputCall(subject, parts), (answer) => {
          const isSaid = isGood(answer) && /^[0-9]+$/.test(answer.headers[lengthHeader] ?? "");
          const isBytes = isGood(answer) && answer.headers["content-type"] === "application/octet-stream";
          const expected = `${lengthHeader} and the content type application/octet-stream`;
          return isSaid && isBytes ? undefined : { expected, got: describeAnswer(answer) };
        }),
      ),
  ],
  [
    "binary-header-length",
    "must",
    "binary",
    "refuses a length of the JSON that is longer than the body, or no number",
    (subject) =>
      binary(subject, ({ inputs, bytes }) =>
        refusesAll(
          ["99999999", "-1", "1.5", "abc", "1", "18446744073709551616", " "].map((length) =>
            withBytes(subject, { inputs }, Buffer.concat(bytes), length),
          ),
        ),
      ),
  ],
  [
    "binary-sizes",
    "must",
    "binary",
    "refuses sizes that are not those of the tensors, and bytes left over",
    (subject) =>
      binary(subject, ({ inputs, bytes }) => {
        const all = Buffer.concat(bytes);
        const bad: Json[] = [-1, 1.5, "4", 1e15];
        return refusesAll([
          withBytes(subject, { inputs: resized(inputs, 1) }, all),
          withBytes(subject, { inputs: resized(inputs, -1) }, all),
          withBytes(subject, { inputs: resized(inputs, 1) }, Buffer.concat([Buffer.alloc(1), all])),
          withBytes(subject, { inputs }, Buffer.concat([all, Buffer.alloc(8)])),
          withBytes(subject, { inputs }, all.subarray(0, -1)),
          withBytes(subject, { inputs }, Buffer.alloc(0)),
          ...bad.map((size) =>
            withBytes(
              subject,
              { inputs: inputs.map((input) => ({ ...input, parameters: { binary_data_size: size } })) },
              all,
            ),
          ),
        ]);
      }),
  ],
  [
    "binary-and-json",
    "should",
    "binary",
    "refuses an input that has its values twice",
    (subject) =>
      binary(subject, ({ inputs, bytes }) => {
        const both = inputs.map((input, at) => ({ ...input, data: subject.tensors[at]?.values ?? [] }));
        return refusesAll([withBytes(subject, { inputs: both }, Buffer.concat(bytes))]);
      }),
  ],
];

function binaryOutputCall(subject: OpenInferenceSubject, { inputs, bytes }: Parts): Call {
  return withBytes(subject, { inputs, parameters: { binary_data_output: true } }, Buffer.concat(bytes));
}

function binaryOutput(subject: OpenInferenceSubject, parts: Parts, exact: (text: string) => string): Plan | Skip {
  if (subject.info.outputs.some(({ datatype }) => !datatypes[datatype].hasJson))
    return skip("an output has no form in JSON");
  return once(binaryOutputCall(subject, parts), (answer) => {
    const [row = null] = subject.rows;
    const fault = gives(answer, subject, [row]);
    if (fault !== undefined || !isGood(answer)) return fault;
    const [wanted = "", given = ""] = [subject.answers[0], subject.results(answer, [row])[0]].map((text) =>
      exact(text ?? ""),
    );
    return wanted === given ? undefined : { expected: `the values ${wanted}`, got: given };
  });
}

/** Every number as a single, in which both forms are the same. */
function roundSingles(text: string): string {
  return text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9]+\.[0-9.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : String(Math.fround(Number(token))),
  );
}
