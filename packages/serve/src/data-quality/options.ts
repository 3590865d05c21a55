import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import type { QualityObserver } from "../core/quality-observer.ts";
import type { QualityReference } from "./reference.ts";

/** How one model is watched. */
export interface ModelQualityOptions {
  /**
   * What its rows were like when it was trained, or a function that gives it for a version as it comes in. It is held to
   * its form and to the contract. Default: none, and no index.
   */
  readonly reference?: QualityReference | ((version: string) => QualityReference | undefined) | undefined;
  /**
   * How many rows are counted at most, up to 1,000,000,000; then the oldest tenth is forgotten.
   *
   * @default 10_000
   */
  readonly windowRows?: number | undefined;
  /**
   * For how long a row is counted at most, in milliseconds.
   *
   * @default 86_400_000
   */
  readonly windowMs?: number | undefined;
  /**
   * How many rows an index takes: with fewer it would tell of chance. At most nine tenths of `windowRows`.
   *
   * @default 500
   */
  readonly minimumRows?: number | undefined;
  /**
   * The part of the predictions that is looked at, by chance: more than 0, at most 1.
   *
   * @default 1
   */
  readonly sampleRate?: number | undefined;
  /**
   * How many rows are looked at in a second; of a batch that is larger, rows that are spread over it.
   *
   * @default 10_000
   */
  readonly maxRowsPerSecond?: number | undefined;
}

/** How the quality of data is watched. */
export interface DataQualityOptions<Name extends string = string> {
  /** The models that are watched, by name; each version that is served has a window of its own. */
  readonly models: { readonly [Model in Name]?: ModelQualityOptions };
  /** Is told where the numbers can be read; the metrics of `@mlops/serve/metrics` fit. Default: nobody. */
  readonly observer?: QualityObserver | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The same with nothing left open. */
export interface ResolvedModelOptions {
  readonly reference: ModelQualityOptions["reference"];
  readonly windowRows: number;
  readonly windowMs: number;
  readonly minimumRows: number;
  readonly sampleRate: number;
  readonly maxRowsPerSecond: number;
}

/** Counters have 32 bits. */
const mostWindowRows = 1_000_000_000;
const whole = ["windowRows", "windowMs", "minimumRows", "maxRowsPerSecond"] as const;

/** @throws TypeError for an option that is out of range. */
export function resolveOptions(model: string, options: ModelQualityOptions): ResolvedModelOptions {
  const place = `dataQuality.models.${model}`;
  const resolved: ResolvedModelOptions = {
    reference: options.reference,
    windowRows: options.windowRows ?? 10_000,
    windowMs: options.windowMs ?? 86_400_000,
    minimumRows: options.minimumRows ?? 500,
    sampleRate: options.sampleRate ?? 1,
    maxRowsPerSecond: options.maxRowsPerSecond ?? 10_000,
  };
  for (const name of whole) {
    const value = resolved[name];
    if (!(Number.isSafeInteger(value) && value > 0)) {
      throw new TypeError(`${place}.${name} is a whole number of at least 1, not ${value}`);
    }
  }
  const { sampleRate, windowRows, minimumRows } = resolved;
  if (!(sampleRate > 0 && sampleRate <= 1)) {
    throw new TypeError(`${place}.sampleRate is a number above 0 and up to 1, not ${sampleRate}`);
  }
  if (windowRows > mostWindowRows) {
    throw new TypeError(`${place}.windowRows is at most ${mostWindowRows}, not ${windowRows}`);
  }
  if (minimumRows > 0.9 * windowRows) {
    throw new TypeError(
      `${place}.minimumRows is at most nine tenths of windowRows, ${0.9 * windowRows}, not ${minimumRows}`,
    );
  }
  return resolved;
}
