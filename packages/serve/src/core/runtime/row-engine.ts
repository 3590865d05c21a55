import { RowFailure } from "../contract/model.ts";
import type { LoadedModel, Model } from "../contract/model.ts";
import { rowsOfTensors, tensorsOfRows } from "../contract/row-codec.ts";
import { applyRowRules, invalidInput } from "../contract/rules.ts";
import { validate } from "../contract/validate.ts";
import { ServeError } from "../errors/serve-error.ts";
import { writeJson } from "../json/write-json.ts";
import type { Tensors } from "../tensor/tensor.ts";
import { badOutput, runModel } from "./engine.ts";
import type { Engine, EngineContext, RowResult, TensorResult } from "./engine.ts";

/** A row that may go to the model. */
interface CheckedRow {
  readonly value: unknown;
  readonly clipped: readonly string[];
}

type Output = { readonly value: unknown } | { readonly error: ServeError };

/** A model of rows: schemas before and after the function. */
export function createRowEngine(model: Model, loaded: LoadedModel<unknown, unknown>): Engine {
  const { input, output, inputFields, outputFields, rules, name } = model;
  const hasRules = Object.keys(rules).length > 0;

  const check = async (row: unknown, reportedErrors: number): Promise<CheckedRow | ServeError> => {
    const ruled = hasRules ? applyRowRules(rules, row) : { row, faults: [], clipped: [] };
    const parsed = await validate(input, ruled.row);
    // A value of the wrong type breaks its rule as well; the schema says that better.
    const faults = "faults" in parsed ? parsed.faults : ruled.faults;
    if (faults.length > 0 || "faults" in parsed) return invalidInput(faults, reportedErrors);
    return { value: parsed.value, clipped: ruled.clipped };
  };

  const run = async (rows: readonly CheckedRow[], context: EngineContext): Promise<Output[]> => {
    if (rows.length === 0) return [];
    const values = rows.map(({ value }) => value);
    const outputs: unknown = await runModel(() => loaded.predict(values, context), rows.length, context);
    const given = Array.isArray(outputs) ? outputs.length : typeof outputs;
    if (!Array.isArray(outputs) || outputs.length !== rows.length) {
      throw badOutput(`The model ${name} gave ${given} outputs for ${rows.length} rows`);
    }
    return Promise.all(outputs.map((one: unknown) => checkOutput(one)));
  };

  const checkOutput = async (one: unknown): Promise<Output> => {
    if (one instanceof RowFailure) return { error: new ServeError("row-failed", { detail: one.message }) };
    // What a model adds within its answer is left out, as zod does it; beside its fields it is a fault.
    const answer = await validate(output, one, 1);
    if ("faults" in answer) {
      return { error: badOutput(`The model ${name} broke its contract: ${JSON.stringify(answer.faults)}`) };
    }
    return { value: answer.value };
  };

  /** Predicts for the rows that fit the contract; the others have their refusal. */
  const predict = async (
    rows: readonly unknown[],
    context: EngineContext,
  ): Promise<(Output & { clipped?: readonly string[] })[]> => {
    const checked = await Promise.all(rows.map((row) => check(row, context.reportedErrors)));
    const good = checked.flatMap((one) => (one instanceof ServeError ? [] : [one]));
    const ids = context.requestIds.filter((_id, index) => !(checked[index] instanceof ServeError));
    const outputs = await run(good, { ...context, requestIds: ids });
    let next = 0;
    return checked.map((one) => {
      if (one instanceof ServeError) return { error: one };
      const result = outputs[next++] ?? { error: badOutput("A row has no output") };
      return { ...result, clipped: one.clipped };
    });
  };

  return {
    async predictRows(rows, context) {
      const results = await predict(rows, context);
      return results.map((one): RowResult => {
        if ("error" in one) return one;
        try {
          return { json: toJson(one.value, name), clipped: one.clipped ?? [] };
        } catch (error) {
          if (error instanceof ServeError) return { error };
          throw error;
        }
      });
    },
    async predictTensors(inputs: Tensors, rowCount, wanted, context): Promise<TensorResult> {
      const rows = rowsOfTensors(inputFields, inputs, rowCount);
      const results = await predict(rows, context);
      const values = results.map((one, row) => {
        if (!("error" in one)) return one.value;
        throw rowCount === 1 ? one.error : ofRow(one.error, row);
      });
      const fields = outputFields.filter((field) => wanted?.includes(field.name) ?? true);
      return { outputs: tensorsOfRows(fields, values), clipped: withRows(results) };
    },
    async close() {
      await loaded.close?.();
    },
  };
}

/** The same fault, told of one row among many. */
function ofRow(error: ServeError, row: number): ServeError {
  const { code, message, hint, headers, cause } = error;
  const errors = error.errors.map((fault) => ({ ...fault, pointer: `/${row}${fault.pointer}` }));
  return new ServeError(code, { detail: `Row ${row}: ${message}`, errors, hint, headers, cause });
}

function withRows(results: readonly { readonly clipped?: readonly string[] }[]): string[] {
  if (results.length === 1) return [...(results[0]?.clipped ?? [])];
  return results.flatMap(({ clipped = [] }, row) => clipped.map((place) => `/${row}${place}`));
}

/** An answer as text; some values that a contract may allow have no form in JSON. */
function toJson(value: unknown, name: string): string {
  try {
    const text = writeJson(value);
    if (text !== undefined) return text;
  } catch (error) {
    throw badOutput(`The output of ${name} cannot be written as JSON`, error);
  }
  throw badOutput(`The output of ${name} cannot be written as JSON: it is ${typeof value}`);
}
