import { RowFailure } from "../contract/model.ts";
import type { LoadedModel, Model } from "../contract/model.ts";
import { rowsOfTensors, tensorsOfRows } from "../contract/row-codec.ts";
import { applyRowRules, invalidInput } from "../contract/rules.ts";
import { validate } from "../contract/validate.ts";
import { ServeError } from "../errors/serve-error.ts";
import { writeJson } from "../json/write-json.ts";
import type { Tensors } from "../tensor/tensor.ts";
import { badOutput, runModel } from "./engine.ts";
import type { CacheWork, Outputs } from "../prediction-cache.ts";
import { isOutput } from "../tensor/tensor.ts";
import type { Engine, EngineContext, RowOutput, RowResult, TensorResult } from "./engine.ts";

/** A row that may go to the model. */
interface CheckedRow {
  readonly value: unknown;
  readonly clipped: readonly string[];
}

/** Rows held to the contract: each with its refusal or its value, and the values alone. */
interface CheckedRows {
  readonly checked: readonly (CheckedRow | ServeError)[];
  readonly good: readonly unknown[];
  /** With the ids of the requests that the good ones came with. */
  readonly context: EngineContext;
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

  const run = async (values: readonly unknown[], context: EngineContext): Promise<Output[]> => {
    if (values.length === 0) return [];
    const outputs: unknown = await runModel(() => loaded.predict(values, context), values.length, context);
    const given = Array.isArray(outputs) ? outputs.length : typeof outputs;
    if (!Array.isArray(outputs) || outputs.length !== values.length) {
      throw badOutput(`The model ${name} gave ${given} outputs for ${values.length} rows`);
    }
    return Promise.all(outputs.map((one: unknown) => checkOutput(one)));
  };

  const checkOutput = async (one: unknown): Promise<Output> => {
    if (one instanceof RowFailure) return { error: new ServeError("row-failed", { detail: one.message }) };
    // What asked elsewhere for each row by itself knows what became of each; as in `runModel`, never the caller's fault.
    if (one instanceof ServeError && one.status >= 500) return { error: one };
    // What a model adds within its answer is left out, as zod does it; beside its fields it is a fault.
    const answer = await validate(output, one, 1);
    if ("faults" in answer) {
      return { error: badOutput(`The model ${name} broke its contract: ${JSON.stringify(answer.faults)}`) };
    }
    return { value: answer.value };
  };

  const checkAll = async (rows: readonly unknown[], context: EngineContext): Promise<CheckedRows> => {
    const checked = await Promise.all(rows.map((row) => check(row, context.reportedErrors)));
    const good = checked.flatMap((one) => (one instanceof ServeError ? [] : [one.value]));
    const requestIds = context.requestIds.filter((_id, index) => !(checked[index] instanceof ServeError));
    return { checked, good, context: { ...context, requestIds } };
  };

  const toOutput = (one: Output): RowOutput => {
    if ("error" in one) return one;
    try {
      return { json: toJson(one.value, name) };
    } catch (error) {
      if (error instanceof ServeError) return { error };
      throw error;
    }
  };

  return {
    async predictRows(rows, asked) {
      const { checked, good, context } = await checkAll(rows, asked);
      const { cache } = context;
      const answer = async (values: readonly unknown[], work: CacheWork): Promise<RowOutput[]> => {
        // Which of the rows are run is not known before; all came with the same request.
        const requestIds = context.requestIds.slice(0, values.length);
        return (await run(values, { ...context, ...work, requestIds })).map(toOutput);
      };
      const outputs = cache === undefined ? await answer(good, context) : await cache.rows(good, answer, fitsOutput);
      let next = 0;
      return checked.map((one): RowResult => {
        if (one instanceof ServeError) return { error: one };
        const given = outputs[next++] ?? { error: badOutput("A row has no output") };
        return "error" in given ? given : { json: given.json, clipped: one.clipped };
      });
    },
    async predictTensors(inputs: Tensors, rowCount, wanted, given): Promise<TensorResult> {
      const rows = rowsOfTensors(inputFields, inputs, rowCount);
      const { checked, good, context } = await checkAll(rows, given);
      const failed = (error: ServeError, row: number): ServeError => (rowCount === 1 ? error : ofRow(error, row));
      for (const [row, one] of checked.entries()) if (one instanceof ServeError) throw failed(one, row);
      const fields = outputFields.filter((field) => wanted?.includes(field.name) ?? true);
      const answer = async (work: CacheWork): Promise<Outputs> => {
        const outputs = await run(good, { ...context, ...work });
        const values = outputs.map((one, row) => {
          if ("error" in one) throw failed(one.error, row);
          return one.value;
        });
        return tensorsOfRows(fields, values);
      };
      const question = { rows: good, wanted: fields.map((field) => field.name) };
      const fits = (outputs: Outputs): boolean =>
        fields.every((field) => isOutput(field.spec, outputs.get(field.name), rowCount));
      const { cache } = context;
      const outputs = cache === undefined ? await answer(context) : await cache.outputs(question, answer, fits);
      return { outputs, clipped: withRows(checked) };
    },
    async close() {
      await loaded.close?.();
    },
  };

  async function fitsOutput(json: string): Promise<boolean> {
    const parsed: unknown = JSON.parse(json);
    const answer = await validate(output, parsed, 1);
    return "value" in answer && writeJson(answer.value) === json;
  }
}

/** The same fault, told of one row among many. */
function ofRow(error: ServeError, row: number): ServeError {
  const { code, message, hint, headers, cause } = error;
  const errors = error.errors.map((fault) => ({ ...fault, pointer: `/${row}${fault.pointer}` }));
  return new ServeError(code, { detail: `Row ${row}: ${message}`, errors, hint, headers, cause });
}

function withRows(rows: readonly (CheckedRow | ServeError)[]): string[] {
  const places = rows.map((one) => (one instanceof ServeError ? [] : one.clipped));
  if (places.length === 1) return [...(places[0] ?? [])];
  return places.flatMap((clipped, row) => clipped.map((place) => `/${row}${place}`));
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
