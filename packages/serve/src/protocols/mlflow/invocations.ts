import { kindOf } from "../../core/errors/kind-of.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import { clippedHeader } from "../../core/http/clipped-header.ts";
import type { HttpExchange, Reply } from "../../core/http/exchange.ts";
import { readBody, readJson } from "../../core/http/read-body.ts";
import type { BodyRules } from "../../core/http/read-body.ts";
import { jsonRules } from "../../core/limits.ts";
import type { Limits } from "../../core/limits.ts";
import type { ProtocolParts } from "../../core/protocol.ts";
import type { RowResult } from "../../core/runtime/engine.ts";
import type { Tensors } from "../../core/tensor/tensor.ts";
import { nestTexts, valueTexts } from "../../core/tensor/write-tensor.ts";
import { bodyForm } from "./content-type.ts";
import { misfit } from "./errors.ts";
import { readCsv } from "./read-csv.ts";
import { readJsonRequest } from "./read-json.ts";
import type { Invocation } from "./request.ts";
import { toRows } from "./to-rows.ts";
import type { RowsInput } from "./to-rows.ts";
import { toTensors } from "./to-tensors.ts";

/** The default model, which is the only one that the protocol has a path for. */
const reference = { name: undefined };

/**
 * Answers `POST /invocations`.
 *
 * @throws ServeError for whatever is wrong with the request, and what the predictor throws.
 */
export function invoke(parts: ProtocolParts, exchange: HttpExchange): Promise<Reply> {
  const { model } = parts.models.find(reference);
  return model.kind === "rows" ? invokeRows(parts, exchange) : invokeTensors(parts, exchange);
}

async function invokeRows({ predictor, limits }: ProtocolParts, exchange: HttpExchange): Promise<Reply> {
  let input: RowsInput | undefined;
  const { result } = await predictor.rows(exchange, reference, async ({ model }) => {
    const rules = { bodyBytes: limits.batchBytes, inflatedBytes: limits.inflatedBytes, json: jsonRules(limits) };
    const invocation = await readInvocation(exchange, limits, rules);
    if (model.kind !== "rows") throw new TypeError(`The model ${model.name} takes tensors`);
    input = toRows(invocation, model, rules.json);
    return input.rows;
  });
  const placeOf = input?.placeOf ?? ((row, place) => `/${row}${place}`);
  const texts = rowTexts(result, placeOf, limits.reportedErrors);
  const clipped = result.flatMap((one, row) => ("error" in one ? [] : one.clipped.map((place) => placeOf(row, place))));
  return answer(`[${texts.join(",")}]`, clipped);
}

async function invokeTensors({ predictor, limits }: ProtocolParts, exchange: HttpExchange): Promise<Reply> {
  let text = "";
  const { result } = await predictor.tensors(exchange, reference, async ({ inputs }) => {
    const { tensorBytes, tensorElements } = limits;
    // Texts are measured where they are read.
    const json = { ...jsonRules(limits), elements: tensorElements };
    const rules = { bodyBytes: tensorBytes, inflatedBytes: limits.inflatedBytes, json };
    const invocation = await readInvocation(exchange, limits, rules);
    return {
      ...toTensors(invocation, inputs, limits),
      accept({ outputs }) {
        text = predictionsText(outputs);
      },
    };
  });
  return answer(text, result.clipped);
}

async function readInvocation(
  exchange: HttpExchange,
  limits: Limits,
  rules: Omit<BodyRules, "mediaType">,
): Promise<Invocation> {
  const form = bodyForm(exchange.request.headers["content-type"]);
  // Of which type it is has been looked at. A table of texts is no tensor, whichever model it is for.
  const read: BodyRules = { ...rules, mediaType: "any" };
  const invocation =
    form === "csv"
      ? readCsv(await readBody(exchange, { ...read, bodyBytes: limits.batchBytes }), limits)
      : readJsonRequest(await readJson(exchange, read));
  if (invocation.form === "table" && new Set(invocation.columns).size < invocation.columns.length) {
    const pointer = form === "csv" ? "" : "/dataframe_split/columns";
    throw misfit(pointer, "Two columns have one name", "each name once", kindOf(invocation.columns));
  }
  return invocation;
}

/** The outputs of all rows, or the fault of those that have none: MLflow answers a batch as a whole. */
function rowTexts(results: readonly RowResult[], placeOf: RowsInput["placeOf"], reported: number): string[] {
  const failed = results.flatMap((one, row) => ("error" in one ? [{ row, error: one.error }] : []));
  const worst = failed.find(({ error }) => error.status >= 500) ?? failed[0];
  if (worst === undefined) return results.flatMap((one) => ("json" in one ? [one.json] : []));
  const { code, message, hint, headers, cause } = worst.error;
  const errors = failed.flatMap(({ row, error }) =>
    error.errors.map((fault) => ({ ...fault, pointer: placeOf(row, fault.pointer) })),
  );
  const detail = results.length > 1 ? `Row ${worst.row}: ${message}` : message;
  throw new ServeError(code, { detail, errors: errors.slice(0, reported), hint, headers, cause });
}

/** One output as its list, several as an object of lists. */
function predictionsText(outputs: Tensors): string {
  const members = [...outputs].map(([name, one]) => ({ name, text: nestTexts(one.shape, valueTexts(one)) }));
  const [first, ...others] = members;
  if (first !== undefined && others.length === 0) return first.text;
  return `{${members.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

function answer(predictions: string, clipped: readonly string[]): Reply {
  return {
    status: 200,
    body: { text: `{"predictions":${predictions}}`, contentType: "application/json" },
    headers: clippedHeader(clipped),
  };
}
