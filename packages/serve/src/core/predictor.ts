import type { Clock } from "./clock.ts";
import { toServeError } from "./errors/problem.ts";
import { ServeError } from "./errors/serve-error.ts";
import type { Exchange, RequestHead } from "./http/exchange.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./logger.ts";
import type { PredictionObserver, PredictionOutcome } from "./observer.ts";
import type { Engine, EngineContext, RowResult, TensorResult } from "./runtime/engine.ts";
import type { ModelRuntime } from "./runtime/model-runtime.ts";
import type { ModelReference, ModelSet } from "./runtime/model-set.ts";
import { Stages } from "./stages.ts";
import type { Tracing } from "./tracing.ts";
import { KeptReply } from "./prediction-cache.ts";
import type { PredictionCache } from "./prediction-cache.ts";
import type { PredictionWatch, WatchedPrediction } from "./prediction-watch.ts";
import type { Tensors } from "./tensor/tensor.ts";

/** What a predictor works with. */
export interface PredictorOptions {
  readonly models: ModelSet;
  readonly observers: readonly Partial<PredictionObserver>[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: Limits;
  readonly isDraining: () => boolean;
  /** Traces predictions. Default: nothing does. */
  readonly tracing?: Tracing | undefined;
  /** Where predictions are kept. Default: nowhere. */
  readonly cache?: PredictionCache | undefined;
  /** Looks at inputs and outputs. Default: nothing does. */
  readonly watch?: PredictionWatch | undefined;
  /** Whether the answer to a request tells in `server-timing` what took how long. */
  readonly tellsTiming: (exchange: Exchange) => boolean;
}

/** Tensors that have been held to a model's contract. */
export interface TensorInput {
  readonly tensors: Tensors;
  readonly rowCount: number;
  /** The outputs to give; `undefined` for all. */
  readonly wanted?: readonly string[] | undefined;
  /**
   * Gets the result before it counts as answered; throws where it cannot be sent.
   *
   * @default takes every result
   */
  readonly accept?: ((result: TensorResult) => void) | undefined;
}

/** A prediction and the model that it came from. */
export interface Prediction<Result> {
  readonly result: Result;
  readonly runtime: ModelRuntime;
}

/** The one way to a prediction, which every protocol takes. */
export interface Predictor {
  /**
   * Predicts for rows.
   *
   * @param read - Gives the rows; may reject with a fault of the caller's. Called once the model has been found.
   */
  rows(
    exchange: Exchange,
    reference: ModelReference,
    read: (runtime: ModelRuntime) => Promise<readonly unknown[]>,
  ): Promise<Prediction<readonly RowResult[]>>;
  /** The same for tensors that have been held to the model's contract. */
  tensors(
    exchange: Exchange,
    reference: ModelReference,
    read: (runtime: ModelRuntime) => Promise<TensorInput>,
  ): Promise<Prediction<TensorResult>>;
}

/** Predicts: finds the model, waits for its turn, runs it, tells the observers. */
export function createPredictor(dependencies: PredictorOptions): Predictor {
  const { models, observers, clock, log, limits, isDraining, tellsTiming } = dependencies;

  /** A request for an unknown model is nobody's prediction. */
  const predict = async <Input, Result>(
    exchange: Exchange,
    reference: ModelReference,
    read: (runtime: ModelRuntime) => Promise<Input>,
    countRows: (input: Input) => number,
    run: (engine: Engine, input: Input, context: EngineContext) => Promise<Result>,
    outcomeOf: (result: Result) => PredictionOutcome,
    isWhole: (result: Result) => boolean,
    watch: (runtime: ModelRuntime, input: Input, isKept: boolean) => WatchedPrediction<Result> | undefined,
  ): Promise<Prediction<Result>> => {
    const runtime = models.find(reference);
    // A model that is taken away waits for those who have found it.
    const letGo = runtime.hold();
    let running: Promise<unknown> | undefined;
    const { name, version, release } = runtime.model;
    Object.assign(exchange.replyHeaders, {
      "x-model-name": name,
      "x-model-version": version,
      ...(release !== undefined && { "x-model-release": release }),
    });
    let rows = 0;
    let queueSeconds: number | undefined;
    let isWaiting = false;
    let watched: WatchedPrediction<Result> | undefined;
    const stages = new Stages(clock);
    const span = dependencies.tracing?.begin(exchange, { name, version });
    const cache = dependencies.cache?.use(runtime, exchange);
    if (dependencies.cache !== undefined) exchange.replyHeaders["x-cache"] = "off";
    const finish = (outcome: PredictionOutcome, error?: ServeError): void => {
      const seconds = (clock.now() - exchange.arrivedAt) / 1000;
      const trace = span?.ids;
      for (const observer of observers) {
        observer.predicted?.({ model: name, version, outcome, rows, seconds, queueSeconds, trace });
      }
      span?.end({ outcome, rows, cache: exchange.replyHeaders["x-cache"] === "hit" ? "hit" : cache?.outcome, error });
    };
    try {
      if (isDraining()) {
        throw new ServeError("draining", { detail: "Ask another replica.", headers: { "retry-after": "1" } });
      }
      exchange.received =
        cache === undefined
          ? undefined
          : async (body) => {
              const kept = cache.replyTo(body);
              if (kept === undefined) return;
              ({ rows } = kept);
              if (rows > 1) await exchange.charge?.(rows - 1);
              exchange.replyHeaders["x-cache"] = "hit";
              stages.end("read");
              if (tellsTiming(exchange)) exchange.replyHeaders["server-timing"] = stages.toHeader();
              kept.seen?.again();
              throw new KeptReply(kept.reply);
            };
      const input = await read(runtime);
      stages.end("read");
      rows = countRows(input);
      assertRows(rows, limits.rows);
      // The first row has been paid with the request.
      if (rows > 1) await exchange.charge?.(rows - 1);
      const engine = runtime.engine();
      watched = watch(runtime, input, cache !== undefined);
      const context: EngineContext = {
        signal: exchange.signal,
        priority: exchange.priority,
        cache,
        async turn(signal, priority) {
          stages.endWork();
          isWaiting = true;
          const endWait = span?.queue();
          const leave = await runtime.gate.enter(signal, priority).finally(endWait);
          isWaiting = false;
          queueSeconds = (queueSeconds ?? 0) + stages.end("queue") / 1000;
          return leave;
        },
        timeLeft: () => exchange.timeLeft(),
        traceparent: span?.traceparent ?? traceparentOf(exchange.request),
        infer: span?.infer,
        log,
        requestIds: Array.from({ length: rows }, () => exchange.requestId),
        reportedErrors: limits.reportedErrors,
        now: () => clock.now(),
        ran(count, seconds, failed = false) {
          stages.end("compute");
          for (const observer of observers) observer.ran?.({ model: name, version, rows: count, seconds, failed });
        },
      };
      const results = run(engine, input, context);
      running = results;
      const result = await orAbort(results, exchange.signal).catch((error: unknown) => {
        throw isWaiting ? toNothingRun(error) : error;
      });
      stages.endWork(cache !== undefined);
      if (tellsTiming(exchange)) exchange.replyHeaders["server-timing"] = stages.toHeader();
      if (cache !== undefined) exchange.replyHeaders["x-cache"] = cache.outcome;
      const seen = watched?.answered(result);
      exchange.keep = isWhole(result) && cache !== undefined ? (reply) => cache.keep(reply, rows, seen) : undefined;
      finish(outcomeOf(result));
      return { result, runtime };
    } catch (error) {
      if (error instanceof KeptReply) {
        finish("ok");
        throw error;
      }
      const fault = toServeError(error);
      watched?.refused(fault);
      // Who has left gets no answer that could be a fault of ours.
      finish(isAbandoned(exchange.signal) ? "client_error" : outcomeOfFault(fault), fault);
      throw error;
    } finally {
      // The model may still run when nobody waits for it any more.
      if (running === undefined) letGo();
      else running.then(letGo, letGo);
    }
  };

  return {
    rows: (exchange, reference, read) =>
      predict(
        exchange,
        reference,
        read,
        (rows) => rows.length,
        async (engine, rows, context) => {
          const results = await engine.predictRows(rows, context);
          // The fault of the one row of a request is logged with its answer; among many it would be with none.
          if (results.length > 1) logFaults(results, exchange.requestId, log);
          return results;
        },
        outcomeOfRows,
        (results) => results.every((one) => "json" in one),
        (runtime, rows, isKept) => dependencies.watch?.rows(runtime, rows, isKept),
      ),
    tensors: (exchange, reference, read) =>
      predict(
        exchange,
        reference,
        read,
        ({ rowCount }) => rowCount,
        async (engine, { tensors, rowCount, wanted, accept }, context) => {
          const result = await engine.predictTensors(tensors, rowCount, wanted, context);
          accept?.(result);
          return result;
        },
        () => "ok",
        () => true,
        (runtime, { tensors, rowCount }, isKept) => dependencies.watch?.tensors(runtime, tensors, rowCount, isKept),
      ),
  };
}

/** Says of a deadline that was over before the model's turn came that nothing was run. */
function toNothingRun(error: unknown): unknown {
  if (!(error instanceof ServeError) || error.code !== "deadline-exceeded") return error;
  return new ServeError("deadline-exceeded", {
    detail: "The answer was not ready in time: the model had not come to it, and nothing of it was run.",
  });
}

function traceparentOf({ headers }: RequestHead): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === "string" ? traceparent : undefined;
}

/** Whether the client has left; a deadline aborts with a fault of its own. */
function isAbandoned({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof ServeError);
}

/** One line for the faults of ours among the rows of a batch, with the first of them. */
function logFaults(results: readonly RowResult[], requestId: string, log: Logger): void {
  const faults = results.flatMap((one) => ("error" in one && one.error.status >= 500 ? [one.error] : []));
  const [first] = faults;
  if (first === undefined) return;
  log.error({ requestId, code: first.code, rows: faults.length, err: first.cause ?? first }, first.message);
}

/** A batch is answered when one of its rows is. */
function outcomeOfRows(results: readonly RowResult[]): PredictionOutcome {
  const faults = results.flatMap((one) => ("error" in one ? [outcomeOfFault(one.error)] : []));
  if (faults.length === 0 || faults.length < results.length) return "ok";
  return faults.includes("server_error") ? "server_error" : "client_error";
}

function outcomeOfFault({ status }: ServeError): PredictionOutcome {
  return status >= 500 ? "server_error" : "client_error";
}

function assertRows(rows: number, most: number): void {
  if (rows <= most) return;
  throw new ServeError("too-many-rows", {
    detail: `A batch may have ${most} rows.`,
    errors: [{ pointer: "", detail: "Too many rows", expected: `at most ${most} rows`, received: `${rows} rows` }],
  });
}

/** The result, or the reason of the signal where that aborts first; what comes later is nobody's. */
function orAbort<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      const { reason } = signal;
      reject(reason instanceof Error ? reason : new Error("The request was given up"));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    result.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}
