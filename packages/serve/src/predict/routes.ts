import { invalidInput } from "../core/contract/rules.ts";
import { kindOf } from "../core/errors/kind-of.ts";
import type { ServeError } from "../core/errors/serve-error.ts";
import { clippedHeader } from "../core/http/clipped-header.ts";
import type { HttpExchange, Reply } from "../core/http/exchange.ts";
import { readJson } from "../core/http/read-body.ts";
import type { Route } from "../core/http/route.ts";
import { jsonRules } from "../core/limits.ts";
import type { Limits } from "../core/limits.ts";
import type { RowResult } from "../core/runtime/engine.ts";
import type { ModelReference } from "../core/runtime/model-set.ts";
import type { Predictor } from "../core/predictor.ts";

/**
 * `POST /predict` and `/predict/batch` for the default model, and both under `/models/{name}` and
 * `/models/{name}/versions/{version}`.
 */
export function predictRoutes(predictor: Predictor, limits: Limits): Route[] {
  const json = jsonRules(limits);
  const one = async (exchange: HttpExchange): Promise<Reply> => {
    const { result } = await predictor.rows(exchange, referenceOf(exchange), async () => [
      await readJson(exchange, { bodyBytes: limits.bodyBytes, inflatedBytes: limits.inflatedBytes, json }),
    ]);
    const [first] = result;
    if (first === undefined) throw new TypeError("One row has one result");
    if ("error" in first) throw first.error;
    return jsonReply(first.json, clippedHeader(first.clipped));
  };
  const batch = async (exchange: HttpExchange): Promise<Reply> => {
    const { result } = await predictor.rows(exchange, referenceOf(exchange), async () => {
      const body = await readJson(exchange, {
        bodyBytes: limits.batchBytes,
        inflatedBytes: limits.inflatedBytes,
        json,
      });
      return rowsOf(body);
    });
    const clipped = result.flatMap((row, index) =>
      "error" in row ? [] : row.clipped.map((place) => `/${index}${place}`),
    );
    return jsonReply(batchText(result), clippedHeader(clipped));
  };
  return ["", "/models/{name}", "/models/{name}/versions/{version}"].flatMap((prefix): Route[] => [
    { method: "POST", path: `${prefix}/predict`, access: "predict", handle: one },
    { method: "POST", path: `${prefix}/predict/batch`, access: "predict", handle: batch },
  ]);
}

function referenceOf({ params }: HttpExchange): ModelReference {
  return { name: params["name"], version: params["version"] };
}

/** A bare list of rows, or an object with such a list. */
function rowsOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  throw invalidInput([{ pointer: "", detail: "Not a list", expected: "a list of rows", received: kindOf(body) }], 1);
}

/** `{ predictions, count, errors }`: `null` stands in the place of a row that failed. */
function batchText(results: readonly RowResult[]): string {
  const predictions = results.map((row) => ("error" in row ? "null" : row.json));
  const errors = results.flatMap((row, index) => ("error" in row ? [errorOf(row.error, index)] : []));
  const failed = errors.length === 0 ? "" : `,"errors":${JSON.stringify(errors)}`;
  return `{"predictions":[${predictions.join(",")}],"count":${results.length}${failed}}`;
}

interface RowError {
  readonly index: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: ServeError["errors"];
}

function errorOf({ code, message, errors }: ServeError, index: number): RowError {
  return { index, code, detail: message, ...(errors.length > 0 && { errors }) };
}

function jsonReply(text: string, headers: Readonly<Record<string, string>>): Reply {
  return { status: 200, body: { text, contentType: "application/json" }, headers };
}
