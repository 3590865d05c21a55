import type { $ZodType, input as InputOf, output as OutputOf } from "zod/v4/core";
import { defineModel } from "../core/contract/model.ts";
import type { LoadedModel, Model, ModelOptions, PredictContext, RowFailure } from "../core/contract/model.ts";

/** A run of a fake model that waits for the test to end it. */
export interface FakeRun<Row, Output> {
  readonly rows: readonly Row[];
  readonly context: PredictContext;
  /** Ends it with these outputs. */
  answer(outputs: readonly (Output | RowFailure)[]): void;
  /** Ends it with an error, as a model that throws. */
  fail(error: Error): void;
}

/** A model that does what a test says. */
export interface FakeModel<Name extends string, Input extends $ZodType, Output extends $ZodType> {
  /** To be given to `serve`. */
  readonly model: Model<Name, Input, Output>;
  /** All runs so far, those that have ended too. */
  readonly runs: readonly FakeRun<OutputOf<Input>, InputOf<Output>>[];
  /** Resolves to the next run that begins; one that has begun and was not asked for yet counts. */
  readonly nextRun: () => Promise<FakeRun<OutputOf<Input>, InputOf<Output>>>;
  /** Whether the model has been freed. */
  readonly isClosed: boolean;
}

/** How a fake model is made. */
export interface FakeModelOptions<Input extends $ZodType, Output extends $ZodType> extends ModelOptions<Input, Output> {
  /** Loads it when that resolves, or does not when it rejects. Default: at once. */
  loading?: Promise<unknown> | undefined;
}

/**
 * Makes a model whose runs wait until the test ends them, so that a test decides what overlaps what.
 *
 * @throws TypeError as `defineModel` does.
 *
 * @example
 * const { model, nextRun } = createFakeModel("slow", { input: z.number(), output: z.number() });
 * const response = fetch(`${url}/predict`, { method: "POST", headers, body: "1" });
 * const run = await nextRun();
 * run.answer([2]);
 */
export function createFakeModel<const Name extends string, Input extends $ZodType, Output extends $ZodType>(
  name: Name,
  { loading = Promise.resolve(), ...options }: FakeModelOptions<Input, Output>,
): FakeModel<Name, Input, Output> {
  type Run = FakeRun<OutputOf<Input>, InputOf<Output>>;
  const runs: Run[] = [];
  const waiting: ((run: Run) => void)[] = [];
  let asked = 0;
  let isClosed = false;
  const loaded: LoadedModel<OutputOf<Input>, InputOf<Output>> = {
    predict: (rows, context) =>
      new Promise((resolve, reject) => {
        const run: Run = { rows, context, answer: resolve, fail: reject };
        runs.push(run);
        const wake = waiting.shift();
        if (wake === undefined) return;
        asked += 1;
        wake(run);
      }),
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
  return {
    model: defineModel(name, options).predict({ load: () => loading.then(() => loaded) }),
    runs,
    nextRun() {
      const begun = runs[asked];
      if (begun === undefined) return new Promise((resolve) => waiting.push(resolve));
      asked += 1;
      return Promise.resolve(begun);
    },
    get isClosed() {
      return isClosed;
    },
  };
}
