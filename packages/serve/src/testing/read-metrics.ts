/** Values of an exposition. */
export interface MetricValues {
  /**
   * The value of a series; `undefined` where there is none.
   *
   * @param labels - Those that it has to have; it may have more, but only one series may fit.
   * @throws Error where several fit.
   */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** How many series there are, of all metrics. */
  readonly seriesCount: number;
}

interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/gy;

/**
 * Reads the text format of Prometheus, for assertions on metrics.
 *
 * @throws Error for a line that is not of that format.
 *
 * @example
 * const metrics = readMetrics(await (await fetch(`${url}/metrics`)).text());
 * expect(metrics.value("predictions_total", { model: "iris", outcome: "ok" })).toBe(3);
 */
export function readMetrics(text: string): MetricValues {
  const series = text
    .split("\n")
    .filter((one) => one !== "" && !one.startsWith("#"))
    .map(readSeries);
  return {
    seriesCount: series.length,
    value(name, labels = {}) {
      const wanted = Object.entries(labels);
      const found = series.filter(
        (one) => one.name === name && wanted.every(([key, value]) => one.labels.get(key) === value),
      );
      if (found.length > 1) throw new Error(`${found.length} series of ${name} have these labels`);
      return found[0]?.value;
    },
  };
}

function readSeries(text: string): Series {
  const [, name, inner = "", value = ""] = line.exec(text) ?? [];
  if (name === undefined) throw new Error(`No line of the text format: ${text}`);
  const labels = [...inner.matchAll(label)].map(([, key = "", raw = ""]) => [key, unescape(raw)] as const);
  return { name, labels: new Map(labels), value: value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value) };
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (_whole, character: string) => (character === "n" ? "\n" : character));
}
