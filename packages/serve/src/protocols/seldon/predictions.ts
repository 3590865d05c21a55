import { ServeError } from "../../core/errors/serve-error.ts";
import { clippedHeader } from "../../core/http/clipped-header.ts";
import type { HttpExchange, Reply } from "../../core/http/exchange.ts";
import { readJson } from "../../core/http/read-body.ts";
import { jsonRules } from "../../core/limits.ts";
import type { Limits } from "../../core/limits.ts";
import type { ProtocolParts } from "../../core/protocol.ts";
import type { RowResult } from "../../core/runtime/engine.ts";
import { isObject, readMessage } from "./message.ts";
import type { Message } from "./message.ts";
import { assertWritable, payloadText } from "./response.ts";
import { toTensors } from "./to-tensors.ts";

/** The default model, which is the only one that the protocol has a path for. */
const reference = { name: undefined };

/**
 * Answers `POST /api/v1.0/predictions`.
 *
 * @throws ServeError for whatever is wrong with the request, and what the predictor throws.
 */
export async function predict(parts: ProtocolParts, exchange: HttpExchange): Promise<Reply> {
  const { models, predictor, limits } = parts;
  const runtime = models.find(reference);
  let message: Message;
  try {
    message = readMessage(await readJson(exchange, bodyRules(limits, runtime.model.kind)));
  } catch (error) {
    // It counts as a prediction that the caller got wrong.
    await predictor.rows(exchange, reference, () => Promise.reject(error));
    throw error;
  }
  const { payload, puid = exchange.requestId } = message;
  if (payload.form === "jsonData") return predictRows(parts, exchange, payload.value, puid);
  let text = "";
  const { result } = await predictor.tensors(exchange, reference, async (found) => {
    assertWritable(found.outputs);
    return {
      ...toTensors(payload, found, limits),
      accept({ outputs }) {
        text = payloadText(payload.form, outputs, found.outputs);
      },
    };
  });
  return reply(text, puid, result.clipped);
}

/** `jsonData`: one row as the contract has it, or a list of rows. */
async function predictRows(
  { predictor, limits }: ProtocolParts,
  exchange: HttpExchange,
  value: unknown,
  puid: string,
): Promise<Reply> {
  const isOne = !Array.isArray(value) || !value.every(isObject);
  const rows: readonly unknown[] = isOne ? [value] : value;
  const { result } = await predictor.rows(exchange, reference, () => Promise.resolve(rows));
  const placeOf = (row: number, place: string): string => `/jsonData${isOne ? "" : `/${row}`}${place}`;
  const texts = rowTexts(result, placeOf, limits.reportedErrors);
  const clipped = result.flatMap((one, row) => ("error" in one ? [] : one.clipped.map((place) => placeOf(row, place))));
  return reply(`"jsonData":${isOne ? (texts[0] ?? "null") : `[${texts.join(",")}]`}`, puid, clipped);
}

/** The outputs of all rows, or the fault of those that have none. */
function rowTexts(
  results: readonly RowResult[],
  placeOf: (row: number, place: string) => string,
  reported: number,
): string[] {
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

/** Rows are held to the limits of rows; of tensors, texts are measured where they are read. */
function bodyRules(limits: Limits, kind: "rows" | "tensors"): Parameters<typeof readJson>[1] {
  const { tensorBytes, batchBytes, inflatedBytes, tensorElements } = limits;
  const json = jsonRules(limits);
  // Clients of this protocol send forms, texts and no type at all.
  if (kind === "rows") return { bodyBytes: batchBytes, inflatedBytes, json, mediaType: "any" };
  const values = { ...json, elements: tensorElements, stringLength: tensorBytes };
  return { bodyBytes: tensorBytes, inflatedBytes, json: values, mediaType: "any" };
}

function reply(payload: string, puid: string, clipped: readonly string[]): Reply {
  const text = `{"meta":${JSON.stringify({ puid })},${payload}}`;
  return { status: 200, body: { text, contentType: "application/json" }, headers: clippedHeader(clipped) };
}
