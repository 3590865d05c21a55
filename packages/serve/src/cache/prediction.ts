import type { Exchange, Reply } from "../core/http/exchange.ts";
import type {
  CacheOutcome,
  CacheUse,
  CacheWork,
  KeptBody,
  Outputs,
  OutputsQuestion,
} from "../core/prediction-cache.ts";
import type { SeenAnswer } from "../core/prediction-watch.ts";
import type { RowOutput } from "../core/runtime/engine.ts";
import type { ModelRuntime } from "../core/runtime/model-runtime.ts";
import { tensorOf } from "../core/tensor/tensor.ts";
import type { Tensor } from "../core/tensor/tensor.ts";
import type { Answer } from "./entry-bytes.ts";
import { outputsKey, replyKey, rowKey } from "./keys.ts";
import type { ModelCacheOptions } from "./options.ts";
import type { CacheParts, Made, PredictionOptions } from "./prediction-parts.ts";
import { Passenger } from "./single-flight.ts";

/** One thing to be answered: its place among the others, its key here and its key in the store. */
interface Question {
  readonly index: number;
  /** `undefined` where the answer cannot be kept. */
  readonly key: string | undefined;
  /** `undefined` where the answer is not shared beyond this process. */
  readonly storeKey: string | undefined;
}
type Keyed = Question & { readonly key: string };

type Run = (questions: readonly Question[], work: CacheWork) => Promise<readonly Made[]>;
type Fits = (answer: Answer) => boolean | Promise<boolean>;
type Found = "hit" | "stale" | "shared" | "miss";

/** Headers of a request that its answer may depend on. */
const negotiated = ["content-type", "inference-header-content-length", "accept"] as const;

/** The cache, as one prediction uses it. */
export class Prediction implements CacheUse {
  readonly #parts: CacheParts;
  readonly #options: ModelCacheOptions;
  readonly #runtime: ModelRuntime;
  readonly #exchange: Exchange;
  readonly #isFresh: boolean;
  /** What every key of this process begins with, and every key of the store. */
  readonly #scope: readonly string[];
  readonly #storeScope: readonly string[] | undefined;
  readonly #passenger: Passenger;
  readonly #found: Map<Found, number> = new Map();
  /** Until when all that the answer was made of is fresh. */
  #freshUntil = Number.POSITIVE_INFINITY;
  #bodyKey: string | undefined;

  constructor({ parts, options, runtime, exchange, instance, contract, isFresh }: PredictionOptions) {
    const { name, version } = runtime.model;
    const caller = options.private === true ? ["private", exchange.principal?.id ?? ""] : ["shared"];
    const { fingerprint } = options;
    this.#parts = parts;
    this.#options = options;
    this.#runtime = runtime;
    this.#exchange = exchange;
    this.#isFresh = isFresh;
    this.#scope = [name, version, instance, ...caller];
    this.#storeScope =
      parts.store === undefined || fingerprint === undefined
        ? undefined
        : [name, version, fingerprint, contract, ...caller];
    this.#passenger = new Passenger(exchange.signal, () => exchange.timeLeft());
  }

  get outcome(): CacheOutcome {
    if (this.#found.has("miss") || this.#found.has("shared")) return "miss";
    if (this.#found.has("stale")) return "stale";
    return this.#found.has("hit") ? "hit" : "off";
  }

  async rows(
    rows: readonly unknown[],
    run: (rows: readonly unknown[], work: CacheWork) => Promise<readonly RowOutput[]>,
    fits: (json: string) => Promise<boolean>,
  ): Promise<readonly RowOutput[]> {
    const questions = rows.map((row, index) => ({ index, ...this.#keysOf((scope) => rowKey(scope, row)) }));
    const made = await this.#answer(
      questions,
      (asked, work) =>
        run(
          asked.map(({ index }) => rows[index]),
          work,
        ),
      (answer) => "json" in answer && fits(answer.json),
    );
    return made.map((one) => {
      if ("outputs" in one) throw new TypeError("The answer to a row is a text");
      return one;
    });
  }

  async outputs(
    question: OutputsQuestion,
    run: (work: CacheWork) => Promise<Outputs>,
    fits: (outputs: Outputs) => boolean,
  ): Promise<Outputs> {
    const [made] = await this.#answer(
      [{ index: 0, ...this.#keysOf((scope) => outputsKey(scope, question)) }],
      async (_asked, work) => [{ outputs: await run(work) }],
      (answer) => "outputs" in answer && fits(answer.outputs),
    );
    if (made === undefined || !("outputs" in made)) throw new TypeError("The answer to a batch is its outputs");
    return made.outputs;
  }

  replyTo(body: Uint8Array): KeptBody | undefined {
    const { request } = this.#exchange;
    const headers = negotiated.map((name) => String(request.headers[name] ?? ""));
    this.#bodyKey = replyKey(this.#scope, [request.url ?? "", ...headers], body);
    if (this.#isFresh) return undefined;
    const now = this.#parts.clock.now();
    const entry = this.#parts.memory.get(this.#bodyKey, now);
    if (entry === undefined || now >= entry.freshUntil || !("reply" in entry.value)) return undefined;
    this.#count("hit", entry.value.rows);
    this.#tell();
    return entry.value;
  }

  keep(reply: Reply, rows: number, seen?: SeenAnswer): void {
    const { memory, clock } = this.#parts;
    const freshUntil = this.#freshUntil;
    if (this.#bodyKey === undefined || reply.status !== 200 || !Number.isFinite(freshUntil)) return;
    if (clock.now() < freshUntil)
      memory.set(this.#bodyKey, { value: { reply, rows, seen }, freshUntil, staleUntil: freshUntil });
  }

  async #answer(questions: readonly Question[], run: Run, fits: Fits): Promise<readonly Made[]> {
    const { memory, answers, clock } = this.#parts;
    const now = clock.now();
    const missing = new Map<string, Keyed>();
    const stale = new Map<string, Keyed>();
    const alone: Question[] = [];
    // Which of them are run is decided at once, so that nobody else can begin a run for the same in between.
    const given = questions.map((question): Made | Promise<Made> | undefined => {
      const { key } = question;
      if (key === undefined || this.#isFresh) {
        this.#count("miss");
        alone.push(question);
        return undefined;
      }
      const keyed = { ...question, key };
      const entry = memory.get(key, now);
      if (entry !== undefined && !("reply" in entry.value)) {
        if (now >= entry.freshUntil) stale.set(key, keyed);
        this.#count(now < entry.freshUntil ? "hit" : "stale");
        return entry.value;
      }
      const joined = missing.has(key) ? undefined : answers.join(key, this.#passenger);
      this.#count(joined !== undefined || missing.has(key) ? "shared" : "miss");
      if (joined === undefined && !missing.has(key)) missing.set(key, keyed);
      // A run that has failed may have done so for one of its other rows, which nobody here has asked for.
      return joined?.isShared === true ? joined.answer.catch(() => this.#makeOne(keyed, run)) : joined?.answer;
    });
    this.#tell();
    this.#refresh([...stale.values()], run, fits);
    const { priority } = this.#exchange;
    const { signal, timeLeft } = this.#passenger;
    const asked = [...missing.values()];
    const nothing: Promise<readonly Made[]> = Promise.resolve([]);
    const [settled, own, lonely] = await Promise.all([
      Promise.all(given.map((one) => Promise.resolve(one))),
      asked.length === 0
        ? nothing
        : answers.begin([...missing.keys()], this.#passenger, priority, (work) => this.#make(asked, work, run, fits)),
      alone.length === 0 ? nothing : this.#make(alone, { signal, timeLeft, priority }, run, undefined),
    ]);
    const byKey = new Map(asked.map(({ key }, place) => [key, own[place]]));
    const byIndex = new Map(alone.map(({ index }, place) => [index, lonely[place]]));
    return questions.map(({ index, key }) => {
      this.#limitFreshness(key);
      const made = settled[index] ?? byIndex.get(index) ?? (key === undefined ? undefined : byKey.get(key));
      if (made === undefined) throw new TypeError("A run has given fewer answers than it was asked for");
      return made;
    });
  }

  async #makeOne(question: Question, run: Run): Promise<Made> {
    const { signal, timeLeft } = this.#passenger;
    signal.throwIfAborted();
    const [made] = await this.#make(
      [question],
      { signal, timeLeft, priority: this.#exchange.priority },
      run,
      undefined,
    );
    if (made === undefined) throw new TypeError("A run has given fewer answers than it was asked for");
    return made;
  }

  /** Makes answers: from the store, or by a run; keeps those that are no faults. */
  async #make(
    questions: readonly Question[],
    work: CacheWork,
    run: Run,
    fits: Fits | undefined,
  ): Promise<readonly Made[]> {
    const found = await Promise.all(
      questions.map((one) => (fits === undefined ? Promise.resolve(undefined) : this.#fromStore(one, fits))),
    );
    const rest = questions.filter((_one, place) => found[place] === undefined);
    const ran = rest.length === 0 ? [] : await run(rest, work);
    if (ran.length !== rest.length) throw new TypeError("A run has given fewer answers than it was asked for");
    for (const [place, one] of rest.entries()) {
      const answer = ran[place];
      // What comes when nobody waits any more may have been cut short.
      if (answer !== undefined && !("error" in answer) && !work.signal.aborted) this.#keepAnswer(one, answer);
    }
    const made = ran[Symbol.iterator]();
    return found.flatMap((one) => one ?? made.next().value ?? []);
  }

  async #fromStore({ key, storeKey }: Question, fits: Fits): Promise<Answer | undefined> {
    const { store, clock, memory, wallClock } = this.#parts;
    if (store === undefined || storeKey === undefined || key === undefined) return undefined;
    const entry = await store.get(storeKey);
    if (entry === undefined) return undefined;
    // However wrong the clock of another machine is, an answer does not live longer than it would here.
    const left = Math.min(entry.freshUntil - wallClock(), this.#options.ttlMs);
    if (left <= 0 || !(await doesFit(entry.answer, fits))) return undefined;
    const freshUntil = clock.now() + left;
    memory.set(key, { value: entry.answer, freshUntil, staleUntil: freshUntil + (this.#options.staleMs ?? 0) });
    return entry.answer;
  }

  #keepAnswer({ key, storeKey }: Question, answer: Answer): void {
    if (key === undefined) return;
    const { memory, store, clock, wallClock, jitter, random } = this.#parts;
    const { ttlMs, staleMs = 0 } = this.#options;
    const left = Math.max(1, Math.ceil(ttlMs * (1 - jitter * random())));
    const freshUntil = clock.now() + left;
    const value = copyOf(answer);
    memory.set(key, { value, freshUntil, staleUntil: freshUntil + staleMs });
    if (storeKey !== undefined) store?.set(storeKey, { freshUntil: wallClock() + left, answer: value }, left);
  }

  /** Makes answers anew that are no longer fresh; nobody waits for it. */
  #refresh(stale: readonly Keyed[], run: Run, fits: Fits): void {
    const { answers, log } = this.#parts;
    const old = stale.filter(({ key }) => !answers.has(key));
    if (old.length === 0) return;
    const letGo = this.#runtime.hold();
    answers
      .begin(
        old.map(({ key }) => key),
        undefined,
        "low",
        (work) => this.#make(old, work, run, fits),
      )
      .catch((error: unknown) => {
        log.warn({ model: this.#runtime.model.name, err: error }, "a kept answer could not be made anew");
      })
      .finally(letGo);
  }

  /** The answer as a whole is not fresh for longer than each part of it; not at all where a part is not kept. */
  #limitFreshness(key: string | undefined): void {
    const { memory, clock } = this.#parts;
    const entry = key === undefined ? undefined : memory.get(key, clock.now());
    this.#freshUntil = Math.min(this.#freshUntil, entry?.freshUntil ?? Number.NEGATIVE_INFINITY);
  }

  #keysOf(keyIn: (scope: readonly string[]) => string | undefined): Pick<Question, "key" | "storeKey"> {
    const storeScope = this.#storeScope;
    return { key: keyIn(this.#scope), storeKey: storeScope === undefined ? undefined : keyIn(storeScope) };
  }

  #count(found: Found, count = 1): void {
    this.#found.set(found, (this.#found.get(found) ?? 0) + count);
  }

  #tell(): void {
    const { name: model, version } = this.#runtime.model;
    for (const [outcome, count] of this.#found) this.#parts.observer.lookedUp?.({ model, version, outcome, count });
  }
}

async function doesFit(answer: Answer, fits: Fits): Promise<boolean> {
  try {
    return await fits(answer);
  } catch {
    // A text that is no JSON, or one that the model's schema throws at.
    return false;
  }
}

/** The same values in memory of its own: a model may use its memory again for the next answer. */
function copyOf(answer: Answer): Answer {
  if ("json" in answer) return answer;
  const outputs = [...answer.outputs].map(([name, { datatype, shape, data }]): [string, Tensor] => [
    name,
    tensorOf(datatype, [...shape], Array.isArray(data) ? data.map((bytes) => bytes.slice()) : data.slice()),
  ]);
  return { outputs: new Map(outputs) };
}
