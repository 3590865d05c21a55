import type { Answer, Outgoing, Reply } from "../http/send.ts";
import { AnswerError } from "./dialect.ts";
import type { Dialect, Outcome } from "./dialect.ts";
import type { InputRow, UnreadRow } from "./input-row.ts";
import { readFault } from "./read-fault.ts";

/** A row with what became of it. */
export interface PredictedRow {
  readonly row: number;
  readonly line: number;
  readonly outcome: Outcome;
}

/** What rows are predicted with. */
export interface PredictOptions {
  readonly dialect: Dialect;
  /** Sends one request. */
  readonly send: (outgoing: Outgoing) => Promise<Answer>;
  /** Waits so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** The most rows of one request. */
  readonly batch: number;
}

/** Nothing more can be asked: the server is not there, or takes no such requests from this caller. */
export class GiveUp extends Error {
  override readonly name = "GiveUp";
}

/** What a request may have in bytes before another is begun; one row may have more. */
const requestBytes = 512 * 1024;
const mostTries = 4;
const longestWaitMs = 30_000;
/** Answers that the next row would get as well. */
const hopeless: ReadonlySet<number> = new Set([401, 403, 404, 405, 406, 407, 415]);

/**
 * Predicts for rows in bounded batches and gives every row back, in order. Where a server refuses a batch, its halves are
 * sent, so that a bad row does not take its neighbours along.
 *
 * @throws GiveUp
 */
export async function* predictRows(
  rows: AsyncIterable<InputRow | UnreadRow>,
  options: PredictOptions,
): AsyncGenerator<PredictedRow> {
  const { dialect, batch } = options;
  let waiting: (InputRow | PredictedRow)[] = [];
  let bytes = 0;
  let kind: string | undefined;
  const flush = async (): Promise<PredictedRow[]> => {
    const good = waiting.filter((one) => "text" in one);
    const outcomes = good.length === 0 ? [] : await predictBatch(good, options);
    const outcomeOf = new Map(good.map((one, at) => [one.row, outcomes[at]]));
    const done = waiting.map((one): PredictedRow => {
      const outcome = outcomeOf.get(one.row);
      if ("outcome" in one) return one;
      return { row: one.row, line: one.line, outcome: outcome ?? { fault: { detail: "the row has no answer" } } };
    });
    [waiting, bytes, kind] = [[], 0, undefined];
    return done;
  };
  for await (const one of rows) {
    const sorted = "fault" in one ? { fault: { detail: one.fault } } : (dialect.kindOf?.(one) ?? { kind: "" });
    if ("fault" in sorted || "fault" in one) {
      const fault = "fault" in sorted ? sorted.fault : { detail: "" };
      waiting.push({ row: one.row, line: one.line, outcome: { fault } });
    } else {
      if (kind !== undefined && kind !== sorted.kind) yield* await flush();
      ({ kind } = sorted);
      waiting.push(one);
      bytes += one.text.length;
    }
    if (waiting.length >= Math.min(batch, dialect.mostRows ?? batch) || bytes >= requestBytes) yield* await flush();
  }
  yield* await flush();
}

async function predictBatch(rows: readonly InputRow[], options: PredictOptions): Promise<readonly Outcome[]> {
  const { dialect } = options;
  if (rows.length > (dialect.mostRows ?? Infinity)) return inHalves(rows, options);
  const reply = await ask(dialect.request(rows), options);
  if (reply.status >= 200 && reply.status < 300) {
    try {
      return dialect.outcomes(reply, rows);
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      return rows.map(() => ({ fault: { status: reply.status, detail: error.message } }));
    }
  }
  // A server without a route for batches may have one for single rows.
  if ((reply.status === 404 || reply.status === 405) && dialect.oneByOne?.() === true)
    return predictBatch(rows, options);
  const fault = readFault(reply);
  if (hopeless.has(reply.status) || (reply.status >= 300 && reply.status < 400)) {
    throw new GiveUp(`the server answers ${reply.status}: ${fault.detail}`);
  }
  return rows.length === 1 ? [{ fault }] : inHalves(rows, options);
}

async function inHalves(rows: readonly InputRow[], options: PredictOptions): Promise<readonly Outcome[]> {
  const half = Math.ceil(rows.length / 2);
  const first = await predictBatch(rows.slice(0, half), options);
  return [...first, ...(await predictBatch(rows.slice(half), options))];
}

/** Asks again where the server says that it is busy, and where a connection broke. */
async function ask(outgoing: Outgoing, { send, wait }: PredictOptions): Promise<Reply> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send(outgoing);
    if (answer.kind === "reply") {
      const isBusy = answer.status === 429 || answer.status === 503;
      if (!isBusy || tries === mostTries) return answer;
      await wait(waitOf(answer, tries));
    } else if (answer.reason !== "closed" || tries === 2) throw new GiveUp(answer.detail);
  }
}

/** What `Retry-After` says, else longer each time. */
function waitOf({ headers }: Reply, tries: number): number {
  const after = headers["retry-after"] ?? "";
  const asked = /^[0-9]{1,5}$/.test(after) ? Number(after) * 1_000 : 250 * 2 ** tries;
  return Math.min(asked, longestWaitMs);
}
