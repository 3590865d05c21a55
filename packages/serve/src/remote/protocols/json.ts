import { safeParse } from "zod/v4/core";
import type { $ZodType, output } from "zod/v4/core";
import { toPointer } from "../../core/errors/pointer.ts";
import { ServeError } from "../../core/errors/serve-error.ts";
import { writeJson } from "../../core/json/write-json.ts";
import { ownValue, readJsonAnswer, unfit } from "../read-answer.ts";
import { RemoteFault } from "../remote-fault.ts";
import type { Call, RowProtocol } from "../protocol.ts";

/** How many rows of one request are asked for at once where each is a request of its own. */
const rowsAtOnce = 8;

/** A path that takes many rows at once. */
export interface JsonBatch<Row, Output, Answer extends $ZodType> {
  /** @default "/predict/batch" */
  readonly path?: string | undefined;
  /** The body for rows. Default: the list of what `request` makes of each. */
  readonly request?: ((rows: readonly Row[]) => unknown) | undefined;
  /** What the server answers. Default: it is not looked at. */
  readonly answer?: Answer | undefined;
  /** The outputs in an answer, in the order of the rows. Default: the list that it is, or that it has as `predictions`. */
  readonly response?: ((answer: output<Answer>) => readonly Output[]) | undefined;
}

/** A model behind a route that takes JSON, as FastAPI and Flask make them. */
export interface JsonTarget<
  Row = unknown,
  Output = unknown,
  Answer extends $ZodType = $ZodType,
  BatchAnswer extends $ZodType = $ZodType,
> {
  /**
   * What takes one row.
   *
   * @default "/predict"
   */
  readonly path?: string | undefined;
  /** The body for a row. Default: the row. */
  readonly request?: ((row: Row) => unknown) | undefined;
  /** What the server answers to one row. Default: it is not looked at. */
  readonly answer?: Answer | undefined;
  /** The output in an answer. Default: the answer. */
  readonly response?: ((answer: output<Answer>) => Output) | undefined;
  /** What takes several rows. Default: nothing; each row is a request of its own, eight of them at once. */
  readonly batch?: JsonBatch<Row, Output, BatchAnswer> | undefined;
  /**
   * What answers 200 when the server is ready.
   *
   * @default the server counts as ready when it answers at all
   */
  readonly health?: string | undefined;
}

/**
 * One route that takes a row as JSON, and perhaps another one that takes a list.
 *
 * @throws TypeError for a path that does not begin with a slash.
 */
export function jsonRemote(target: JsonTarget): RowProtocol {
  const { path = "/predict", health, batch } = target;
  const batchPath = batch?.path ?? "/predict/batch";
  for (const one of [path, batchPath, health ?? "/"]) {
    if (!one.startsWith("/")) throw new TypeError(`A path begins with a slash, not ${JSON.stringify(one)}`);
  }
  const bodyOf = target.request ?? ((row: unknown): unknown => row);
  const post = <Result>(call: Call, to: string, body: unknown, read: (answer: unknown) => Result): Promise<Result> => {
    const headers = { "content-type": "application/json" };
    return call({ method: "POST", path: to, headers, body: writeJson(body) ?? "null" }, (answer) =>
      read(readJsonAnswer(answer)),
    );
  };
  const predictOne = (call: Call, row: unknown): Promise<unknown> =>
    post(call, path, bodyOf(row), (answer) => {
      const checked = target.answer === undefined ? answer : parsed(target.answer, answer);
      return target.response === undefined ? checked : target.response(checked);
    });
  return {
    kind: "rows",
    path,
    async isReady(ask) {
      try {
        await ask({ method: "GET", path: health ?? path });
      } catch (error) {
        // A route that takes rows refuses to be read.
        const isThere = health === undefined && error instanceof RemoteFault && (error.status ?? 500) < 500;
        if (!isThere) throw error;
      }
      return true;
    },
    predict(call, rows) {
      if (batch === undefined || rows.length === 1) return inTurns(rows, rowsAtOnce, (row) => predictOne(call, row));
      const body = batch.request === undefined ? rows.map((row) => bodyOf(row)) : batch.request(rows);
      return post(call, batchPath, body, (answer) => {
        const checked = batch.answer === undefined ? answer : parsed(batch.answer, answer);
        const outputs = batch.response === undefined ? listIn(checked) : batch.response(checked);
        if (outputs.length !== rows.length) throw unfit(`it has ${outputs.length} outputs for ${rows.length} rows`);
        return outputs;
      });
    },
  };
}

function listIn(answer: unknown): readonly unknown[] {
  const list = Array.isArray(answer) ? answer : ownValue(answer, "predictions");
  if (Array.isArray(list)) return list;
  throw unfit("it is no list and has no predictions");
}

function parsed(schema: $ZodType, value: unknown): unknown {
  const result = safeParse(schema, value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unfit(`${toPointer(issue?.path ?? [])}: ${issue?.message ?? "it does not fit"}`);
}

/**
 * Runs so many at once. What fails, fails alone, unless all that there is fails.
 *
 * @returns A result, or a `ServeError` in its place.
 */
async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  const pending = [...items.entries()];
  const work = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      try {
        results[next[0]] = await run(next[1]);
      } catch (error) {
        if (!(error instanceof ServeError)) throw error;
        results[next[0]] = error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  const [first] = results;
  if (first instanceof ServeError && results.every((one) => one instanceof ServeError)) throw first;
  return results;
}
