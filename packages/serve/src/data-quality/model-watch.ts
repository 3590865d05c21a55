import type { AnyModel } from "../core/contract/model.ts";
import type { ServeError } from "../core/errors/serve-error.ts";
import type { SeenAnswer, WatchedPrediction } from "../core/prediction-watch.ts";
import type { QualityReport } from "../core/quality-observer.ts";
import type { RowResult, TensorResult } from "../core/runtime/engine.ts";
import type { Tensors } from "../core/tensor/tensor.ts";
import { slots } from "./feature.ts";
import type { Feature } from "./feature.ts";
import { featuresOf } from "./features-of.ts";
import { markRow } from "./mark-rows.ts";
import { markTensors } from "./mark-tensors.ts";
import type { ResolvedModelOptions } from "./options.ts";
import { parseReference } from "./reference.ts";
import { qualityOf } from "./report.ts";
import { RowBudget, spreadRows } from "./row-budget.ts";
import { Window } from "./window.ts";

/** Milliseconds on a clock that never goes back, and a number from 0 to 1. */
export interface WatchParts {
  readonly now: () => number;
  readonly random: () => number;
}

/** What an object of marks takes in memory beside them. */
const overhead = 200;

/** Some rows of one prediction. */
interface Rows {
  /** The numbers of those that are looked at. */
  readonly chosen: Uint32Array;
  /** Of how many. */
  readonly count: number;
  /** Whether they are counted, and not only marked for when the answer is given again. */
  readonly isCounted: boolean;
  readonly isKept: boolean;
  /** For each row a mark for each feature, then one for each part of the output. */
  readonly marks: Uint16Array;
}

/** Watches one version of a model, from when it comes in until it goes. */
export class ModelWatch {
  readonly #options: ResolvedModelOptions;
  readonly #parts: WatchParts;
  readonly #inputs: readonly Feature[];
  readonly #outputs: readonly Feature[];
  readonly #unwatched: readonly string[];
  readonly #window: Window;
  readonly #budget: RowBudget;

  /** @throws TypeError for a reference that is not of its form, or does not fit the contract. */
  constructor(model: AnyModel, options: ResolvedModelOptions, parts: WatchParts) {
    const place = `dataQuality.models.${model.name}.reference`;
    const given = typeof options.reference === "function" ? options.reference(model.version) : options.reference;
    const reference = given === undefined ? undefined : parseReference(given, place);
    const inputs = featuresOf(model, "input", reference?.features ?? {}, `${place}.features`);
    const outputs = featuresOf(model, "output", reference?.predictions ?? {}, `${place}.predictions`);
    this.#options = options;
    this.#parts = parts;
    this.#inputs = inputs.features;
    this.#outputs = outputs.features;
    this.#unwatched = [...inputs.unwatched, ...outputs.unwatched];
    this.#window = new Window([...this.#inputs, ...this.#outputs], {
      rows: options.windowRows,
      milliseconds: options.windowMs,
    });
    this.#budget = new RowBudget(options.maxRowsPerSecond, parts.now());
  }

  rows(rows: readonly unknown[], isKept: boolean): WatchedPrediction<readonly RowResult[]> | undefined {
    const begun = this.#begin(rows.length, isKept);
    if (begun === undefined) return undefined;
    const { chosen, marks } = begun;
    for (const [place, row] of chosen.entries()) markRow(this.#inputs, rows[row], marks, place * this.#width);
    return {
      answered: (results) => {
        for (const [place, row] of chosen.entries()) {
          const result = results[row];
          if (result !== undefined && "json" in result) this.#markOutput(result.json, marks, place);
        }
        return this.#end(begun, (row) => results[row]);
      },
      refused: (error) => {
        this.#refuse(begun, error);
      },
    };
  }

  tensors(tensors: Tensors, rowCount: number, isKept: boolean): WatchedPrediction<TensorResult> | undefined {
    const begun = this.#begin(rowCount, isKept);
    if (begun === undefined) return undefined;
    const { chosen, marks } = begun;
    markTensors(this.#inputs, tensors, chosen, slots.missing, marks, this.#width, 0);
    return {
      answered: ({ outputs }) => {
        markTensors(this.#outputs, outputs, chosen, slots.untold, marks, this.#width, this.#inputs.length);
        return this.#end(begun, () => undefined);
      },
      refused: (error) => {
        this.#refuse(begun, error);
      },
    };
  }

  report(): QualityReport {
    const { minimumRows } = this.#options;
    const { counts, ...totals } = this.#window.totals(this.#parts.now());
    const all = [...this.#inputs, ...this.#outputs].map((feature, index) =>
      qualityOf(feature, this.#window.countersOf(index, counts), minimumRows),
    );
    return {
      ...totals,
      minimumRows,
      features: all.slice(0, this.#inputs.length),
      predictions: all.slice(this.#inputs.length),
      unwatched: this.#unwatched,
    };
  }

  get #width(): number {
    return this.#inputs.length + this.#outputs.length;
  }

  /** Chooses rows; `undefined` where none is to be marked. An answer that may be kept is marked for later, too. */
  #begin(count: number, isKept: boolean): Rows | undefined {
    const isCounted = this.#isSampled();
    const taken = isCounted || isKept ? this.#budget.take(this.#parts.now(), count) : 0;
    if (taken === 0) {
      if (count > 0) this.#window.skip(this.#parts.now(), count);
      return undefined;
    }
    const chosen = spreadRows(taken, count, taken === count ? 0 : this.#parts.random());
    return { chosen, count, isCounted, isKept, marks: new Uint16Array(taken * this.#width) };
  }

  #isSampled(): boolean {
    const { sampleRate } = this.#options;
    return sampleRate === 1 || this.#parts.random() < sampleRate;
  }

  #markOutput(json: string, marks: Uint16Array, place: number): void {
    if (this.#outputs.length === 0) return;
    const output: unknown = JSON.parse(json);
    markRow(this.#outputs, output, marks, place * this.#width + this.#inputs.length);
  }

  /** Counts what was marked; rows that failed for no fault of theirs are left out. */
  #end(rows: Rows, resultOf: (row: number) => RowResult | undefined): SeenAnswer | undefined {
    if (rows.isCounted) this.#count(rows, resultOf);
    else this.#window.skip(this.#parts.now(), rows.count);
    if (!rows.isKept) return undefined;
    return {
      bytes: overhead + rows.marks.byteLength,
      again: () => {
        this.#again(rows);
      },
    };
  }

  #count({ chosen, count, marks }: Rows, resultOf: (row: number) => RowResult | undefined): void {
    const now = this.#parts.now();
    if (count > chosen.length) this.#window.skip(now, count - chosen.length);
    for (let place = 0; place < chosen.length; place += 1) {
      const result = resultOf(chosen[place] ?? 0);
      const refusal = result !== undefined && "error" in result ? result.error : undefined;
      if (refusal !== undefined && refusal.status !== 422) continue;
      this.#window.add(now, marks, place * this.#width, refusal?.code);
    }
  }

  #again(rows: Rows): void {
    const now = this.#parts.now();
    const { length } = rows.chosen;
    if (this.#isSampled() && this.#budget.take(now, length) === length) this.#count(rows, () => undefined);
    else this.#window.skip(now, rows.count);
  }

  #refuse(rows: Rows, error: ServeError): void {
    if (error.status === 422 && rows.isCounted) this.#count(rows, () => ({ error }));
  }
}
