import { badOutput } from "../../core/runtime/engine.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import { elementCount } from "../../core/tensor/tensor.ts";
import type { Tensor, Tensors, TensorSpec } from "../../core/tensor/tensor.ts";
import { decodeText, nestTexts, textOf, valueTexts } from "../../core/tensor/write-tensor.ts";
import { floatText } from "./float-text.ts";
import type { Form } from "./read-predict.ts";
import type { ResolvedSignature } from "./signatures.ts";

/** The answer to a predict request: `{ "predictions": … }` by rows, `{ "outputs": … }` by outputs. */
export function predictText(outputs: Tensors, form: Form, rowCount: number): string {
  const key = form === "row" ? "predictions" : "outputs";
  const columns = [...outputs].map(([name, one]) => ({ name, one, texts: textsOf(name, one) }));
  const [first] = columns;
  // With one output, its rows are the list of predictions.
  if (first !== undefined && columns.length === 1) return `{"${key}":${nestTexts(first.one.shape, first.texts)}}`;
  if (form === "column") {
    const members = columns.map(({ name, one, texts }) => `${JSON.stringify(name)}:${nestTexts(one.shape, texts)}`);
    return `{"${key}":{${members.join(",")}}}`;
  }
  const members = columns.map(({ name, one, texts }) => {
    const [, ...rest] = one.shape;
    const size = elementCount(rest);
    const label = JSON.stringify(name);
    return (row: number): string => `${label}:${nestTexts(rest, texts.slice(row * size, (row + 1) * size))}`;
  });
  const rows = Array.from({ length: rowCount }, (_, row) => `{${members.map((member) => member(row)).join(",")}}`);
  return `{"${key}":[${rows.join(",")}]}`;
}

/** Each value of an output as JSON; `NaN` and infinite ones as bare words, which JSON (RFC 8259) does not have. */
function textsOf(name: string, one: Tensor): string[] {
  const bytes = name.endsWith("_bytes") ? base64Text : (value: Uint8Array): string => plainText(name, value);
  return valueTexts(one, { nonFinite: String, float: floatText, bytes });
}

function base64Text(value: Uint8Array): string {
  return `{"b64":"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}"}`;
}

function plainText(name: string, value: Uint8Array): string {
  try {
    return textOf(value);
  } catch (error) {
    throw new ServeError("binary-only", {
      detail: `The output ${name} has bytes that are no UTF-8; only outputs whose names end in _bytes are sent as base64.`,
      cause: error,
    });
  }
}

/** The answer to a classify request: for each row its pairs of a label and a score. */
export function classifyText(outputs: Tensors, { signature, outputs: specs }: ResolvedSignature): string {
  if (signature.method !== "classify") throw new TypeError("Not a signature that classifies");
  const scores = numbersOf(outputs, signature.scores);
  const classes = signature.classes === undefined ? undefined : outputs.get(signature.classes);
  const labels = classes?.datatype === "BYTES" ? classes.data.map(decodeText) : labelsOf(specs.get(signature.scores));
  if (classes !== undefined && labels.length !== scores.values.length) {
    throw badOutput("The model gave another number of classes than of scores");
  }
  const { values, size } = scores;
  const pairs = values.map((score, index) => {
    const label = labels[classes === undefined ? index % size : index] ?? "";
    return `[${JSON.stringify(label)},${score}]`;
  });
  const rows = Array.from({ length: scores.rows }, (_, row) => `[${pairs.slice(row * size, (row + 1) * size).join()}]`);
  return `{"results":[${rows.join(",")}]}`;
}

function labelsOf(spec: TensorSpec | undefined): readonly string[] {
  return spec?.labels ?? [];
}

/** The answer to a regress request: one number for each row. */
export function regressText(outputs: Tensors, { signature }: ResolvedSignature): string {
  if (signature.method !== "regress") throw new TypeError("Not a signature that regresses");
  return `{"results":[${numbersOf(outputs, signature.value).values.join(",")}]}`;
}

/** The numbers of an output as texts; whole ones of integers are written as floats, which results are. */
function numbersOf(outputs: Tensors, name: string): { values: string[]; rows: number; size: number } {
  const one = outputs.get(name);
  if (one === undefined) throw badOutput(`The model gave no ${name}`);
  const [rows = 0, ...rest] = one.shape;
  const texts = textsOf(name, one);
  const isFloat = one.datatype === "FP32" || one.datatype === "FP64";
  return { values: isFloat ? texts : texts.map((text) => `${text}.0`), rows, size: elementCount(rest) };
}
